import assert from "node:assert/strict";
import { record } from "../../scripts/protocol/record.ts";
import { renderProtocol } from "../../scripts/protocol/render.ts";
import { events } from "../../src/protocol/events.ts";
import { methods } from "../../src/protocol/methods.ts";
import { openRpcDocument } from "../../src/protocol/openrpc.ts";
import { Declared } from "../support/declared.ts";

const document = openRpcDocument(Object.values(methods));
const template = await Deno.readTextFile("scripts/protocol/template.md");
const recording = await record();

Deno.test("renderProtocol() has a section of every method, event and shape", () => {
  const text = renderProtocol(template, { document, recording });
  const headings = new Set([...text.matchAll(/^### (.+)$/gm)].map(([, name]) => name));
  const types = Object.values(events).map(({ type }) => type);
  const shapes = Object.keys(document.components.schemas).filter((name) => !name.includes("."));
  for (const name of [...Object.keys(methods), ...types, ...shapes]) {
    assert.ok(headings.has(name), name);
  }
});

Deno.test("renderProtocol() leads every link of its own to a heading", () => {
  const text = renderProtocol(template, { document, recording });
  const anchors = new Set(
    [...text.matchAll(/^#+ (.+)$/gm)].map(([, title = ""]) =>
      title.toLowerCase().replaceAll(/[^\w\- ]/g, "").replaceAll(" ", "-")
    ),
  );
  for (const [link, anchor = ""] of text.matchAll(/\]\(#([^)]+)\)/g)) {
    assert.ok(anchors.has(anchor), link);
  }
});

Deno.test("renderProtocol() refuses a template whose marks and parts do not meet", () => {
  const given = { document, recording };
  assert.throws(() => renderProtocol("<!-- turn -->", given), /no place for "index"/);
  assert.throws(() => renderProtocol("<!-- weather -->", given), /no part for <!-- weather -->/);
});

Deno.test("record() plays the same calls with the same answers each time", async () => {
  const again = await record();
  assert.deepEqual([...again.exchanges], [...recording.exchanges]);
  assert.deepEqual(again.turn, recording.turn);
});

Deno.test("record() plays calls that the document describes, of most methods", () => {
  const declared = new Declared(document);
  for (const [method, { request, answer }] of recording.exchanges) {
    assert.ok(declared.fitsParams(method, request.params), method);
    declared.assertResult(method, answer.result, method);
  }
  for (const method of ["session.create", "prompt.submit", "session.resume", "clarify.respond"]) {
    assert.ok(recording.exchanges.has(method), method);
  }
  assert.ok(recording.exchanges.size >= 40, `${recording.exchanges.size} methods have an example`);
});

Deno.test("record() shows a turn from the prompt to its closing session.info", () => {
  const types = recording.turn.map(({ method, params }) =>
    method === "event" ? (params as { type: string }).type : method ?? "answer"
  );
  assert.deepEqual([types[0], types[1], types[2]], ["prompt.submit", "answer", "message.start"]);
  assert.deepEqual(types.slice(-2), ["message.complete", "session.info"]);
});
