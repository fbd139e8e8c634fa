import assert from "node:assert/strict";
import {
  type ConfigChange,
  type ConfigDesk,
  ConfigError,
  memoryConfig,
} from "../../src/gateway/config_desk.ts";
import { Settings } from "../../src/gateway/settings.ts";
import { RpcError } from "../../src/rpc/rpc_error.ts";

function refusal(settings: Settings, key: string, value: string): string {
  try {
    settings.set(key, value);
  } catch (error) {
    assert.ok(error instanceof RpcError && error.code === 4002, String(error));
    return error.message;
  }
  assert.fail(`${key} took "${value}"`);
}

Deno.test("Settings() starts with the usual values, and with those it is given", () => {
  const settings = new Settings({ busy: "queue" });
  const keys = ["busy", "details_mode", "thinking_mode", "compact", "statusbar", "mouse"];
  const values = keys.map((key) => settings.get(key));
  assert.deepEqual(values, ["queue", "collapsed", "collapsed", "off", "top", "all"]);
  assert.deepEqual([settings.get("indicator"), settings.get("skin")], ["kaomoji", "default"]);
});

Deno.test("set() takes each value of a setting, whatever its case and the blanks around it", () => {
  const settings = new Settings();
  for (const value of ["queue", "steer", "interrupt", " QUEUE "]) {
    assert.equal(settings.set("busy", value), value.trim().toLowerCase());
    assert.equal(settings.get("busy"), value.trim().toLowerCase());
  }
});

Deno.test("set() says what would be accepted", () => {
  const settings = new Settings();
  assert.equal(
    refusal(settings, "busy", "never"),
    'bad value for busy: "never"; expected one of queue, steer, interrupt',
  );
  assert.equal(settings.get("busy"), "interrupt");
  assert.match(refusal(settings, "indicator", ""), /^bad value for indicator/);
  assert.ok(refusal(settings, "mouse", "x".repeat(10_000_000)).length < 300);
});

Deno.test("conformance 176: an unknown key is 4002, also one that every object has", () => {
  const settings = new Settings();
  for (const key of ["", "no_such_key", "__proto__", "constructor", "toString"]) {
    assert.equal(refusal(settings, key, "on"), `unknown config key: ${key}`);
    assert.equal(settings.isReadable(key), false);
    assert.equal(settings.get(key), "");
  }
  for (const value of ["__proto__", "constructor"]) refusal(settings, "mouse", value);
});

Deno.test("toggle, cycle and a blank value step through the values of a setting", () => {
  const settings = new Settings();
  assert.equal(settings.set("compact", "toggle"), "on");
  assert.equal(settings.set("compact", ""), "off");
  assert.equal(settings.set("statusbar", "toggle"), "off");
  assert.equal(settings.set("statusbar", "bottom"), "bottom");
  assert.equal(settings.set("statusbar", "toggle"), "off");
  assert.equal(settings.set("mouse", " "), "off");
  const verbose = [1, 2, 3, 4].map(() => settings.set("verbose", "cycle"));
  assert.deepEqual(verbose, ["verbose", "off", "new", "all"]);
});

Deno.test("aliases stand for their values", () => {
  const settings = new Settings();
  assert.equal(settings.set("mouse", "false"), "off");
  assert.equal(settings.set("mouse", "on"), "all");
  assert.equal(settings.set("statusbar", "on"), "top");
});

Deno.test("status reads and changes nothing", () => {
  const settings = new Settings();
  settings.set("busy", "steer");
  assert.equal(settings.set("busy", "status"), "steer");
  assert.equal(settings.get("busy"), "steer");
});

Deno.test("a mode of details carries its sections along, and a mode of thinking both", () => {
  const settings = new Settings();
  const sections = ["thinking", "tools", "subagents", "activity"].map((s) => `details_mode.${s}`);
  settings.set("details_mode", "hidden");
  assert.deepEqual(sections.map((key) => settings.get(key)), Array(4).fill("hidden"));
  settings.set("details_mode.tools", "expanded");
  settings.set("details_mode.thinking", "");
  assert.deepEqual(sections.map((key) => settings.get(key)), ["", "expanded", "hidden", "hidden"]);
  assert.equal(settings.get("details_mode"), "hidden");
  settings.set("thinking_mode", "full");
  assert.equal(settings.get("details_mode"), "expanded");
  assert.equal(settings.get("details_mode.activity"), "expanded");
  settings.set("thinking_mode", "truncated");
  assert.equal(settings.get("details_mode"), "collapsed");
});

Deno.test("isReadable() leaves out what clients may only set", () => {
  const settings = new Settings();
  for (const key of ["busy", "details_mode", "thinking_mode", "compact", "skin"]) {
    assert.equal(settings.isReadable(key), true, key);
  }
  for (const key of ["verbose", "details_mode.tools", "show_reasoning"]) {
    assert.equal(settings.isReadable(key), false, key);
  }
});

