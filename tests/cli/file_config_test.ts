import assert from "node:assert/strict";
import { join } from "node:path";
import { ConfigError, valueAt } from "../../src/gateway/config_desk.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { symlink } from "../adapters/support/symlink.ts";
import { COMMENTED, Desk, skin } from "./support/config_file.ts";

Deno.test("write() changes one member, and leaves comments and all else as they were", async () => {
  await using desk = await Desk.open(COMMENTED);
  const config = desk.config();
  config.write(skin("ember"));
  assert.equal(await desk.text(), COMMENTED.replace("skin: tide   #", "skin: ember #"));
  assert.deepEqual(config.read().values.display, { skin: "ember" });
  config.write([...skin(undefined), { path: ["display", "sections", "tools"], value: "hidden" }]);
  assert.deepEqual(config.read().values.display, { sections: { tools: "hidden" } });
  assert.match(await desk.text(), /^# Mine\.\nagent: echo # the usual one\n/);
});

Deno.test("write() makes the file where there is none, for this user alone", async () => {
  await using desk = await Desk.open();
  const config = desk.config();
  assert.deepEqual([config.read().mtime, config.read().values], [0, {}]);
  config.write(skin("moss"));
  assert.equal(await desk.text(), "display:\n  skin: moss\n");
  assert.ok(Math.abs(config.read().mtime - Date.now() / 1_000) < 60);
  if (Deno.build.os === "windows") return;
  assert.equal((await Deno.stat(desk.path)).mode! & 0o777, 0o600);
  assert.equal((await Deno.stat(join(desk.folder, "tidegate"))).mode! & 0o777, 0o700);
});

Deno.test({
  name: "write() keeps the mode of the file, writes through a link, and leaves no draft",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using desk = await Desk.open(COMMENTED);
    const target = join(desk.folder, "dotfiles.yaml");
    await Deno.rename(desk.path, target);
    await Deno.chmod(target, 0o640);
    await symlink(target, desk.path);
    desk.config().write(skin("mono"));
    assert.ok((await Deno.lstat(desk.path)).isSymlink);
    assert.match(await Deno.readTextFile(target), /skin: mono/);
    assert.equal((await Deno.stat(target)).mode! & 0o777, 0o640);
    const names = [...Deno.readDirSync(desk.folder)].map(({ name }) => name);
    assert.deepEqual(names.sort(), ["dotfiles.yaml", "tidegate"]);
  },
});

Deno.test("read() hears what somebody else has written", async () => {
  await using desk = await Desk.open(COMMENTED);
  const config = desk.config();
  assert.deepEqual(config.read().values.display, { skin: "tide" });
  assert.equal(config.read(), config.read());
  await desk.put("display: { skin: paper, tui_compact: true }\n");
  assert.deepEqual(config.read().values.display, { skin: "paper", tui_compact: true });
  await Deno.remove(desk.path);
  assert.deepEqual([config.read().mtime, config.read().values], [0, {}]);
});

Deno.test("a file that cannot be used counts as it was before, is told of once, and is not written to", async () => {
  await using desk = await Desk.open(COMMENTED);
  const config = desk.config();
  config.read();
  for (const text of ["display: [\n", "display: { tui_mouse: neon }\n", "colour: red\n"]) {
    await desk.put(text);
    assert.deepEqual(config.read().values.display, { skin: "tide" });
    assert.match(config.read().fault ?? "", /cannot be used: .*; what it said before counts$/s);
    assert.throws(() => config.write(skin("moss")), (error) => {
      assert.ok(error instanceof ConfigError);
      assert.ok(error.message.startsWith(`Cannot change the configuration ${desk.path}: `));
      assert.ok(!error.message.slice(60).includes("\n"));
      return true;
    });
    assert.equal(await desk.text(), text);
  }
  const told = desk.log.at("warn").map(({ message }) => message);
  assert.deepEqual(told, Array(3).fill("the configuration was changed and cannot be used"));
  await desk.put(COMMENTED);
  assert.equal(config.read().fault, undefined, "it is mended");
});

Deno.test("read() takes a file that has just been emptied for one that is being written", async () => {
  await using desk = await Desk.open(COMMENTED);
  let ageMs = 0;
  const now = () => (Deno.statSync(desk.path).mtime?.getTime() ?? 0) + ageMs;
  const config = desk.config([], { clock: { ...systemClock, now } });
  const skinNow = () => valueAt(config.read().values, ["display", "skin"]);
  assert.equal(skinNow(), "tide");
  await desk.put("");
  assert.equal(skinNow(), "tide");
  // What is there in its place cannot be used: what was said before is what counts.
  await desk.put("display: [");
  assert.equal(skinNow(), "tide");
  await desk.put("");
  ageMs = 5_000;
  assert.equal(skinNow(), undefined);
});

Deno.test("write() refuses what the file could not be read with", async () => {
  await using desk = await Desk.open(COMMENTED);
  const config = desk.config();
  assert.throws(() => config.write(skin("neon")), /display\.skin: expected default, tide, /);
  assert.throws(() => config.write([{ path: ["agent", "name"], value: "x" }]), ConfigError);
  assert.equal(await desk.text(), COMMENTED);
});

