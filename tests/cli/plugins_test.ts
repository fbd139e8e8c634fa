import assert from "node:assert/strict";
import { Plugins } from "../../src/cli/plugins.ts";
import { FileConfig } from "../../src/cli/file_config.ts";
import { silentLogger } from "../../src/lib/logger.ts";
import { Folder } from "../store/support/sqlite.ts";
import { fakeClock } from "../support/fake_clock.ts";

Deno.test("Plugins.list() names each module by its file, and says which are missing", () => {
  using folder = new Folder();
  Deno.writeTextFileSync(folder.file("greet.ts"), "");
  const plugins = new Plugins([folder.file("greet.ts"), folder.file("gone.ts")], undefined).list();
  const facts = plugins.map(({ name, source, status }) => [name, source, status.slice(0, 8)]);
  assert.deepEqual(facts, [["greet", "user", "enabled"], ["gone", "user", "missing:"]]);
});

Deno.test("Plugins.switch() keeps in the configuration what is not loaded, comments and all", () => {
  using folder = new Folder();
  const [greet, leave] = [folder.file("greet.ts"), folder.file("leave.ts")];
  for (const path of [greet, leave]) Deno.writeTextFileSync(path, "");
  const path = folder.file("config.yaml");
  const text = `# mine\ncommands:\n  - ${greet}\n  - ${leave}\n`;
  Deno.writeTextFileSync(path, text);
  const desk = new FileConfig({
    ...{ path, get: () => undefined, logger: silentLogger, clock: fakeClock().clock },
  });
  const plugins = new Plugins([greet, leave], desk);
  plugins.switch("greet", false);
  assert.deepEqual(plugins.loaded, [leave]);
  assert.deepEqual(plugins.list().map(({ status }) => status), ["disabled", "enabled"]);
  assert.equal(Deno.readTextFileSync(path), `${text}commands_off:\n  - greet\n`);
  // Another start finds it so.
  assert.deepEqual(new Plugins([greet, leave], desk).loaded, [leave]);
  plugins.switch("greet", true);
  assert.deepEqual(plugins.loaded, [greet, leave]);
  assert.equal(Deno.readTextFileSync(path), text);
});
