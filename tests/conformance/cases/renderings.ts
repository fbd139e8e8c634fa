/** Answers for terminals, as the real server makes them: in a process of its own, which has to start first. */
import assert from "node:assert/strict";
import type { Case, Server } from "../case.ts";
import { ofType, streamedText, type WireEvent } from "../frames.ts";

const TEXT = "# Title\n\n**bold** and `code`\u202e \u001b]0;title\u0007 \u001b[2J end **of** it";
const TURNS = 60;

/** Turns of a session that asked for renderings, until one has what is looked for. */
async function turnWith(
  server: Server,
  params: object,
  isFound: (event: WireEvent) => boolean,
): Promise<WireEvent[]> {
  const peer = await server.connect();
  const { session_id } = await peer.open(params);
  for (let i = 0; i < TURNS; i++) {
    const events = await peer.turn(session_id, TEXT);
    if (events.some(isFound)) return events;
  }
  return assert.fail(`nothing was rendered in ${TURNS} turns`);
}

const isComplete = ofType("message.complete");
const isDelta = ofType("message.delta");
const hasRendered = (event: WireEvent) => isComplete(event) && event.payload.rendered !== undefined;
const isRendering = (event: WireEvent) => isDelta(event) && event.payload.rendered !== undefined;

export const renderingCases: readonly Case[] = [
  {
    name:
      "message.complete is rendered for a window that asked for it, and lets no sequence through",
    async run(stage) {
      const server = await stage.launch({ args: ["--pace", "0"], env: { NO_COLOR: "" } });
      const events = await turnWith(server, { rendered: true, cols: 40 }, hasRendered);
      const complete = events.find(isComplete);
      assert.equal(complete?.payload.text, TEXT);
      assert.equal(
        complete?.payload.rendered,
        "\x1b[1m\x1b[4mTitle\x1b[24m\x1b[22m\n\n" +
          "\x1b[1mbold\x1b[22m and \x1b[33mcode\x1b[39m ]0;title [2J end \x1b[1mof\x1b[22m it",
      );
    },
  },
  {
    name: "message.complete is rendered without colours where NO_COLOR says so",
    async run(stage) {
      const server = await stage.launch({ args: ["--pace", "0"], env: { NO_COLOR: "1" } });
      const events = await turnWith(server, { rendered: true }, hasRendered);
      const { rendered = "" } = events.find(isComplete)?.payload ?? {};
      assert.ok(rendered.includes("\x1b[1mbold\x1b[22m"), rendered);
      assert.ok(!rendered.includes("\x1b[3"), rendered);
    },
  },
  {
    name: "message.delta is rendered between the pieces, whose text and numbers are as they were",
    async run(stage) {
      const server = await stage.launch({ args: ["--pace", "40"], env: { NO_COLOR: "" } });
      const events = await turnWith(server, { rendered: true, cols: 80 }, isRendering);
      assert.equal(streamedText(events), TEXT);
      for (const event of events.filter(isRendering)) {
        if (!isDelta(event)) continue;
        assert.deepEqual([event.payload.text, event.seq], ["", undefined]);
        const { rendered = "" } = event.payload;
        assert.ok(rendered.startsWith("\x1b[1m\x1b[4mTitle\x1b[24m\x1b[22m"), rendered);
      }
    },
  },
];
