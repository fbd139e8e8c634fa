import assert from "node:assert/strict";
import { binaryPath, chooseTargets, targets } from "../../../scripts/compile/targets.ts";

const OWN = "x86_64-unknown-linux-gnu";
const names = (asked: readonly string[]) => chooseTargets(asked, OWN).map(({ name }) => name);

Deno.test("chooseTargets() takes names and triples, each target once, and this machine's by itself", () => {
  assert.deepEqual(names([]), ["linux-x64"]);
  assert.deepEqual(names(["macos-arm64", "aarch64-apple-darwin", OWN]), [
    "macos-arm64",
    "linux-x64",
  ]);
  assert.deepEqual(names(["all"]), targets.map(({ name }) => name));
});

Deno.test("chooseTargets() names what there is where something else is asked for", () => {
  assert.throws(() => names(["linux-riscv"]), {
    message: 'Compiling for "linux-riscv": there is no such target; name some of linux-x64, ' +
      "linux-arm64, macos-x64, macos-arm64, windows-x64, all",
  });
  assert.throws(() => chooseTargets([], "aarch64-unknown-plan9"), /there is no such target/);
});

Deno.test("binaryPath() is named after the triple, with .exe on Windows", () => {
  assert.deepEqual(chooseTargets(["linux-x64", "windows-x64"], OWN).map(binaryPath), [
    "dist/tidegate-x86_64-unknown-linux-gnu",
    "dist/tidegate-x86_64-pc-windows-msvc.exe",
  ]);
});
