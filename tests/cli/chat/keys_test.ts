import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { setImmediate } from "node:timers/promises";
import { type Keys, keysOf } from "../../../src/cli/chat/keys.ts";

function reader(keys: Keys) {
  const seen: string[] = [];
  keys.on("data", (chunk) => seen.push(String(chunk)));
  keys.on("end", () => seen.push("(end)"));
  return seen;
}

Deno.test("keysOf() keeps what is typed while it is paused, and never pauses the terminal", async () => {
  const terminal = new PassThrough();
  const keys = keysOf(terminal);
  const seen = reader(keys);
  terminal.write("a");
  await setImmediate();
  keys.pause();
  terminal.write("b");
  terminal.write("c".repeat(100_000));
  await setImmediate();
  assert.equal(terminal.isPaused(), false);
  assert.deepEqual(seen, ["a"]);
  keys.resume();
  await setImmediate();
  assert.equal(seen.join(""), `ab${"c".repeat(100_000)}`);
});

Deno.test("keysOf() ends with the terminal, and where that breaks", async () => {
  for (const finish of ["end", "break"]) {
    const terminal = new PassThrough();
    const seen = reader(keysOf(terminal));
    terminal.write("a");
    await setImmediate();
    if (finish === "end") terminal.end();
    else terminal.destroy(new Error("EIO: input/output error"));
    await setImmediate();
    await setImmediate();
    assert.deepEqual(seen, ["a", "(end)"], finish);
  }
});

Deno.test("keysOf() gives modes on, and leaves the rest to others once released", async () => {
  const modes: boolean[] = [];
  const terminal = Object.assign(new PassThrough(), {
    setRawMode: (mode: boolean) => void modes.push(mode),
  });
  const keys = keysOf(terminal);
  const seen = reader(keys);
  keys.setRawMode(true);
  keys.release();
  terminal.write("a");
  await setImmediate();
  assert.deepEqual(modes, [true]);
  assert.equal(terminal.isPaused(), true);
  assert.deepEqual(seen, []);
  assert.equal(String(terminal.read()), "a");
});