Deno.test("document() shows the settings as a configuration file would", () => {
  const settings = new Settings({ busy: "queue" });
  settings.set("compact", "on");
  settings.set("details_mode.tools", "expanded");
  assert.deepEqual(settings.document(), {
    model: { default: "" },
    agent: { reasoning_effort: "", service_tier: "normal" },
    custom_prompt: "",
    terminal: { cwd: "" },
    display: {
      busy_input_mode: "queue",
      personality: "",
      details_mode: "collapsed",
      thinking_mode: "collapsed",
      sections: { thinking: "", tools: "expanded", subagents: "", activity: "" },
      skin: "default",
      show_reasoning: true,
      reasoning_full: false,
      tui_compact: true,
      tui_theme: "auto",
      tui_statusbar: "top",
      tui_mouse: "all",
      tui_status_indicator: "kaomoji",
      tool_progress: "all",
    },
  });
});

Deno.test("document() leaves it to clients what a busy session does, until somebody has chosen", () => {
  const settings = new Settings();
  const said = () => (settings.document().display as Record<string, unknown>).busy_input_mode;
  // The terminal UI queues by itself unless it is told otherwise; the gateway's own way is another.
  assert.deepEqual([said(), settings.get("busy")], [undefined, "interrupt"]);
  settings.set("busy", "interrupt");
  assert.equal(said(), "interrupt");
});

Deno.test("density is compact under its later name, and theme is kept as it is set", () => {
  const settings = new Settings();
  settings.set("density", "on");
  assert.deepEqual([settings.get("compact"), settings.get("density")], ["on", "on"]);
  settings.set("compact", "toggle");
  assert.equal(settings.get("density"), "off");
  settings.set("theme", "Light");
  assert.equal(settings.get("theme"), "light");
  assert.throws(() => settings.set("theme", "blue"), { code: 4002 });
  assert.equal(settings.isReadable("theme"), true);
});

Deno.test("two gateways do not share their settings", () => {
  const [one, two] = [new Settings(), new Settings()];
  one.set("compact", "on");
  assert.equal(two.get("compact"), "off");
});

Deno.test("isWritable() is false for what is part of another key, and for what is none", () => {
  const settings = new Settings();
  for (const key of ["busy", "mouse", "details_mode.tools"]) assert.ok(settings.isWritable(key));
  for (const key of ["show_reasoning", "reasoning_effort", "model", "none", "__proto__"]) {
    assert.equal(settings.isWritable(key), false, key);
  }
});

/** A configuration with these members. */
function desk(values: Record<string, unknown>, write: ConfigDesk["write"] = () => assert.fail()) {
  return { read: () => ({ path: "/etc/config.yaml", mtime: 12.5, values }), write };
}

Deno.test("conformance 142: what the configuration says goes before what the environment says", () => {
  const values = { display: { busy_input_mode: "steer", tui_compact: true } };
  const settings = new Settings({ busy: "queue", compact: "off" }, desk(values));
  assert.deepEqual([settings.get("busy"), settings.get("compact")], ["steer", "on"]);
  assert.equal(settings.config.mtime, 12.5);
  values.display.busy_input_mode = "interrupt";
  assert.equal(settings.get("busy"), "interrupt");
});

Deno.test("get() passes over what a configuration says and nobody could have set", () => {
  const display = { busy_input_mode: "never", tui_compact: "toggle", tui_mouse: 5, skin: null };
  const settings = new Settings({ busy: "queue" }, desk({ display }));
  const keys = ["busy", "compact", "mouse", "skin"];
  assert.deepEqual(keys.map((key) => settings.get(key)), ["queue", "off", "all", "default"]);
  assert.equal(new Settings({}, desk({ display: "none" })).get("skin"), "default");
});

Deno.test("set() writes a setting and what follows it at once, flags as flags", () => {
  const written: (readonly ConfigChange[])[] = [];
  const settings = new Settings({}, desk({}, (changes) => written.push(changes)));
  settings.set("thinking_mode", "full");
  settings.set("compact", "on");
  settings.set("details_mode.tools", "");
  const told = written.map((changes) => changes.map(({ path, value }) => [path.join("."), value]));
  const parts = ["thinking", "tools", "subagents", "activity"];
  assert.deepEqual(told, [
    [
      ["display.thinking_mode", "full"],
      ["display.details_mode", "expanded"],
      ...parts.map((part) => [`display.sections.${part}`, "expanded"]),
    ],
    [["display.tui_compact", true]],
    [["display.sections.tools", undefined]],
  ]);
});

Deno.test("set() is 5001 with the reason where the configuration cannot be changed", () => {
  const settings = new Settings(
    {},
    desk({}, () => {
      throw new ConfigError("Cannot change the configuration: it is no YAML");
    }),
  );
  assert.throws(() => settings.set("compact", "on"), (error) => {
    assert.ok(error instanceof RpcError);
    assert.deepEqual([error.code, error.message], [
      5001,
      "Cannot change the configuration: it is no YAML",
    ]);
    return true;
  });
});

Deno.test("memoryConfig() holds what is set, and forgets what is taken away", () => {
  const config = memoryConfig();
  config.write([{ path: ["a", "b"], value: "1" }, { path: ["a", "c"], value: true }]);
  config.write([{ path: ["a", "b"], value: undefined }, { path: ["d", "e"], value: undefined }]);
  const { path, mtime, values } = config.read();
  assert.deepEqual([path, mtime], ["", 0]);
  assert.deepEqual(values.a, { c: true });
});
