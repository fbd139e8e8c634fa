import assert from "node:assert/strict";
import type { EventKind } from "../../src/protocol/event_kind.ts";
import { events } from "../../src/protocol/events.ts";
import { Ledger } from "../../src/session/ledger.ts";
import { Teller, type Telling } from "../../src/session/telling.ts";
import type { ToolProgress } from "../../src/session/tool_progress.ts";
import { MemoryStore } from "../../src/store/memory_store.ts";

const text = events.messageDelta as EventKind;
const tool = events.toolStart as EventKind;

function parts({ keepsEvents, toolProgress }: {
  keepsEvents: boolean;
  toolProgress?: ToolProgress;
}) {
  const did: string[] = [];
  const session: Telling = {
    journal: { append: ({ type }) => did.push(`append ${type}`), pin: () => did.push("pin") },
    keeper: { said: () => did.push("keep") },
    audience: { readiness: "stalled", wake: () => did.push("wake") },
    kept: () => did.push("kept"),
    waits: false,
  };
  const store = Object.assign(new MemoryStore(), { keepsEvents });
  const ledger = new Ledger(store, (fault) => assert.fail(String(fault)));
  const teller = new Teller(session, { ledger, toolProgress: () => toolProgress ?? "all" });
  teller.hearer = { heard: ({ type }) => did.push(`hear ${type}`) };
  return { teller, ledger, take: () => did.splice(0) };
}

Deno.test("Teller wakes the viewers at once where no store keeps events", () => {
  const { teller, ledger, take } = parts({ keepsEvents: false });
  ledger.together(() => {
    teller.emit(text, { text: "a" });
    assert.deepEqual(take(), ["append message.delta", "hear message.delta", "wake"]);
  });
  assert.deepEqual(take(), []);
});

Deno.test("Teller lets nobody hear what is not kept yet", () => {
  const { teller, ledger, take } = parts({ keepsEvents: true });
  ledger.together(() => {
    teller.emit(text, { text: "a" });
    assert.deepEqual(take(), ["pin", "append message.delta", "keep", "hear message.delta"]);
  });
  assert.deepEqual(take(), ["kept"]);
  teller.emit(text, { text: "b" });
  assert.deepEqual(take(), ["append message.delta", "keep", "hear message.delta", "kept"]);
});

Deno.test("Teller keeps tools from the viewers where that is set, and from nobody else", () => {
  const { teller, take } = parts({ keepsEvents: false, toolProgress: "off" });
  teller.emit(tool, { tool_id: "1", name: "read", context: "" });
  assert.deepEqual(take(), ["hear tool.start"]);
  teller.emit(text, { text: "a" });
  assert.deepEqual(take(), ["append message.delta", "hear message.delta", "wake"]);
});

Deno.test("Teller knows how ready the viewers are, and does without a turn", () => {
  const { teller, take } = parts({ keepsEvents: false });
  assert.equal(teller.readiness, "stalled");
  teller.hearer = undefined;
  teller.emit(tool, { tool_id: "1", name: "read", context: "" });
  assert.deepEqual(take(), ["append tool.start", "wake"]);
});
