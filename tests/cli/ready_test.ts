import assert from "node:assert/strict";
import { announce, offerAnother } from "../../src/cli/ready.ts";
import type { Logger } from "../../src/lib/logger.ts";
import { silentLogger } from "../../src/lib/logger.ts";
import { codedError, HandClock, TestPipe } from "../adapters/stdio_support.ts";

const WHAT = { port: 4711, readyPrefix: "TIDEGATE_READY", url: "http://127.0.0.1:4711/#code=abc" };

function stage(pipe: TestPipe, logger: Logger = silentLogger) {
  return { write: pipe.write, clock: new HandClock(), logger };
}

Deno.test("announce() prints the line for programs, then the one for people", async () => {
  const pipe = new TestPipe();
  pipe.plan.push(3);
  await announce({ ...WHAT, readyFile: undefined }, stage(pipe));
  assert.equal(
    pipe.text,
    "TIDEGATE_READY port=4711\nTidegate listens. Open http://127.0.0.1:4711/#code=abc (works once)\n",
  );
});

Deno.test("announce() writes the ready file whole, replacing an old one, before it prints", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const readyFile = `${folder}/ready file.json`;
    await Deno.writeTextFile(readyFile, '{"port":1}');
    const seen: string[] = [];
    const pipe = new TestPipe();
    const { clock, logger } = stage(pipe);
    const write = async (bytes: Uint8Array) => {
      seen.push(await Deno.readTextFile(readyFile));
      return await pipe.write(bytes);
    };
    await announce({ ...WHAT, readyFile }, { write, clock, logger });
    assert.deepEqual(seen, ['{"port":4711}', '{"port":4711}']);
    const left = await Array.fromAsync(Deno.readDir(folder), (entry) => entry.name);
    assert.deepEqual(left, ["ready file.json"]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("announce() fails with the remedy when the ready file cannot be written", async () => {
  const pipe = new TestPipe();
  await assert.rejects(announce({ ...WHAT, readyFile: "/none/ready.json" }, stage(pipe)), {
    name: "UsageError",
    message: /^Cannot write the ready file "\/none\/ready\.json": .*leave --ready-file out$/,
  });
  assert.equal(pipe.text, "");
});

Deno.test("announce() goes on when nobody reads stdout", async () => {
  const warnings: string[] = [];
  const pipe = new TestPipe();
  pipe.plan.push(codedError("EPIPE"));
  const logger = { ...silentLogger, warn: (message: string) => warnings.push(message) };
  await announce({ ...WHAT, readyFile: undefined }, stage(pipe, logger));
  assert.deepEqual(warnings, ["Cannot announce port 4711 on stdout: EPIPE happened"]);
});

Deno.test("offerAnother() gives a person another link, and a program nothing", async () => {
  const pipe = new TestPipe();
  const url = "http://127.0.0.1:4711/#code=abc";
  await offerAnother(url, { isTerminal: false, ...stage(pipe) });
  assert.equal(pipe.text, "");
  await offerAnother(url, { isTerminal: true, ...stage(pipe) });
  assert.equal(pipe.text, `For another browser: ${url} (works once)\n`);
});
