/**
 * @module
 */
import { wireError } from "../../protocol/errors.ts";
import type { SetAnswer, Setting } from "./config_setting.ts";

const words: Readonly<Record<string, boolean>> = {
  1: true,
  on: true,
  true: true,
  0: false,
  off: false,
  false: false,
};

/**
 * Whether agents do what they would ask for without asking: in one session, or in all that have not been told
 * otherwise. Answers `1` or `0`. It is kept nowhere.
 *
 * @throws {RpcError} 4002 for a value that says neither
 */
export function setYolo({ value, scope, context, session }: Setting): SetAnswer {
  const { approvals, registry } = context;
  const word = value.trim().toLowerCase();
  const isGlobal = scope === "global";
  const current = isGlobal || session === undefined ? approvals.everything : session.questions.yolo;
  const answer = (on: boolean) => ({ value: on ? "1" : "0", scope: isGlobal ? scope : "session" });
  if (word === "status") return answer(current);
  const wanted = word === "" || word === "toggle"
    ? !current
    : Object.hasOwn(words, word)
    ? words[word]
    : undefined;
  if (wanted === undefined) {
    const expects = ["toggle", "status", ...Object.keys(words)].join(", ");
    const given = word.slice(0, 80);
    throw wireError(
      "badConfigValue",
      `bad value for yolo: "${given}"; expected one of ${expects}`,
    );
  }
  if (isGlobal) {
    approvals.everything = wanted;
    for (const each of registry.all()) if (each.agents.state === "ready") each.tellInfo();
    return answer(wanted);
  }
  // Without a session there is nothing it could be true of.
  if (session === undefined) return answer(current);
  session.questions.unasked = wanted;
  session.tellInfo();
  return answer(wanted);
}
