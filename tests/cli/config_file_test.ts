import assert from "node:assert/strict";
import { join } from "node:path";
import { parseConfig } from "../../src/cli/config_document.ts";
import { readConfig } from "../../src/cli/config_file.ts";

Deno.test("readConfig() does without the usual file, and not without one that was named", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const place = { os: "linux", get: (name: string) => name === "HOME" ? folder : undefined };
    const none = await readConfig(undefined, place);
    assert.deepEqual(none, parseConfig("", { path: "", get: place.get }));
    await Deno.writeTextFile(join(folder, "file"), "");
    const isFile = (name: string) => name === "HOME" ? join(folder, "file") : undefined;
    assert.deepEqual(await readConfig(undefined, { os: "linux", get: isFile }), none);
    const named = join(folder, "other.yaml");
    await assert.rejects(readConfig(named, place), /Cannot read the configuration .*other\.yaml/);
    await Deno.writeTextFile(named, "agent: echo");
    assert.equal((await readConfig(named, place)).agent, "echo");
    await Deno.mkdir(join(folder, ".config/tidegate"), { recursive: true });
    await Deno.writeTextFile(join(folder, ".config/tidegate/config.yaml"), "agent: openai");
    assert.equal((await readConfig(undefined, place)).agent, "openai");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test({
  name: "readConfig() says which permission is missing where its parser may not look around",
  permissions: { read: "inherit", write: "inherit", env: false },
  async fn() {
    const path = await Deno.makeTempFile({ suffix: ".yaml" });
    try {
      await Deno.writeTextFile(path, "agent: echo");
      const read = readConfig(path, { os: "linux", get: () => undefined });
      await assert.rejects(read, /^UsageError: Cannot read the configuration .*--allow-env/);
    } finally {
      await Deno.remove(path);
    }
  },
});
