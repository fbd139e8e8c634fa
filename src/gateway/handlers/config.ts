/**
 * Settings: reading, changing and showing them.
 *
 * @module
 */
import { configGet, configSet, configShow } from "../../protocol/setup_methods.ts";
import { implement, type Method } from "../../rpc/method.ts";
import type { CallContext } from "../call_context.ts";
import { unknownKey } from "../settings.ts";
import { configReaders } from "./config_readers.ts";
import { configSections } from "./config_sections.ts";
import type { SetAnswer } from "./config_setting.ts";
import { configWriters } from "./config_writers.ts";

const get = implement(configGet, ({ key, session_id, cwd }, context: CallContext) => {
  const session = context.registry.find(session_id ?? "");
  const read = configReaders.get(key);
  if (read !== undefined) return read({ context, session, cwd: cwd ?? "" });
  if (context.settings.isReadable(key)) return { value: context.settings.get(key) };
  throw unknownKey(key);
});

const set = implement(configSet, ({ key, value, session_id, scope }, context: CallContext) => {
  const session = context.registry.find(session_id ?? "");
  const text = value === undefined || value === null ? "" : String(value);
  const write = configWriters.get(key);
  if (write === undefined) {
    if (!context.settings.isWritable(key)) throw unknownKey(key);
    return { key, value: context.settings.set(key, text) };
  }
  const answer = (given: SetAnswer) => ({ key, ...given });
  const written = write({ value: text, scope: scope ?? "", context, session });
  return written instanceof Promise ? written.then(answer) : answer(written);
});

const show = implement(configShow, (_params, context: CallContext) => ({
  sections: configSections(context),
}));

/** See the module. */
export const configMethods: Method<CallContext>[] = [get, set, show];
