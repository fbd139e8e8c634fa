/** Random changes, and everything there is to ask. */
import fc from "fast-check";
import type { Store, StoreChange } from "../../../src/store/store.ts";
import type { PlainModel } from "./plain_model.ts";
import { keepEvents, keepMessages, keepPrompt, keepSession } from "./samples.ts";

const IDS = ["s1", "s2", "s3", "s4"];

const id = fc.constantFrom(...IDS);
const time = fc.integer({ min: 1, max: 8 });
const many = fc.integer({ min: 1, max: 40 });
const reason = fc.constantFrom(undefined, "tui_close", "compression");

/** Changes that fit what is there, whatever that is. */
export const change: fc.Arbitrary<(model: PlainModel) => StoreChange[]> = fc.oneof(
  fc.tuple(id, time, time, reason, fc.option(id, { nil: undefined })).map(
    ([session, createdAt, lastActive, reason, parent]) => () => [keepSession(session, {
      title: `t${createdAt % 3}`,
      liveId: `l${lastActive % 3}`,
      source: lastActive % 2 ? "tui" : "cron",
      createdAt,
      lastActive,
      ...(reason === undefined ? {} : { ended: { at: 1, reason } }),
      ...(parent === undefined ? {} : { parent: { id: parent, how: "branch" as const } }),
    })],
  ),
  fc.tuple(id, many, many).map(([session, count, chars]) => (model: PlainModel) => {
    const from = model.range(session).latest + 1;
    return keepEvents(session, { from, to: from + count - 1, chars });
  }),
  fc.tuple(id, many).map(([sessionId, hole]) => (model: PlainModel) => [{
    kind: "event_reset" as const,
    sessionId,
    from: model.range(sessionId).latest + hole,
  }]),
  fc.tuple(id, many, fc.array(fc.string({ unit: "binary" }), { maxLength: 3 })).map(
    ([session, place, texts]) => (model: PlainModel) => [
      keepMessages(session, place % (model.messages(session).length + 1), ...texts),
    ],
  ),
  fc.tuple(id, time, fc.boolean(), fc.string()).map(([session, at, isOpen, text]) => () => [
    keepPrompt(session, { id: `p${at % 3}`, at, text, state: isOpen ? "open" : "done" }),
  ]),
  fc.tuple(id, fc.string({ unit: "binary" })).map(([sessionId, text]) => () => [
    { kind: "agent_state" as const, sessionId, text },
  ]),
  fc.tuple(fc.nat(1), fc.nat(2), fc.option(time)).map(([agent, pattern, at]) => () => {
    const name = { agent: `a${agent}`, pattern: `p${pattern}` };
    if (at === null) return [{ kind: "approval_revoke" as const, ...name }];
    return [{ kind: "approval" as const, approval: { ...name, at } }];
  }),
  id.map((sessionId) => () => [{ kind: "delete" as const, sessionId }]),
);

/** Everything there is to ask. */
export function answers(store: Omit<Store, "epoch" | "keepsEvents" | "write" | "tidy" | "close">) {
  return {
    sessions: store.sessions({ limit: 9 }),
    rows: store.sessions({ limit: 9, superseded: true }),
    unended: store.sessions({ limit: 9, unended: true }),
    named: store.sessions({ limit: 9, text: "t1" }),
    tui: store.sessions({ limit: 2, without: ["cron"] }),
    titles: ["t0", "t1"].map((title) => store.sessionByTitle(title)),
    liveIds: ["l0", "l1"].map((liveId) => store.sessionByLiveId(liveId)),
    open: store.openPrompts(),
    approvals: store.approvals(),
    each: IDS.map((id) => ({
      session: store.session(id),
      children: store.children(id),
      messages: store.messages(id),
      agentState: store.agentState(id),
      range: store.range(id),
      events: store.events(id, { after: 0, limit: 10_000 }),
      page: store.events(id, { after: store.range(id).first + 4, limit: 7 }),
      prompts: ["p0", "p1", "p2"].map((prompt) => store.prompt(id, prompt)),
    })),
  };
}
