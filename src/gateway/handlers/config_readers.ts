/**
 * What `config.get` answers by key: PROTOCOL 3.6.
 *
 * @module
 */
import type { Session } from "../../session/session.ts";
import type { CallContext } from "../call_context.ts";
import { namedPath } from "../../workspace/named_path.ts";
import { personalities } from "../taste.ts";

/** Who asks about which session, if any. */
export interface Scope {
  context: CallContext;
  session: Session | undefined;
  /** A folder somebody asks about; empty: none. */
  cwd: string;
}

type Answer = Record<string, unknown>;
/**
 * Which servers of tools there are, for clients that reload them when that has changed: they are read at the
 * start, and stay. Without it the terminal UI starts them anew, and fails their calls, with every setting.
 */
const MCP_REV = "1";

/** Keys whose answer is more than the value of a setting. */
export const configReaders = new Map<string, (scope: Scope) => Answer | Promise<Answer>>(
  Object.entries({
    full: ({ context }: Scope) => ({ config: context.settings.document() }),
    // Clients poll it to notice an edited file.
    mtime: ({ context }: Scope) => ({ mtime: context.settings.config.mtime, mcp_rev: MCP_REV }),
    provider: ({ context, session }: Scope) => {
      const { providers, settings } = context;
      const { model, provider } = providers.usual.describe();
      const inForce = session?.model ?? (settings.get("model") || model);
      const named = providers.names.length > 1 ? providers.names : [provider];
      return {
        model: inForce,
        provider: session?.info().provider ?? provider,
        providers: named,
      };
    },
    profile: ({ context }: Scope) => ({ home: context.options.workspace.home, display: "default" }),
    project: projectOf,
    prompt: ({ context }: Scope) => ({ prompt: context.settings.get("prompt") }),
    personality: ({ context: { settings } }: Scope) => ({
      value: settings.get("personality") || "none",
      choices: [...personalities(settings).keys()],
    }),
    fast: ({ context, session }: Scope) => ({
      value: session === undefined
        ? context.settings.get("fast")
        : session.info().fast
        ? "fast"
        : "normal",
    }),
    mode: ({ session }: Scope) => ({
      value: session?.facts.mode ?? "",
      modes: session?.facts.modes ?? [],
    }),
    reasoning: ({ context, session }: Scope) => ({
      value: session?.reasoningEffort || context.settings.get("reasoning_effort") || "medium",
      display: context.settings.get("show_reasoning"),
    }),
  }),
);

/** Where sessions work that name no folder. */
export function usualFolder({ settings, options }: CallContext): string {
  return settings.get("cwd") || options.cwd;
}

/** A folder, and the branch of git there. That of a session is known; any other is asked for. */
function projectOf({ context, session, cwd }: Scope): Answer | Promise<Answer> {
  const { git, options: { workspace } } = context;
  const own = session?.cwd || usualFolder(context);
  const wanted = cwd.trim();
  const folder = wanted === "" ? own : namedPath(own, wanted, workspace);
  if (session?.cwd === folder) return { cwd: folder, branch: session.branch };
  if (git.probe === undefined) return { cwd: folder, branch: "" };
  return git.branch(folder).then((branch) => ({ cwd: folder, branch }));
}
