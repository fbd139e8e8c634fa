/** Programs that are run for a window. */
import assert from "node:assert/strict";
import type { Case } from "../case.ts";
import { answerTo } from "../frames.ts";

export const programCases: readonly Case[] = [
  {
    number: 172,
    name: "cli.exec takes a list of texts, and blocks what needs a terminal",
    async run(stage) {
      const peer = await stage.connect();
      for (const argv of ["doctor", 7, { 0: "doctor" }, [7]]) {
        const { error } = await peer.call("cli.exec", { argv });
        assert.equal(error?.code, 4003);
      }
      const unwanted = [[], ["setup"], ["gateway"], ["sessions", "browse"], ["config", "edit"]];
      for (const argv of [...unwanted, ["serve"], ["stdio"], ["chat"]]) {
        const { blocked, code, hint } = await peer.ok("cli.exec", { argv });
        assert.deepEqual([blocked, code], [true, -1], String(argv));
        assert.ok(hint, String(argv));
      }
    },
  },
  {
    name: "shell.exec refuses what is blank, and what is dangerous",
    async run(stage) {
      const peer = await stage.connect();
      const refused = [["", 4004], ["rm -rf /", 4005], ["rm -r /no/such/folder", 4005]] as const;
      for (const [command, code] of refused) {
        const { error } = await peer.call("shell.exec", { command });
        assert.equal(error?.code, code, command);
      }
    },
  },
  {
    name: "process.list, process.kill and process.stop know what runs now",
    async run(stage) {
      const peer = await stage.connect();
      const { session_id } = await peer.open();
      assert.deepEqual(await peer.ok("process.list", { session_id }), { processes: [] });
      const { error } = await peer.call("process.kill", { session_id, process_id: "proc_0" });
      assert.equal(error?.code, 4044);
      assert.deepEqual(await peer.ok("process.stop", { session_id }), { killed: 0 });
    },
  },
];

/** Of servers that may start programs. */
export const runningCases: readonly Case[] = [
  {
    name: "cli.exec runs the program itself",
    async run(stage) {
      const peer = await stage.connect();
      const { blocked, code, output } = await peer.ok("cli.exec", { argv: ["--version"] });
      assert.deepEqual([blocked, code], [false, 0]);
      assert.match(output, /\d+\.\d+\.\d+/);
    },
  },
  {
    name: "shell.exec answers what a shell wrote and how it ended",
    async run(stage) {
      const peer = await stage.connect();
      const command = "echo out; echo err >&2; exit 3";
      const answer = { stdout: "out\n", stderr: "err\n", code: 3 };
      assert.deepEqual(await peer.ok("shell.exec", { command }), answer);
    },
  },
  {
    number: 14,
    name: "what comes behind a call that takes its time is answered before it",
    async run(stage) {
      const peer = await stage.connect();
      const folder = await Deno.makeTempDir({ prefix: "tidegate-conformance-" });
      try {
        const gate = `'${folder}/gate'`;
        await peer.ok("shell.exec", { command: `mkfifo ${gate}` });
        const slow = await peer.request("shell.exec", { command: `cat ${gate}` });
        const { session_id } = await peer.open();
        assert.deepEqual(await peer.ok("session.interrupt", { session_id }), {
          status: "interrupted",
        });
        assert.deepEqual((await peer.settle()).filter(answerTo(slow)), []);
        await peer.ok("shell.exec", { command: `echo open > ${gate}` });
        assert.equal((await peer.take(answerTo(slow))).result?.stdout, "open\n");
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    },
  },
];
