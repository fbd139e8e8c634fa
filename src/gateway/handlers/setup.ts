/**
 * What a front end asks when it starts.
 *
 * @module
 */
import { commandsCatalog, setupStatus } from "../../protocol/chat_methods.ts";
import { implement, type Method } from "../../rpc/method.ts";
import type { CallContext } from "../call_context.ts";

const status = implement(setupStatus, (_params, { options }: CallContext) => ({
  provider_configured: options.provider.describe().configured,
}));

/** Commands a terminal UI carries out itself; the gateway only lists them for its completion. */
const terminalCommands: [string, string][] = [
  ["/compact", "toggle the compact layout"],
  ["/logs", "show recent log lines"],
  ["/mouse", "choose what the mouse does"],
  ["/sessions", "switch between live sessions"],
];

const catalog = implement(commandsCatalog, (_params, _context: CallContext) => ({
  pairs: terminalCommands,
  sub: {},
  canon: Object.fromEntries(terminalCommands.map(([name]) => [name, name])),
  categories: [{ name: "Terminal", pairs: terminalCommands }],
  skill_count: 0,
  warning: "",
}));

/** See the module. */
export const setupMethods: Method<CallContext>[] = [status, catalog];
