/** The life of the process: PROTOCOL 2.1, 2.2, 2.4. */
import assert from "node:assert/strict";
import type { Case } from "../case.ts";
import { ofType } from "../frames.ts";
import type { StdioLine } from "../stdio_target.ts";
import type { WebSocketLine } from "../websocket_line.ts";
import { openHeld } from "./interrupts.ts";

function exitLines(err: readonly string[]): string[] {
  return err.filter((line) => line.startsWith("[gateway-exit]"));
}

export const processCases: readonly Case[] = [
  {
    on: "stdio",
    name: "stdout has nothing but frames, and all answers come before the end of input ends it",
    async run(stage) {
      const server = await stage.server();
      const peer = await server.connect();
      const { session_id } = await peer.open();
      await peer.send("not json");
      await peer.request("prompt.submit", { session_id, text: "hello" });
      const ids: string[] = [];
      for (let i = 0; i < 100; i++) ids.push(await peer.request("session.usage", { session_id }));
      const answers = (await peer.hangUp()).filter((frame) => frame.kind === "answer");
      assert.deepEqual(answers.map((answer) => answer.id).slice(-100), ids);
      const { code, err } = await server.ended();
      assert.equal(code, 0);
      assert.deepEqual(exitLines(err), [
        "[gateway-exit] stdin EOF (the peer closed the command pipe)",
      ]);
    },
  },
  {
    on: "stdio",
    name: "a request without a line's end at the end of input is answered",
    async run(stage) {
      const peer = await stage.connect();
      await peer.settle();
      await peer.line.send(new TextEncoder().encode('{"id":"last","method":"setup.status"}'));
      const [answer, ...others] = await peer.hangUp();
      assert.deepEqual(others, []);
      assert.equal(answer?.kind === "answer" && answer.id, "last");
    },
  },
  {
    number: 21,
    on: "stdio",
    name: "a reader that leaves ends the process with 0, no stack and one line that says so",
    async run(stage) {
      const server = await stage.server();
      const peer = await server.connect();
      await peer.settle();
      await (peer.line as StdioLine).child.out.cancel();
      await peer.request("setup.status");
      const { code, err } = await server.ended();
      assert.equal(code, 0);
      assert.deepEqual(err, ["[gateway-exit] the peer is gone (broken stdout pipe)"]);
      await peer.leave();
    },
  },
  {
    number: 236,
    on: "stdio",
    name: "Ctrl-C is the front end's: SIGINT changes nothing, not even in a turn",
    async run(stage) {
      const server = await stage.server("held");
      const peer = await server.connect();
      const session_id = await openHeld(peer);
      if (Deno.build.os !== "windows") { for (let i = 0; i < 5; i++) server.signal("SIGINT"); }
      const { sessions } = await peer.ok("session.active_list");
      assert.equal(sessions.find((session) => session.id === session_id)?.status, "working");
    },
  },
  {
    on: "stdio",
    name: "a turn that runs when the input ends is ended, and said to be",
    async run(stage) {
      const peer = await stage.connect("held");
      await openHeld(peer);
      await peer.finish();
      const complete = peer.log.filter(ofType("message.complete"));
      assert.deepEqual(complete.map((event) => event.payload.status), ["interrupted"]);
    },
  },
  {
    on: "stdio",
    name: "SIGTERM ends the process with 0 and says so",
    async run(stage) {
      if (Deno.build.os === "windows") return;
      const server = await stage.server("held");
      const peer = await server.connect();
      await openHeld(peer);
      server.signal("SIGTERM");
      const { code, err } = await server.ended();
      assert.equal(code, 0);
      assert.deepEqual(exitLines(err), ["[gateway-exit] SIGTERM"]);
      await peer.leave();
    },
  },
  {
    on: "websocket",
    name: "SIGTERM closes every window with 1001, whatever runs, and ends the process with 0",
    async run(stage) {
      if (Deno.build.os === "windows") return;
      const server = await stage.launch({ args: ["--pace", "3600000"] });
      const [one, other] = [await server.connect(), await server.connect()];
      await openHeld(one);
      await other.next();
      server.signal("SIGTERM");
      for (const { line } of [one, other]) {
        assert.equal((await (line as WebSocketLine).closed).code, 1001);
      }
      const { code, err } = await server.ended();
      assert.equal(code, 0);
      assert.deepEqual(exitLines(err), ["[gateway-exit] SIGTERM"]);
      await one.leave();
      await other.leave();
    },
  },
  {
    on: "websocket",
    name: "one window that breaks off leaves the others as they were",
    async run(stage) {
      const server = await stage.server("held");
      const stays = await server.connect();
      const session_id = await openHeld(stays);
      for (let i = 0; i < 10; i++) {
        const goes = await server.connect();
        await goes.send("{");
        await goes.open();
        await goes.leave();
      }
      await stays.ok("session.interrupt", { session_id });
      const { payload } = await stays.event("message.complete", session_id);
      assert.equal(payload.status, "interrupted");
    },
  },
];
