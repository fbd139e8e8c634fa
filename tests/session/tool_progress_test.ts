import assert from "node:assert/strict";
import { GivenSecrets } from "../../src/session/given_secrets.ts";
import { verboseText } from "../../src/session/tool_progress.ts";
import { Stage, type WireEvent } from "../support/stage.ts";

const asIs = (text: string) => text;

Deno.test("verboseText() shows what is short as it is, and what is no text as JSON", () => {
  assert.equal(verboseText("one\ntwo", asIs), "one\ntwo");
  assert.equal(verboseText({ path: "a.ts" }, asIs), '{\n  "path": "a.ts"\n}');
  assert.equal(verboseText(undefined, asIs), "");
});

Deno.test("verboseText() shows the last 16 lines and says how much it leaves out", () => {
  const lines = Array.from({ length: 40 }, (_, i) => `line ${i + 10}`);
  const text = verboseText(lines.join("\n"), asIs);
  assert.equal(text, ["[… 192 characters omitted]", ...lines.slice(-16)].join("\n"));
});

Deno.test("conformance 217: huge tool text is at most 2000 characters, the mark included", () => {
  const huge = "0123456789 ".repeat(400_000);
  const text = verboseText(huge, asIs) ?? assert.fail("there is no text");
  assert.ok(text.length <= 2_000, `${text.length}`);
  assert.match(text, /^\[… 4399000 characters omitted\]\n/);
  assert.ok(text.endsWith("0123456789 "));
});

Deno.test("verboseText() takes out what looks like a secret, also where it begins before what is shown", () => {
  assert.equal(verboseText({ api_key: "abc123" }, asIs), '{\n  "api_key": [redacted]\n}');
  const secret = `sk-${"x".repeat(1_200)}`;
  assert.doesNotMatch(verboseText(`key ${secret} end`, asIs) ?? "", /xx/);
  const known = verboseText(`${"a ".repeat(600)}correct horse`, (text) => {
    return text.replaceAll("correct horse", "[hidden]");
  });
  assert.match(known ?? "", /\[hidden\]$/);
});

Deno.test("verboseText() shows no half of a secret that begins before what is looked at", () => {
  const secrets = new GivenSecrets();
  secrets.keep("correct horse battery staple");
  // What is left of all that is looked at is short.
  for (let length = 16_310; length < 16_390; length++) {
    const text = `correct horse battery staple token=${"x".repeat(length)} end`;
    const shown = verboseText(text, (each) => secrets.hide(each)) ?? "";
    assert.doesNotMatch(shown, /horse|battery|staple/, `${length}`);
  }
});

Deno.test("verboseText() takes out secrets that are quoted in what is quoted itself", () => {
  const given = [
    { command: `export API_KEY="abc123 def456"; make` },
    { command: `curl -d '{"token": "abc123\\"def456"}' host` },
    { command: `curl -d "{\\"token\\": \\"abc123\\"}" host` },
    { password: `abc123"def456` },
    { inner: JSON.stringify({ deep: JSON.stringify({ secret: "abc123 def456" }) }) },
  ];
  for (const args of given) {
    const text = verboseText(args, asIs) ?? "";
    assert.match(text, /\[redacted\]/);
    assert.doesNotMatch(text, /abc123|def456/);
  }
});

Deno.test("verboseText() shows nothing of one endless word that is too long to look through", () => {
  assert.equal(verboseText("x".repeat(20_000), asIs), "[… 20000 characters omitted]\n");
});

Deno.test("verboseText() does not cut a character in two", () => {
  const text = verboseText(`${"🌊".repeat(900)}.`, asIs) ?? "";
  assert.ok(text.isWellFormed());
});

Deno.test("conformance 216: verbose text is left out where its redaction fails", () => {
  const fails = () => {
    throw new Error("a pattern too large");
  };
  assert.equal(verboseText("a secret", fails), undefined);
  const circle: Record<string, unknown> = {};
  circle.self = circle;
  assert.equal(verboseText(circle, asIs), undefined);
});

/** What a viewer is told of a turn with two tools, and what the history has of it. */
async function toolTurn(mode: string): Promise<{ events: WireEvent[]; tools: number }> {
  await using stage = new Stage();
  const { client, id: session_id } = await stage.open();
  client.result("config.set", { key: "verbose", value: mode });
  client.submit(session_id, "go");
  await stage.time.pass();
  const { turn } = stage.provider;
  const read = { id: "t1", name: "read", args: { path: "a", token: "abc123" } };
  const edit = { id: "t2", name: "edit", args: { path: "a" } };
  turn.push(
    { type: "reasoning", text: "hm" },
    { type: "tool_generating", name: "read" },
    { type: "tool_start", ...read, context: "a" },
    { type: "tool_progress", id: "t1", name: "read", preview: "half" },
    { type: "tool_complete", ...read, result: "password=hunter2 found" },
    { type: "tool_start", ...edit, context: "a" },
    { type: "tool_complete", ...edit, result: { ok: true }, inlineDiff: "+ tide" },
  );
  turn.text("done");
  turn.end();
  await stage.time.pass(100);
  const events = client.events();
  const { messages } = client.result("session.history", { session_id });
  const tools = messages.filter(({ role }: { role: string }) => role === "tool").length;
  return { events, tools };
}

const ofTools = ({ type }: WireEvent) => /^tool\.|^reasoning\.available/.test(type);

Deno.test("tool progress `off` tells only what changes files, and keeps the history whole", async () => {
  const { events, tools } = await toolTurn("off");
  const told = events.filter(ofTools);
  assert.deepEqual(told.map(({ type, payload }) => [type, payload.tool_id]), [
    ["tool.complete", "t2"],
  ]);
  assert.equal(tools, 2);
  assert.ok(events.some(({ type }) => type === "reasoning.delta"));
  const numbers = events.flatMap(({ seq }) => seq ?? []);
  assert.deepEqual(numbers, numbers.map((_, i) => (numbers[0] ?? 0) + i));
});

Deno.test("tool progress `all` and `new` tell every tool, without texts to be read", async () => {
  for (const mode of ["all", "new"]) {
    const { events } = await toolTurn(mode);
    assert.deepEqual(events.filter(ofTools).map(({ type }) => type), [
      "tool.generating",
      "tool.start",
      "tool.progress",
      "tool.complete",
      "tool.start",
      "tool.complete",
      "reasoning.available",
    ]);
    assert.doesNotMatch(JSON.stringify(events), /args_text|result_text/);
  }
});

Deno.test("tool progress `verbose` adds what a tool was given and answered, without secrets", async () => {
  const { events } = await toolTurn("verbose");
  const [start, change] = events.filter(({ type }) => type === "tool.start");
  assert.equal(start?.payload.args_text, '{\n  "path": "a",\n  "token": [redacted]\n}');
  assert.equal(change?.payload.args_text, '{\n  "path": "a"\n}');
  const [first, second] = events.filter(({ type }) => type === "tool.complete");
  assert.equal(first?.payload.result_text, "password=[redacted] found");
  assert.equal(second?.payload.result_text, '{\n  "ok": true\n}');
});
