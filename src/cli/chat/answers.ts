/**
 * What a person types to answer a question, and what it means.
 *
 * @module
 */
import type { Question } from "../../client/questions.ts";
import { harmless, oneLine, type Styles } from "./styles.ts";

/** A question as a terminal asks it. */
export interface Asked {
  /** Lines above the prompt. */
  readonly lines: readonly string[];
  readonly prompt: string;
  /** What is typed is not shown. */
  readonly secret: boolean;
  /** What an entered line means; `undefined`: nothing, so ask again. */
  answer(line: string): string | undefined;
}

const CHOICES = [
  { key: "o", choice: "once", label: "[o]nce" },
  { key: "s", choice: "session", label: "for this [s]ession" },
  { key: "a", choice: "always", label: "[a]lways" },
  { key: "d", choice: "deny", label: "[d]eny" },
  { key: "n", choice: "never", label: "[n]ever" },
] as const;

/** How a question is asked; `undefined`: a terminal has no answer to it. */
export function askedAs(question: Question, { bold, alarm }: Styles): Asked | undefined {
  switch (question.type) {
    case "approval.request": {
      const { command, description, allow_permanent } = question.payload;
      const choices = CHOICES.filter(({ choice }) =>
        choice !== "always" || allow_permanent !== false
      );
      return {
        lines: [
          alarm(`? may this be done: ${oneLine(description, 400)}`),
          ...harmless(command).split("\n").map((line) => `    ${line}`),
        ],
        prompt: `${choices.map(({ label }) => label).join(", ")}: `,
        secret: false,
        answer(line) {
          const said = line.trim().toLowerCase();
          return choices.find(({ key, choice }) => said === key || said === choice)?.choice;
        },
      };
    }
    case "clarify.request": {
      const { question: text, choices } = question.payload;
      const offered = choices ?? [];
      return {
        lines: [
          bold(`? ${harmless(text)}`),
          ...offered.map((choice, index) => `  ${index + 1}. ${oneLine(choice)}`),
        ],
        prompt: offered.length === 0 ? "answer: " : "number, or an answer of your own: ",
        secret: false,
        answer(line) {
          const said = line.trim();
          return offered[/^\d+$/.test(said) ? Number(said) - 1 : -1] ??
            (said === "" ? undefined : said);
        },
      };
    }
    case "secret.request": {
      const { prompt, env_var } = question.payload;
      const lines = [bold(`? ${oneLine(prompt, 400)}`)];
      return { lines, prompt: `${oneLine(env_var)} (not shown): `, ...hidden };
    }
    case "sudo.request":
      return {
        lines: [bold("? the agent needs the password for sudo")],
        prompt: "password (not shown): ",
        ...hidden,
      };
    case "terminal.read.request":
      return undefined;
  }
}

const hidden = { secret: true, answer: (line: string) => line };

/** What a question is answered with where no person is there to be asked. */
export function declined(question: Question): string {
  return question.type === "approval.request" ? "deny" : "";
}

/** What was declined, for a notice. */
export function declinedNotice(question: Question): string {
  switch (question.type) {
    case "approval.request":
      return `denied, for nobody is there to be asked: ${oneLine(question.payload.command)}`;
    case "clarify.request":
      return `left unanswered, for nobody is there: ${oneLine(question.payload.question)}`;
    case "secret.request":
      return `not given, for nobody is there: ${oneLine(question.payload.env_var)}`;
    case "sudo.request":
      return "not given, for nobody is there: the password for sudo";
    case "terminal.read.request":
      return "left unanswered, for there is no terminal pane";
  }
}
