/** The conformance cases over real WebSockets, against servers that keep what is said in a state file. */
import assert from "node:assert/strict";
import { tidegate, whyNoStateFile } from "./program.ts";
import { registerSuite } from "./suite.ts";
import { WebSocketTarget } from "./websocket_target.ts";

const whyNot = await whyNoStateFile();
if (whyNot === undefined) await register();
else Deno.test({ name: `conformance (state file): ${whyNot}`, ignore: true, fn() {} });

async function register(): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "tidegate-conformance-" });
  let files = 0;
  const target = await WebSocketTarget.start(
    tidegate("--allow-net", "--allow-read", `--allow-write=${folder}`),
    () => ({ TIDEGATE_STATE: `${folder}/${++files}.db` }),
  );
  // A filtered run skips the last test, and nothing else would end the servers.
  globalThis.addEventListener("unload", () => {
    target.abandon();
    removeFolder();
  });

  function removeFolder(): void {
    try {
      Deno.removeSync(folder, { recursive: true });
    } catch {
      // It has been removed, or a server that was abandoned still writes to it.
    }
  }

  registerSuite(target, "state file");

  Deno.test({
    name: "conformance (state file): servers that took every case end in order, one file each",
    // They were started before this test.
    sanitizeOps: false,
    sanitizeResources: false,
    async fn() {
      await target.stop();
      const entries = await Array.fromAsync(Deno.readDir(folder));
      // Beside one, where a browser has signed in, stands the list of sign-ins.
      const names = entries.map(({ name }) => name).filter((name) => !name.endsWith(".db-sign-ins"))
        .sort();
      removeFolder();
      // None was damaged, and none has a log left that nobody would read before the next start.
      const expected = Array.from({ length: files }, (_, i) => `${i + 1}.db`).sort();
      assert.deepEqual(names, expected);
    },
  });
}
