import assert from "node:assert/strict";
import type { GatewayEvent, Snapshot } from "../../../src/client/contracts.ts";
import { Printer } from "../../../src/cli/chat/printer.ts";
import { harmless, oneLine, styles } from "../../../src/cli/chat/styles.ts";

function painted(act: (printer: Printer) => void, coloured = false): string {
  let screen = "";
  act(new Printer({ styles: styles(coloured), write: (text) => screen += text }));
  return screen;
}

function event(type: string, payload?: unknown): GatewayEvent {
  return { type, payload } as GatewayEvent;
}

const complete = (text: string, status = "complete") =>
  event("message.complete", { text, status, usage: {} });
const delta = (text: string) => event("message.delta", { text });

function snapshot(assistant: string): Snapshot {
  const inflight = { user: "hi", assistant, streaming: true };
  return { inflight, messages: [] } as unknown as Snapshot;
}

Deno.test("Printer paints reasoning dimmed, a line for each tool, and the answer as it comes", () => {
  const screen = painted((printer) => {
    printer.take(event("message.start"));
    printer.take(event("reasoning.delta", { text: "hm" }));
    printer.take(event("tool.start", { tool_id: "1", name: "read", context: "a\nfile" }));
    printer.take(event("tool.complete", { tool_id: "1", name: "read", duration_s: 0.25 }));
    for (const text of ["it ", "says"]) printer.take(delta(text));
    printer.take(complete("it says"));
  }, true);
  assert.equal(
    screen,
    "\x1b[2mhm\x1b[22m\n\x1b[2m▸ read a file\x1b[22m\x1b[2m ✓ 0.3 s\x1b[22m\nit says\n",
  );
});

Deno.test("Printer shows the end of a tool by itself where others came between", () => {
  const screen = painted((printer) => {
    printer.take(event("tool.start", { tool_id: "1", name: "one", context: "" }));
    printer.take(event("tool.start", { tool_id: "2", name: "two", context: "" }));
    printer.take(event("tool.complete", { tool_id: "1", name: "one" }));
    printer.take(event("tool.complete", { tool_id: "2", name: "two" }));
  });
  assert.equal(screen, "▸ one\n▸ two\n✓ one\n✓ two\n");
});

Deno.test("Printer tells how a turn ended that did not end well", () => {
  const screen = painted((printer) => {
    printer.take(delta("par"));
    printer.take(complete("par", "interrupted"));
    printer.take(event("error", { message: "no\x1b[2J" }));
  });
  assert.equal(screen, "par\n(interrupted)\nerror: no[2J\n");
});

Deno.test("Printer shows the answer of an agent that does not stream, once", () => {
  const answer = (printer: Printer) => {
    printer.take(event("message.start"));
    printer.take(complete("all at once"));
  };
  assert.equal(painted(answer), "all at once\n");
});

Deno.test("Printer.reset() goes on with what was missed, and says so where that is no end of it", () => {
  const missed = painted((printer) => {
    printer.take(delta("one "));
    printer.reset(snapshot("one two"));
    printer.take(delta(" three"));
  });
  assert.equal(missed, "one two three");
  const other = painted((printer) => {
    printer.take(delta("one"));
    printer.reset(snapshot("another"));
  });
  assert.equal(other, "one\n(some of it was missed; the answer so far:)\nanother");
});

Deno.test("harmless() leaves out what moves the cursor or turns letters around", () => {
  assert.equal(harmless("a\x1b[31mb\r\x07\x9b2Jc\u202ed\n\te"), "a[31mb2Jcd\n\te");
  assert.equal(oneLine("  a\n\tb  c ", 4), "a b…");
});

Deno.test("styles() gives text back as it is without colours", () => {
  const { dim, bold, alarm } = styles(false);
  assert.equal(dim("a") + bold("b") + alarm("c"), "abc");
});