Deno.test("what a flag overrules does not count until it is set", async () => {
  await using desk = await Desk.open("defaults: { model: old, reasoning_effort: low }\n");
  const config = desk.config(["defaults.model"]);
  assert.deepEqual(config.read().values.defaults, { reasoning_effort: "low" });
  config.write([{ path: ["defaults", "model"], value: "new" }]);
  assert.deepEqual(config.read().values.defaults, { model: "new", reasoning_effort: "low" });
});

Deno.test({
  name: "write() holds in memory where this run may not look at the variables of the parser",
  permissions: { read: "inherit", write: "inherit", env: false },
  async fn() {
    await using desk = await Desk.open();
    const config = desk.config();
    config.write([...skin("ember"), { path: ["display", "tui_compact"], value: true }]);
    assert.deepEqual(config.read().values, { display: { skin: "ember", tui_compact: true } });
    config.write(skin(undefined));
    assert.deepEqual(config.read().values, { display: { tui_compact: true } });
    await assert.rejects(desk.text(), Deno.errors.NotFound);
  },
});

Deno.test("what a flag overrules may be what other members refer to", async () => {
  const text = "defaults: { model: &m a }\nagents: { x: { type: openai, model: *m } }\n";
  await using desk = await Desk.open(text);
  const agents = { x: { type: "openai", model: "a" } };
  assert.deepEqual(desk.config(["defaults.model"]).read().values, { defaults: {}, agents });
});

Deno.test("write() changes nothing that stands in several places, and says so", async () => {
  const text = "defaults: { model: &m a }\nagents: { x: { type: openai, model: *m } }\n";
  await using desk = await Desk.open(text);
  const config = desk.config();
  for (const value of ["b", undefined]) {
    assert.throws(() => config.write([{ path: ["defaults", "model"], value }]), {
      name: "ConfigError",
      message: /: defaults\.model: other members refer to it by &m; change it in the file$/,
    });
  }
  assert.equal(await desk.text(), text);
  await desk.put("agents: { x: { type: openai, model: &m a } }\ndefaults: { model: *m }\n");
  config.write([{ path: ["defaults", "model"], value: "b" }]);
  assert.match(await desk.text(), /model: &m a.*\n.*model: b/);
});

Deno.test("write() keeps the ends of lines, and what a file begins with", async () => {
  await using desk = await Desk.open("\uFEFF# Mine.\r\nagent: echo # usual\r\n");
  desk.config().write(skin("ember"));
  const expected = "# Mine.\r\nagent: echo # usual\r\ndisplay:\r\n  skin: ember\r\n";
  // Not by readTextFile: that takes the mark away.
  const bytes = await Deno.readFile(desk.path);
  assert.deepEqual(bytes, new TextEncoder().encode(`\uFEFF${expected}`));
});

Deno.test("write() takes a file that says nothing yet", async () => {
  await using desk = await Desk.open();
  for (const text of ["", "# Mine.\n", "---\n# Mine.\n", "~ # Mine.\n"]) {
    await desk.put(text);
    const config = desk.config();
    config.write(skin("ember"));
    assert.deepEqual(config.read().values, { display: { skin: "ember" } });
    assert.equal((await desk.text()).includes("# Mine."), text !== "", text);
  }
});

Deno.test({
  name: "read() does not fail where nobody can look any more",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using desk = await Desk.open("display: { skin: tide }\n");
    const config = desk.config();
    assert.deepEqual(config.read().values, { display: { skin: "tide" } });
    await Deno.remove(desk.path);
    await symlink(desk.path, desk.path);
    for (let i = 0; i < 3; i++) {
      assert.deepEqual(config.read().values, { display: { skin: "tide" } });
    }
    assert.equal(desk.log.at("warn").length, 1);
  },
});

Deno.test({
  name: "write() makes the file that a link leads to, where it is not there yet",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using desk = await Desk.open("");
    await Deno.remove(desk.path);
    const real = join(desk.folder, "dots", "real.yaml");
    await symlink("../dots/real.yaml", desk.path);
    desk.config().write(skin("ember"));
    assert.ok((await Deno.lstat(desk.path)).isSymlink);
    assert.match(await Deno.readTextFile(real), /skin: ember/);
  },
});

Deno.test("a file that cannot be used is told of with the line and the key", async () => {
  const faults = [
    ["agent: echo\ndisplay:\n  skin: neon\n", /^line 3: .*: display\.skin: expected default, /],
    [
      "agent: echo\ndefaults: { personality: x }\n",
      /^line 2: .*: defaults\.personality: there is /,
    ],
    ["agent: echo\n\ncolour: red\n", /^line 3: .*: there is no "colour"$/],
    ["agent: echo\ndisplay: [\n", /^line 3: .*line 3, column 1$/],
    [
      "mcp_servers:\n  a:\n    command: a\n    env: { K: '${UNSET}' }\n",
      /^line 4: .*UNSET is not set$/,
    ],
  ] as const;
  for (const [text, expected] of faults) {
    await using desk = await Desk.open(COMMENTED);
    const config = desk.config();
    config.read();
    await desk.put(text);
    config.read();
    const [line, ...rest] = desk.log.at("warn");
    assert.equal(rest.length, 0);
    assert.match(String(line?.fields?.error), expected);
  }
});
