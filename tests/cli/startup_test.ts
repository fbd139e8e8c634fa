import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { Child, exitLines } from "./support/child.ts";

const ignore = Deno.build.os === "windows";
const module = fileURLToPath(new URL("./support/faulty_main.ts", import.meta.url));

function faulty(fault: string, env: Record<string, string> = {}): Child {
  return new Child({ args: ["stdio"], module, env: { TIDEGATE_TEST_FAULT: fault, ...env } });
}

for (
  const [fault, what] of [["throw", "uncaught exception"], [
    "reject",
    "unhandled rejection",
  ]] as const
) {
  Deno.test({
    name: `stdio ends with 1 after an ${what}, its stack in the crash log`,
    ignore,
    async fn() {
      await using child = faulty(fault);
      await child.out.next();
      child.kill("SIGUSR2");
      const { code, err } = await child.end();
      assert.equal(code, 1);
      const path = `${child.folder}/crash.log`;
      assert.deepEqual(err, [
        `[gateway-crash] ${what}: boom; stack in ${path}`,
        `[gateway-exit] ${what}`,
      ]);
      const entry = await Deno.readTextFile(path);
      assert.match(entry, /TypeError: boom\n {4}at .*faulty_main\.ts/);
      assert.equal(((await Deno.stat(path)).mode ?? 0) & 0o777, 0o600);
    },
  });
}

Deno.test({
  name: "stdio puts the stack on stderr when the crash log cannot be written",
  ignore,
  async fn() {
    await using child = faulty("throw", { TIDEGATE_CRASH_LOG: "/none/crash.log" });
    await child.out.next();
    child.kill("SIGUSR2");
    const { code, err } = await child.end();
    assert.equal(code, 1);
    assert.match(err[0] ?? "", /^\[gateway-crash\] uncaught exception: boom; Cannot write "\/none/);
    assert.match(err.join("\n"), /at .*faulty_main\.ts/);
    assert.equal(exitLines(err).length, 1);
  },
});

Deno.test({
  name: "stdio ends with 1 after a crash though nobody reads its stderr any more",
  ignore,
  async fn() {
    await using child = faulty("throw");
    await child.err.cancel();
    await child.out.next();
    child.kill("SIGUSR2");
    assert.equal((await child.process.status).code, 1);
  },
});

Deno.test({
  name: "stdio ends with 1 when its output cannot be written for another reason than a gone peer",
  ignore: Deno.build.os !== "linux",
  async fn() {
    await using child = new Child({ args: ["stdio"], fullOutput: true });
    const { code, err } = await child.end();
    assert.equal(code, 1);
    assert.match(err[0] ?? "", /^\[gateway-crash\] stdio failed: No space left on device/);
    assert.deepEqual(exitLines(err), ["[gateway-exit] stdio failed"]);
    assert.match(await Deno.readTextFile(`${child.folder}/crash.log`), /No space left/);
  },
});

Deno.test({
  name: "stdio keeps stray prints off its output",
  ignore,
  async fn() {
    await using child = faulty("print");
    await child.out.next();
    child.kill("SIGUSR2");
    assert.equal(await child.err.next(), "a stray print");
    await child.endInput();
    const { code, out, err } = await child.end();
    assert.equal(code, 0);
    assert.deepEqual(out, []);
    assert.ok(err.some((line) => line.includes("stray")));
  },
});

Deno.test({
  name: "stdio takes the token out of the environment, so that no child process gets it",
  ignore,
  async fn() {
    await using child = faulty("token", { TIDEGATE_TOKEN: "0123456789abcdef" });
    await child.out.next();
    child.kill("SIGUSR2");
    assert.equal(await child.err.next(), "token: undefined");
  },
});
