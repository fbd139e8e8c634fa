/**
 * Prompts that make the echo agent ask: so a front end can be tried without a model.
 *
 * @module
 */
import type { AgentInput } from "./agent.ts";
import type { Ask, Question } from "./question.ts";

/** What a command asks, given what stands behind it in parts that were separated by `|`. */
type Command = (parts: string[], ask: Ask) => Promise<string>;

const commands = new Map<string, Command>(Object.entries(
  {
    ask: ([question = "", ...choices], ask) =>
      ask({ kind: "clarify", question, ...choices.length > 0 ? { choices } : {} }),
    approve: async (commands, ask) => {
      const asked = commands.map((command) => ask(approval(command)));
      return (await Promise.all(asked)).join(" ");
    },
    sudo: async (_parts, ask) => count("a password", await ask({ kind: "sudo" })),
    secret: async ([envVar = ""], ask) => {
      const prompt = `Value for ${envVar}`;
      return count("a value", await ask({ kind: "secret", prompt, envVar }));
    },
    terminal: (_parts, ask) => ask({ kind: "terminal_read", count: 20 }),
  } satisfies Record<string, Command>,
));

/**
 * What the echo agent echoes: the prompt, or what the user answered to what the prompt makes it ask.
 *
 * - `/ask <question> | <choice> | …` asks a clarify question; without choices anything can be answered.
 * - `/approve <command> | …` asks for one approval a command, all at once; the first word is the pattern.
 * - `/sudo` and `/secret <name>` ask for one, and echo only how long it is.
 * - `/terminal` asks for 20 lines of the terminal pane.
 */
export async function echoed({ text, ask }: AgentInput, signal: AbortSignal): Promise<string> {
  const [, name, rest = ""] = /^\/(\w+)(?:\s+([^]*))?$/.exec(text) ?? [];
  const command = commands.get(name ?? "");
  if (command === undefined) return text;
  const parts = rest.split("|").map((part) => part.trim());
  return await command(parts, (question) => ask(question, signal));
}

function approval(command: string): Question & { kind: "approval" } {
  const [pattern = ""] = command.split(/\s/);
  return {
    kind: "approval",
    command,
    description: "The echo agent runs nothing; it tells what was decided",
    patternKeys: [pattern],
  };
}

function count(what: string, given: string): string {
  return given === "" ? "nothing" : `${what} of ${given.length} characters`;
}
