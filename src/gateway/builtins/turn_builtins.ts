/**
 * Built-in commands about the turn that runs.
 *
 * @module
 */
import type { BuiltinName } from "../../commands/builtin_commands.ts";
import { wireError } from "../../protocol/errors.ts";
import { type Builtin, said, sessionOf } from "./builtin.ts";

/** `/queue <message>`: what the client is to send by itself while nothing runs. */
const queue: Builtin = ({ arg, session, context }) => {
  if (arg === "") throw wireError("commandUsage", "usage: /queue <message>");
  if (session === undefined || !session.runner.running) return { type: "send", message: arg };
  // Sent by the client it would do what the busy mode says, which is to interrupt.
  context.caller.watch(session);
  const prompt = { text: arg, truncateBefore: undefined, trace: context.caller.trace };
  const status = session.submit(prompt, undefined, "queue");
  return said(status === "streaming" ? "Sent." : "Queued: it is sent when this turn has ended.");
};

/** `/steer <hint>` */
const steer: Builtin = ({ arg, session }) => {
  if (arg === "") throw wireError("commandUsage", "usage: /steer <hint>");
  const taken = session !== undefined && session.runner.steer(arg) === "queued";
  if (!taken) return { type: "send", message: arg, notice: "Nothing to steer: sent as a message." };
  session.touch();
  return said("Steered: the agent sees it after its next step.");
};

/** `/stop`: like `session.interrupt`. */
const stop: Builtin = (call) => {
  const session = sessionOf(call);
  const { compressor, commands } = call.context;
  const busy = session.runner.running || session.hold.active || commands.busy(session) > 0;
  compressor.stop(session);
  commands.interrupt(session);
  session.runner.interrupt();
  return said(busy ? "Stopped." : "Nothing is running.");
};

/** See the module. */
export const turnBuiltins = { queue, steer, stop } satisfies Partial<Record<BuiltinName, Builtin>>;
