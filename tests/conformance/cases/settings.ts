/** Settings, the catalog, and answers to questions nobody asked: PROTOCOL 3.3, 3.4, 3.6. */
import assert from "node:assert/strict";
import type { Case } from "../case.ts";

const ANSWERS = [
  ["clarify.respond", "answer"],
  ["sudo.respond", "password"],
  ["secret.respond", "value"],
  ["terminal.read.respond", "text"],
] as const;
/** Keys of config.get that answer `{value}`. */
const VALUE_KEYS = [
  "skin",
  "indicator",
  "personality",
  "fast",
  "busy",
  "details_mode",
  "thinking_mode",
  "compact",
  "statusbar",
  "mouse",
];
/** Keys that can be set but not read. */
const UNREADABLE = ["verbose", "yolo", "model", "cwd", "details_mode.tools"];

export const settingCases: readonly Case[] = [
  {
    number: 46,
    name: "an answer to a question that does not wait is 4009, without need for a session",
    async run(stage) {
      const peer = await stage.connect();
      for (const [method, key] of ANSWERS) {
        const params = { request_id: "0badcafe", [key]: "x", session_id: "ignored" };
        const expected = { code: 4009, message: `no pending ${key} request` };
        assert.deepEqual(await peer.refused(method, params), expected);
        assert.deepEqual(await peer.refused(method, {}), expected);
      }
    },
  },
  {
    name: "approval.respond without a pending approval resolves none",
    async run(stage) {
      const peer = await stage.connect();
      const { session_id } = await peer.open();
      for (const params of [{}, { choice: "once" }, { all: true }]) {
        const answer = await peer.ok("approval.respond", { session_id, ...params });
        assert.deepEqual(answer, { resolved: 0 });
      }
    },
  },
  {
    number: 176,
    name: "an unknown config key is 4002, to read and to set",
    async run(stage) {
      const peer = await stage.connect();
      const message = "unknown config key: no.such";
      const expected = { code: 4002, message };
      assert.deepEqual(await peer.refused("config.get", { key: "no.such" }), expected);
      assert.deepEqual(await peer.refused("config.set", { key: "no.such", value: "1" }), expected);
      for (const key of UNREADABLE) {
        assert.equal((await peer.refused("config.get", { key })).code, 4002, key);
      }
    },
  },
  {
    name: "config.get answers what a front end asks for when it starts",
    async run(stage) {
      const peer = await stage.connect();
      for (const key of VALUE_KEYS) {
        const { value } = await peer.ok("config.get", { key });
        assert.equal(typeof value, "string", key);
      }
      const full = await peer.ok("config.get", { key: "full" });
      assert.equal(typeof full.config, "object");
      assert.equal(typeof (await peer.ok("config.get", { key: "mtime" })).mtime, "number");
      const reasoning = await peer.ok("config.get", { key: "reasoning" });
      assert.deepEqual(reasoning, { value: "medium", display: "show" });
      const { model, provider, providers } = await peer.ok("config.get", { key: "provider" });
      assert.equal(typeof model, "string");
      assert.ok((providers as string[]).includes(String(provider)));
      const project = await peer.ok("config.get", { key: "project" });
      assert.deepEqual(Object.keys(project).sort(), ["branch", "cwd"]);
      const profile = await peer.ok("config.get", { key: "profile" });
      assert.deepEqual(Object.keys(profile).sort(), ["display", "home"]);
      assert.equal(typeof (await peer.ok("config.get", { key: "prompt" })).prompt, "string");
    },
  },
  {
    name: "config.set answers key and value; what is set is read; a bad value is 4002",
    async run(stage) {
      const server = await stage.launch({});
      const peer = await server.connect();
      const settings = [
        ["busy", "queue"],
        ["busy", "steer"],
        ["details_mode", "expanded"],
        ["thinking_mode", "full"],
        ["compact", "on"],
        ["statusbar", "bottom"],
        ["density", "on"],
        ["theme", "dark"],
        ["mouse", "wheel"],
        ["indicator", "ascii"],
      ] as const;
      for (const [key, value] of settings) {
        const set = await peer.ok("config.set", { key, value });
        assert.deepEqual([set.key, set.value], [key, value]);
        assert.deepEqual(await peer.ok("config.get", { key }), { value });
        const { code, message } = await peer.refused("config.set", { key, value: "purple" });
        assert.equal(code, 4002);
        assert.match(message, /purple/);
        assert.deepEqual(await peer.ok("config.get", { key }), { value });
      }
      assert.equal((await peer.ok("config.set", { key: "compact", value: "toggle" })).value, "off");
      assert.equal((await peer.ok("config.set", { key: "busy", value: "status" })).value, "steer");
    },
  },
  {
    name: "a session that config.set does not know counts as none",
    async run(stage) {
      const peer = await (await stage.launch({})).connect();
      const params = { key: "busy", value: "queue", session_id: "ffffffff" };
      assert.equal((await peer.ok("config.set", params)).value, "queue");
      assert.ok((await peer.ok("config.get", { key: "full", session_id: "ffffffff" })).config);
    },
  },
  {
    name: "config.set reasoning changes the session it names",
    async run(stage) {
      const peer = await stage.connect();
      const { session_id } = await peer.open();
      await peer.event("session.info", session_id);
      const set = { key: "reasoning", value: "high", session_id };
      assert.equal((await peer.ok("config.set", set)).value, "high");
      const { payload } = await peer.event("session.info", session_id);
      assert.equal(payload.reasoning_effort, "high");
      const { value } = await peer.ok("config.get", { key: "reasoning", session_id });
      assert.equal(value, "high");
    },
  },
  {
    name: "config.set reasoning without a session changes what holds where nothing else is said",
    async run(stage) {
      const peer = await (await stage.launch({})).connect();
      assert.equal((await peer.ok("config.set", { key: "reasoning", value: "low" })).value, "low");
      assert.equal((await peer.ok("config.get", { key: "reasoning" })).value, "low");
    },
  },
  {
    name: "config.set model without a session is the model of sessions opened later",
    async run(stage) {
      const peer = await (await stage.launch({})).connect();
      assert.equal((await peer.ok("config.set", { key: "model", value: "m-2" })).value, "m-2");
      assert.equal((await peer.open()).info.model, "m-2");
    },
  },
  {
    name: "config.set fast tells how it stands, and is 4002 for a model without it",
    async run(stage) {
      const peer = await stage.connect();
      const { session_id } = await peer.open();
      const status = await peer.ok("config.set", { key: "fast", value: "status", session_id });
      assert.equal(status.value, "normal");
      const on = { key: "fast", value: "on", session_id };
      assert.equal((await peer.refused("config.set", on)).code, 4002);
    },
  },
  {
    name: "commands.catalog has pairs, categories of pairs, and names in their one spelling",
    async run(stage) {
      const peer = await stage.connect();
      const { pairs, categories, canon, sub } = await peer.ok("commands.catalog");
      const names = pairs.map(([name]) => name);
      assert.equal(new Set(names).size, names.length);
      for (const name of ["/compact", "/logs", "/mouse", "/sessions"]) {
        assert.ok(names.includes(name), name);
      }
      for (const name of [...names, ...Object.keys(sub)]) assert.match(name, /^\/\S+$/);
      for (const [alias, canonical] of Object.entries(canon)) {
        assert.equal(alias, alias.toLowerCase());
        assert.ok(names.includes(canonical), canonical);
      }
      const inCategories = categories.flatMap((category) => category.pairs.map(([name]) => name));
      for (const name of inCategories) assert.ok(names.includes(name), name);
    },
  },
  {
    name: "setup.status says whether a prompt can work",
    async run(stage) {
      const peer = await stage.connect();
      assert.deepEqual(await peer.ok("setup.status"), { provider_configured: true });
      const server = await stage.launch({ args: ["--agent", "openai"] });
      const bare = await server.connect();
      assert.deepEqual(await bare.ok("setup.status"), { provider_configured: false });
    },
  },
];
