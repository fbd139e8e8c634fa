/** The book of one schedule: what was asked, what ran, what was said, what went wrong. */
import type { ScriptedTurn } from "../support/scripted_agent.ts";
import type { Json, WireEvent } from "../support/stage.ts";
import { EventLog } from "./event_log.ts";
import {
  type Excuse,
  promptsIn,
  type PromptStory,
  type SessionStory,
  spokenIn,
  type TurnStory,
} from "./stories.ts";

/** A promise that was not kept. */
export class Violation extends Error {
  override readonly name = "Violation";
}

export class Chronicle {
  readonly sessions: SessionStory[] = [];
  readonly prompts: PromptStory[] = [];
  readonly turns: TurnStory[] = [];
  /** How often each kind of thing happened. */
  readonly tally: Map<string, number>;
  readonly #trace: string[] | undefined;
  readonly #byKey = new Map<string, SessionStory>();
  readonly #byText = new Map<string, PromptStory>();
  #fault: Violation | undefined;

  constructor(tally: Map<string, number>, trace?: string[]) {
    this.tally = tally;
    this.#trace = trace;
  }

  get traced(): boolean {
    return this.#trace !== undefined;
  }

  count(what: string, times = 1): void {
    this.tally.set(what, (this.tally.get(what) ?? 0) + times);
  }

