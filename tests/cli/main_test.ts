import assert from "node:assert/strict";
import { version } from "../../src/protocol/version.ts";
import { Child } from "./support/child.ts";

async function run(...args: string[]) {
  await using child = new Child({ args });
  return await child.end();
}

Deno.test("main() prints version and help on stdout, exit code 0", async () => {
  assert.deepEqual(await run("--version"), {
    code: 0,
    out: [`tidegate ${version} (deno ${Deno.version.deno})`],
    err: [],
  });
  const help = await run("serve", "--help");
  assert.equal(help.code, 0);
  assert.equal(help.out[0], "Usage: tidegate serve [options] [command...]");
  assert.deepEqual(help.err, []);
});

Deno.test("main() answers a mistake on stderr, exit code 2", async () => {
  for (const args of [[], ["serv"], ["serve", "--prot", "1"], ["stdio", "--pace", "slow"]]) {
    const { code, out, err } = await run(...args);
    assert.equal(code, 2, args.join(" "));
    assert.deepEqual(out, []);
    assert.ok(err.length > 0);
  }
  const { code, err } = await run("serve", "--model", "m");
  assert.equal(code, 2);
  assert.match(err.join("\n"), /^error: option '--model' means nothing to the echo agent/);
});

Deno.test("main() takes flags behind the -- of a task runner", async () => {
  const { code, err } = await run("serve", "--", "--port", "x");
  assert.equal(code, 2);
  assert.match(err.join("\n"), /'--port <number>' argument 'x' is invalid/);
});

Deno.test("main() does not mind that nobody reads the help", async () => {
  await using child = new Child({ args: ["help", "environment"] });
  await child.out.cancel();
  assert.equal((await child.process.status).code, 0);
});
