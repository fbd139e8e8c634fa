/** What is set and given in a front end, and outlives the server: PROTOCOL 3.6. */
import assert from "node:assert/strict";
import type { Case } from "../case.ts";
import { withModel } from "../with_model.ts";

const KEY = "sk-conformance-5b4c3d2e1f0a9b8c7d6e5f4a3b2c1d0e";

/** A folder for configuration, and the variables that lead there. */
async function inFolder(
  act: (folder: string, env: Record<string, string>) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "tidegate-conformance-" });
  const home = { XDG_CONFIG_HOME: `${folder}/config`, APPDATA: `${folder}/config` };
  try {
    await act(`${folder}/config/tidegate`, home);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

export const setupCases: readonly Case[] = [
  {
    name: "what is set stands in the file, beside what people wrote there, and is heard from it",
    run: (stage) =>
      inFolder(async (folder, env) => {
        const path = `${folder}/mine.yaml`;
        await Deno.mkdir(folder, { recursive: true });
        await Deno.writeTextFile(path, "# Mine.\nskills: [] # none\n");
        const server = await stage.launch({ args: ["--config", path], env });
        const peer = await server.connect();
        const before = (await peer.ok("config.get", { key: "mtime" })).mtime as number;
        assert.ok(before > 0);
        await peer.ok("config.set", { key: "compact", value: "on" });
        await peer.ok("config.set", { key: "skin", value: "tide" });
        assert.equal((await peer.event("skin.changed")).payload.name, "tide");
        assert.equal(
          await Deno.readTextFile(path),
          "# Mine.\nskills: [] # none\ndisplay:\n  tui_compact: true\n  skin: tide\n",
        );
        await Deno.writeTextFile(path, "display: { skin: ember }\n");
        // A whole second: how finely a file's time is told differs among runtimes.
        const edited = Math.ceil(before) + 100;
        await Deno.utime(path, edited, edited);
        assert.equal((await peer.ok("config.get", { key: "mtime" })).mtime, edited);
        assert.deepEqual(await peer.ok("config.get", { key: "skin" }), { value: "ember" });
        const later = await server.connect();
        const { payload } = await later.event("gateway.ready");
        assert.equal(payload.skin.name, "ember");
        await Deno.writeTextFile(path, "display: {\n");
        const refused = await peer.refused("config.set", { key: "compact", value: "off" });
        assert.equal(refused.code, 5001);
        assert.equal(await Deno.readTextFile(path), "display: {\n");
        await server.end();
      }),
  },
  {
    name: "a key that is given goes along with the next turn, until it is taken back",
    run: (stage) =>
      inFolder(async (folder, env) => {
        const ended = await withModel(stage, {
          env,
          async act(server, upstream) {
            const peer = await server.connect();
            const { session_id } = await peer.open();
            const shown: (string | null)[] = [];
            const turn = async () => {
              await peer.ok("prompt.submit", { session_id, text: "hi" });
              const asked = await upstream.request();
              shown.push(asked.headers.get("authorization"));
              asked.finish("hello");
              await peer.turnEvents(session_id);
            };
            await turn();
            const saved = await peer.call("model.save_key", { slug: "openai", api_key: KEY });
            assert.equal(saved.error, undefined, saved.raw);
            await turn();
            if (Deno.build.os === "linux") {
              const { mode } = await Deno.stat(`${folder}/keys.env`);
              assert.equal((mode ?? 0) & 0o777, 0o600);
            }
            const gone = await peer.call("model.disconnect", { slug: "openai" });
            assert.equal(gone.error, undefined, gone.raw);
            await turn();
            assert.deepEqual(shown, [null, `Bearer ${KEY}`, null]);
            assert.ok(peer.log.every(({ raw }) => !raw.includes(KEY)));
          },
        });
        assert.ok(ended.err.every((line) => !line.includes(KEY)));
      }),
  },
];
