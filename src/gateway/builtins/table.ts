/**
 * @module
 */
import type { BuiltinName } from "../../commands/builtin_commands.ts";
import type { Builtin } from "./builtin.ts";
import { conversationBuiltins } from "./conversation_builtins.ts";
import { gatewayBuiltins } from "./gateway_builtins.ts";
import { rollbackBuiltins } from "./rollback_builtins.ts";
import { turnBuiltins } from "./turn_builtins.ts";

/** Every built-in command. */
export const builtins: Readonly<Record<BuiltinName, Builtin>> = {
  ...conversationBuiltins,
  ...turnBuiltins,
  ...gatewayBuiltins,
  ...rollbackBuiltins,
};
