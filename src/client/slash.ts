/**
 * Slash commands: what comes of them.
 *
 * @module
 */
import type { Result } from "./contracts.ts";
import { hasCode, RpcError } from "./errors.ts";
import type { Session } from "./session.ts";

/** What a command comes to. */
export type SlashOutcome =
  | { readonly kind: "said"; readonly text: string }
  /** To be said to the agent. */
  | { readonly kind: "prompt"; readonly text: string; readonly notice?: string }
  /** To be put where the person types. */
  | { readonly kind: "prefill"; readonly text: string; readonly notice: string };

/** Aliases lead to commands; one that leads in a circle is given up. */
const MOST_ALIASES = 8;
/** Of slash.exec: command.dispatch says what becomes of it; of that: there is no such command. */
const NOT_HERE = 4018;

/**
 * Carries a slash command out. A command that stands for another leads to that.
 *
 * @param line with its slash
 * @param aliases how many have led here
 * @throws {Error} what the gateway did not want, or could not be asked
 */
export async function runSlash(
  session: Session,
  line: string,
  aliases = 0,
): Promise<SlashOutcome> {
  const [, name = "", arg = ""] = /^\/(\S*)\s*([^]*)$/.exec(line.trim()) ?? [];
  const done = await execute(session, { line, name, arg });
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
      if (aliases >= MOST_ALIASES) throw new Error(`/${name} is an alias that leads to no command`);
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
