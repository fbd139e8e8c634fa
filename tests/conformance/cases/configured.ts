/** What depends on a configuration file: PROTOCOL 3.4, 3.7, 6.8, CONFORMANCE D, K, T. */
import assert from "node:assert/strict";
import type { Case } from "../case.ts";
import { withConfiguration } from "../with_configuration.ts";

const tides = "---\ndescription: look up a tide\n---\nLook up the tide of $ARGUMENTS.\n";

/** So many skills of one kind. */
function skills(count: number): Record<string, string> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, i) => [`skills/tide-${i}.md`, `Find tide ${i}.`]),
  );
}

export const configuredCases: readonly Case[] = [
  {
    number: 162,
    name: "a skill is dispatched as a message with its name, and refused by slash.exec",
    async run(stage) {
      const files = { "config.yaml": "skills: [skills]", "skills/tides.md": tides };
      await withConfiguration(stage, files, async (peer) => {
        const { session_id } = await peer.open();
        const params = { session_id, name: "tides", arg: "Brest" };
        assert.deepEqual(await peer.ok("command.dispatch", params), {
          type: "skill",
          message: "Look up the tide of Brest.",
          name: "tides",
        });
        const by = await peer.refused("slash.exec", { session_id, command: "/tides Brest" });
        assert.equal(by.code, 4018);
        assert.equal((await peer.ok("commands.catalog")).skill_count, 1);
      });
    },
  },
  {
    number: 164,
    name: "a quick command that exits with a code is 4018 with its output",
    async run(stage) {
      const quick = "quick_commands: {lost: {type: exec, command: echo no such tide >&2; exit 3}}";
      await withConfiguration(stage, { "config.yaml": quick }, async (peer) => {
        const { session_id } = await peer.open();
        const failed = await peer.refused("command.dispatch", { session_id, name: "lost" });
        assert.equal(failed.code, 4018);
        assert.match(failed.message, /no such tide/);
        const { warning } = await peer.ok("slash.exec", { session_id, command: "/lost" });
        assert.match(warning ?? "", /no such tide/);
      });
    },
  },
  {
    number: 165,
    name: "a quick command answers its output, 4,000 characters at most",
    async run(stage) {
      const quick = `quick_commands:
        say: {type: exec, command: 'printf "%s|" "$@"'}
        long: {type: exec, command: 'printf %05000d 0'}`;
      await withConfiguration(stage, { "config.yaml": quick }, async (peer) => {
        const { session_id } = await peer.open();
        const said = { session_id, name: "say", arg: "high $(tide) ; exit" };
        const output = "high|$(tide)|;|exit|";
        assert.deepEqual(await peer.ok("command.dispatch", said), { type: "exec", output });
        const long = await peer.ok("command.dispatch", { session_id, name: "long" });
        assert.equal(long.output, "0".repeat(4_000));
      });
    },
  },
  {
    number: 166,
    name: "a quick command that is an alias is dispatched as its target",
    async run(stage) {
      const quick = "quick_commands: {name: {type: alias, target: /title}}";
      await withConfiguration(stage, { "config.yaml": quick }, async (peer) => {
        const { session_id } = await peer.open();
        const alias = await peer.ok("command.dispatch", { session_id, name: "name" });
        assert.deepEqual(alias, { type: "alias", target: "title" });
        const { output } = await peer.ok("slash.exec", { session_id, command: "/name Spring" });
        assert.equal(output, "Title: Spring");
      });
    },
  },
  {
    number: 169,
    name: "the catalog is answered where skills cannot be read, and warns of it",
    async run(stage) {
      await withConfiguration(stage, { "config.yaml": "skills: [nowhere]" }, async (peer) => {
        const { pairs, warning } = await peer.ok("commands.catalog");
        assert.ok(pairs.some(([name]) => name === "/help"));
        assert.match(warning, /nowhere/);
      });
    },
  },
  {
    number: 173,
    name: "a search of skills has 20 hits at most",
    async run(stage) {
      const files = { "config.yaml": "skills: [skills]", ...skills(25) };
      await withConfiguration(stage, files, async (peer) => {
        const search = { action: "search", query: "tide" };
        const { results = [] } = await peer.ok("skills.manage", search);
        assert.equal(results.length, 20);
        assert.equal((await peer.refused("skills.manage", { action: "tide" })).code, 4017);
      });
    },
  },
  {
    number: 174,
    name: "skills.reload reads what has been written since, and answers output and result",
    async run(stage) {
      const files = { "config.yaml": "skills: [skills]", ...skills(1) };
      await withConfiguration(stage, files, async (peer, write) => {
        assert.equal((await peer.ok("commands.catalog")).skill_count, 1);
        await write(skills(3));
        const { output, result } = await peer.ok("skills.reload");
        assert.match(output, /tide-2/);
        assert.deepEqual(result, { count: 3, added: ["tide-1", "tide-2"], removed: [] });
        assert.equal((await peer.ok("commands.catalog")).skill_count, 3);
      });
    },
  },
  {
    number: 306,
    name: "commands of the user's own that cannot be loaded keep no other from being carried out",
    async run(stage) {
      const greet = 'export default {commands: {greet: {run: (args) => "Hello " + args}}};';
      const files = {
        "config.yaml": "commands: [broken.mjs, greet.mjs]",
        "broken.mjs": 'throw new Error("no such plugin");',
        "greet.mjs": greet,
      };
      await withConfiguration(stage, files, async (peer) => {
        const { session_id } = await peer.open();
        const greeted = await peer.ok("slash.exec", { session_id, command: "/greet you" });
        assert.deepEqual(greeted, { output: "Hello you" });
        const { output } = await peer.ok("command.dispatch", { session_id, name: "greet" });
        assert.equal(output, "Hello", "what is behind the last word is not shown");
      });
    },
  },
  {
    number: 48,
    name: "a question nobody answers in its time gets a blank answer",
    async run(stage) {
      const times = "question_timeouts_s: {clarify: 0.05, sudo: 0.05}";
      await withConfiguration(stage, { "config.yaml": times }, async (peer) => {
        const { session_id } = await peer.open();
        for (const [text, answer] of [["/ask Which one?", ""], ["/sudo", "nothing"]]) {
          await peer.ok("prompt.submit", { session_id, text });
          const { payload } = await peer.event("message.complete", session_id);
          assert.deepEqual([payload.status, payload.text], ["complete", answer]);
        }
      });
    },
  },
  {
    number: 49,
    name: "that the time of a question is over is told, by its id",
    async run(stage) {
      const times = "question_timeouts_s: {clarify: 0.05}";
      await withConfiguration(stage, { "config.yaml": times }, async (peer) => {
        const { session_id } = await peer.open();
        await peer.ok("prompt.submit", { session_id, text: "/ask Which one?" });
        const { payload: { request_id } } = await peer.event("clarify.request", session_id);
        const { payload } = await peer.event("clarify.expire", session_id);
        assert.deepEqual(payload, { request_id, reason: "timeout" });
        await peer.event("message.complete", session_id);
        const late = { request_id, answer: "red" };
        assert.deepEqual(await peer.ok("clarify.respond", late), { status: "expired" });
        const lock = { ...late, question_id: "q1" };
        assert.deepEqual(await peer.ok("clarify.lock", lock), { status: "expired", remaining: [] });
      });
    },
  },
  {
    number: 314,
    name: "superseded: an approval nobody gives in its time is denied, and an event tells so",
    async run(stage) {
      const times = "question_timeouts_s: {approval: 0.05}";
      await withConfiguration(stage, { "config.yaml": times }, async (peer) => {
        const { session_id } = await peer.open();
        await peer.ok("prompt.submit", { session_id, text: "/approve rm -r build" });
        const { payload } = await peer.event("approval.expire", session_id);
        assert.equal(payload.reason, "timeout");
        const end = await peer.event("message.complete", session_id);
        assert.equal(end.payload.text, "deny");
        const late = { session_id, choice: "always" };
        assert.deepEqual(await peer.ok("approval.respond", late), { resolved: 0 });
      });
    },
  },
];
