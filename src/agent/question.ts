/**
 * What an agent may ask the user in the middle of a turn, and what it gets for an answer.
 *
 * @module
 */

/**
 * How a user decides about a command: this time, for the session, for good, or not at all. `never`, which
 * is for good, can be chosen where the asker offers a `reject_always`; anywhere else it is `deny`.
 */
export type ApprovalChoice = "once" | "session" | "always" | "deny" | "never";

/** A decision as the asker names it: `Yes, and don't ask again for "npm test"`. */
export interface ApprovalOption {
  /** What people read. */
  readonly name: string;
  /** What choosing it means. */
  readonly kind: "allow_once" | "allow_always" | "reject_once" | "reject_always";
}

/** One question. */
export type Question =
  /** Something only the user knows. With `choices` the answer is usually, but not always, one of them. */
  | { kind: "clarify"; question: string; choices?: readonly string[] }
  /**
   * Whether a command may run. What looks like a secret in it is not shown.
   *
   * `patternKeys` name what makes the command dangerous (`rm -r`): once the user has allowed all of them
   * for the session, it is not asked again there. `allowPermanent: false` takes back an `always`, which
   * then means `session`. `options`: the asker's own words for the choices, for windows that show them.
   */
  | {
    kind: "approval";
    command: string;
    description: string;
    patternKeys?: readonly string[];
    allowPermanent?: boolean;
    options?: readonly ApprovalOption[];
  }
  /** The password for `sudo`. */
  | { kind: "sudo" }
  /** A value for an environment variable, such as a key. `metadata`: whatever the window may show. */
  | { kind: "secret"; prompt: string; envVar: string; metadata?: Record<string, unknown> }
  /** What stands in the user's terminal pane: `count` lines from line `start`. */
  | { kind: "terminal_read"; start?: number; count?: number };

/** What each kind of question is answered with. */
export interface Answers {
  /** What was chosen or written. */
  clarify: string;
  /** What was decided. */
  approval: ApprovalChoice;
  /** The password; never logged or kept. */
  sudo: string;
  /** The key; never logged or kept. */
  secret: string;
  /** What the terminal shows. */
  terminal_read: string;
}

/** What a question is answered with. */
export type AnswerTo<Q extends Question> = Answers[Q["kind"]];

/**
 * Asks the user and waits, up to the time PROTOCOL 6.8 gives the kind: 300 s for `clarify`, `secret` and
 * `approval`, 120 s for `sudo`, 30 s for `terminal_read`. Several questions may be open at once.
 *
 * Without an answer (the time is over, the turn was interrupted, the session was closed, `signal` has
 * aborted) it resolves with {@linkcode noAnswer} of its kind. It never waits for ever.
 *
 * @throws {TypeError} (as a rejection) naming the member of the question that is wrong
 */
export type Ask = <Q extends Question>(question: Q, signal?: AbortSignal) => Promise<AnswerTo<Q>>;

/** Whether an approval was given. What is no choice at all, from an `ask` that breaks the rules, is none. */
export function isConsent(choice: ApprovalChoice): boolean {
  return choice === "once" || choice === "session" || choice === "always";
}

/** What stands for an answer where there is none; silence is no consent. */
export const noAnswer: Readonly<Answers> = {
  clarify: "",
  approval: "deny",
  sudo: "",
  secret: "",
  terminal_read: "",
};