  /** Writes a line; the ids in it, which are random, become the names of their sessions. */
  trace(line: () => string): void {
    if (this.#trace === undefined) return;
    let text = line();
    for (const { live, stored, n } of this.sessions) {
      text = text.replaceAll(stored, `s${n}`).replaceAll(live, `s${n}`);
    }
    this.#trace.push(text);
  }

  /** Notes that a promise was broken. The first counts: it may be thrown where somebody catches it. */
  fail(what: string): never {
    let text = what;
    for (const { live, stored, n } of this.sessions) {
      text = text.replaceAll(stored, `s${n}`).replaceAll(live, `s${n}`);
    }
    if (this.#fault === undefined) this.trace(() => `!! ${what}`);
    this.#fault ??= new Violation(text);
    throw this.#fault;
  }

  /** Throws what was noted. */
  check(): void {
    if (this.#fault !== undefined) throw this.#fault;
  }

  /** Looks at what the gateway does, from inside of it: what is found there must not disturb it. */
  watch(look: () => void): void {
    try {
      look();
    } catch (error) {
      if (error !== this.#fault) throw error;
    }
  }

  session(key: string): SessionStory | undefined {
    return this.#byKey.get(key);
  }

  /** Sessions that can still be had. */
  get alive(): SessionStory[] {
    return this.sessions.filter(({ lost }) => !lost);
  }

  created(live: string, stored: string): void {
    const session: SessionStory = {
      n: this.sessions.length,
      live,
      stored,
      prompts: [],
      turns: [],
      log: new EventLog({ pushedFor: (text) => this.turnOf(text)?.pushed }),
      ends: 0,
      lost: false,
    };
    this.sessions.push(session);
    this.#byKey.set(live, session).set(stored, session);
    this.count("sessions created");
  }

  newPrompt(session: SessionStory, named: boolean): PromptStory {
    const n = this.prompts.length;
    const text = `p${n} is asked`;
    const id = named ? `message-${n}` : "";
    const story: PromptStory = {
      ...{ n, session, id, text },
      ...{ accepted: false, open: false, answer: undefined, runs: 0, hints: 0, excuse: undefined },
    };
    this.prompts.push(story);
    session.prompts.push(story);
    this.#byText.set(text, story);
    return story;
  }

  /** The turn that said this. */
  turnOf(text: string): TurnStory | undefined {
    const tag = /^t(\d+)\./.exec(text);
    return tag === null ? undefined : this.turns[Number(tag[1])];
  }

  /** An agent was given a turn. */
  began(live: string, turn: ScriptedTurn): void {
    const session = this.#byKey.get(live) ?? this.fail(`an agent of an unknown session ${live}`);
    const story = { n: this.turns.length, session, turn, pushed: "", pieces: 0, over: false };
    this.turns.push(story);
    session.turns.push(story);
    this.count("turns");
    this.trace(() => `   turn t${story.n} of ${live} begins: ${JSON.stringify(turn.input.text)}`);
    for (const text of turn.input.text.split("\n\n")) {
      const prompt = this.#byText.get(text) ?? this.fail(`an unknown prompt ran: "${text}"`);
      if (prompt.runs++ > 0) this.fail(`prompt p${prompt.n} runs twice`);
      if (prompt.hints > 0) this.fail(`prompt p${prompt.n} was a hint and runs`);
    }
  }

  /** An agent took a prompt as a hint. */
  hinted(text: string): void {
    const prompt = this.#byText.get(text) ?? this.fail(`an unknown hint: "${text}"`);
    if (prompt.hints++ + prompt.runs > 0) {
      this.fail(`prompt p${prompt.n} is given to the agent twice`);
    }
    this.count("hints");
  }

  /** A prompt has come into the store. */
  accepted({ text, state }: { text: string; state: "open" | "done" }): void {
    const prompt = this.#byText.get(text) ?? this.fail(`an unknown prompt is kept: "${text}"`);
    prompt.accepted = true;
    prompt.open = state === "open";
  }

  /** A window was told what became of a prompt; `kept`: it must be in the store by then. */
  answered(text: string, status: string, kept: boolean): void {
    const prompt = this.#byText.get(text) ?? this.fail(`an unknown prompt was answered: "${text}"`);
    if (kept && !prompt.accepted) this.fail(`prompt p${prompt.n} is answered, and not kept`);
    if (prompt.answer !== undefined) this.count("repeats answered");
    const first = prompt.answer ??= status;
    if (first !== status) {
      this.fail(`prompt p${prompt.n} is answered "${status}" and was answered "${first}"`);
    }
    this.count(`answer ${status}`);
  }

  /** Whatever of the session was accepted and has not run may never run now. */
  excuse(session: SessionStory | undefined, why: Excuse): void {
    for (const prompt of session?.prompts ?? []) {
      if (!prompt.accepted || prompt.runs > 0) continue;
      // What was given up before the crash was so for another reason, which nobody could tell any more.
      prompt.excuse ??= why === "crash" && !prompt.open ? "end" : why;
    }
  }

  /** The gateway has died. A hint it was about to put down died with the agent that took it. */
  crashed(): void {
    for (const prompt of this.prompts) if (!prompt.accepted) prompt.hints = 0;
    for (const session of this.alive) this.excuse(session, "crash");
  }

  /** An event of a session was seen, on a wire or in the store. */
  heard(session: SessionStory, json: string, event: WireEvent): void {
    if (event.type === "error") this.excuse(session, "error");
    const fault = session.log.take(json, event);
    if (fault !== undefined) this.fail(`session s${session.n}: ${fault}`);
  }

  /** What a window is told when it comes must be a truth: of each turn, the beginning of what it said. */
  shown(session: SessionStory, { messages, inflight, running }: Json): string[] {
    if (inflight !== undefined && !running) this.fail(`s${session.n}: inflight, and nothing runs`);
    const prompts = promptsIn(messages);
    if (new Set(prompts).size < prompts.length) {
      this.fail(`s${session.n}: a prompt is twice in the history: ${prompts}`);
    }
    const spoken = spokenIn(messages, inflight);
    let newest = -1;
    for (const text of spoken) {
      const turn = this.turnOf(text);
      if (turn === undefined || turn.session !== session || !turn.pushed.startsWith(text)) {
        this.fail(`s${session.n}: nobody said "${text}"`);
      }
      if (turn.n <= newest) this.fail(`s${session.n}: turn t${turn.n} is shown twice, or too late`);
      newest = turn.n;
    }
    return spoken;
  }

  /** The gateway has ended a session; of one whose creation was never answered nobody knows. */
  ended(live: string, reason: string): void {
    const session = this.#byKey.get(live);
    this.trace(() => `   ${session === undefined ? "a session" : live} has ended: ${reason}`);
    this.count(`end ${reason}`);
    if (session !== undefined) session.ends++;
    this.excuse(session, "end");
  }

  /** A session cannot be had any more. That is right unless somebody was promised that it is kept. */
  vanished(session: SessionStory): void {
    if (session.lost) return;
    const promised = session.prompts.find(({ answer }) => answer !== undefined);
    if (promised) this.fail(`s${session.n} is not kept, and prompt p${promised.n} was accepted`);
    session.lost = true;
    this.trace(() => `   ${session.live} was never kept`);
  }
}
