/**
 * Slash commands: what they are completed to, and what comes of them.
 *
 * @module
 */
import type { Result } from "../../client/contracts.ts";
import { hasCode, RpcError } from "../../client/errors.ts";
import type { Session } from "../../client/session.ts";

/** What a command comes to. */
export type SlashOutcome =
  | { readonly kind: "said"; readonly text: string }
  /** To be said to the agent. */
  | { readonly kind: "prompt"; readonly text: string; readonly notice?: string }
  /** To be put where the person types. */
  | { readonly kind: "prefill"; readonly text: string; readonly notice: string }
  | { readonly kind: "leave" };

/** Commands of the terminal's own. */
export const OWN_COMMANDS: readonly string[] = ["/exit", "/quit"];

// Aliases lead to commands; one that leads in a circle is given up.
const MOST_ALIASES = 8;

/** Of slash.exec: it is for command.dispatch to say what becomes of it; of that: there is no such command. */
const NOT_HERE = 4018;

/**
 * Carries a command out.
 *
 * @param line with its slash
 * @throws {Error} what the gateway did not want, or could not be asked
 */
export async function runSlash(
  session: Session,
  line: string,
  aliases = 0,
): Promise<SlashOutcome> {
  const [name = "", arg] = split(line);
  if (OWN_COMMANDS.includes(name)) return { kind: "leave" };
  const done = await execute(session, { line, name: name.slice(1), arg });
  if (!("type" in done)) {
    const { output, warning } = done;
    return { kind: "said", text: [output, warning].filter(Boolean).join("\n") };
  }
  switch (done.type) {
    case "exec":
    case "plugin":
      return { kind: "said", text: done.output };
    case "skill":
      return { kind: "prompt", text: done.message };
    case "send": {
      const { message: text, notice } = done;
      return { kind: "prompt", text, ...notice === undefined ? {} : { notice } };
    }
    case "prefill":
      return { kind: "prefill", text: done.message, notice: done.notice };
    case "alias":
      if (aliases >= MOST_ALIASES) throw new Error(`${name} is an alias that leads to no command`);
      return await runSlash(session, `/${done.target} ${arg}`.trim(), aliases + 1);
  }
}

async function execute(
  session: Session,
  { line, name, arg }: { line: string; name: string; arg: string },
): Promise<Result<"slash.exec">> {
  try {
    return await session.request("slash.exec", { command: line });
  } catch (error) {
    if (!hasCode(error, NOT_HERE)) throw error;
  }
  try {
    return await session.request("command.dispatch", { name, arg });
  } catch (error) {
    if (!hasCode(error, NOT_HERE)) throw error;
    throw new RpcError(NOT_HERE, `${error.message}; /help lists them, and //… is said as /…`);
  }
}

/** What may be completed, as the gateway last told it. */
export class Completion {
  #names: readonly string[] = OWN_COMMANDS;
  #sub: Readonly<Record<string, readonly string[]>> = {};

  /** Learns the commands there are. */
  learn({ pairs, canon, sub }: Result<"commands.catalog">): void {
    const names = [...pairs.map(([name]) => name), ...Object.keys(canon), ...OWN_COMMANDS];
    this.#names = [...new Set(names.map(slashed))].sort();
    this.#sub = sub;
  }

  /** Whole lines that begin like this one. Only a command is completed, and the word behind it. */
  complete(line: string): string[] {
    if (!line.startsWith("/") || line.startsWith("//")) return [];
    const [name = "", arg] = split(line);
    if (!/\s/.test(line)) {
      const hits = this.#names.filter((each) => each.startsWith(line));
      return hits.length === 1 ? [`${hits[0]} `] : hits;
    }
    const words = this.#sub[name] ?? this.#sub[name.slice(1)] ?? [];
    return words.filter((word) => word.startsWith(arg)).map((word) => `${name} ${word}`);
  }
}

function slashed(name: string): string {
  return name.startsWith("/") ? name : `/${name}`;
}

function split(line: string): [name: string, arg: string] {
  const [, name = "", arg = ""] = /^(\S+)\s*([^]*)$/.exec(line.trim()) ?? [];
  return [name, arg];
}
