/** `tidegate chat` in a pipe: what it prints, and the code it ends with. */
import assert from "node:assert/strict";
import { Child, TASK_PERMISSIONS } from "../support/child.ts";
import { Serving, TOKEN } from "../../client/support/serving.ts";

interface Run {
  code: number;
  out: string[];
  err: string;
}

async function chat(
  args: string[],
  input: string,
  env: Record<string, string> = {},
): Promise<Run> {
  await using child = start(args, env);
  await child.write(new TextEncoder().encode(input));
  await child.endInput();
  const { code, out, err } = await child.end();
  return { code, out, err: err.join("\n") };
}

function start(args: string[], env: Record<string, string> = {}): Child {
  return new Child({
    args: ["chat", ...args],
    permissions: TASK_PERMISSIONS,
    env: { TIDEGATE_STATE: ":memory:", ...env },
  });
}

Deno.test("chat --once says all of stdin and prints the answer alone, code 0", async () => {
  const { code, out, err } = await chat(["--once", "--pace", "0"], "hi there\nand you\n");
  assert.deepEqual({ code, out, err }, { code: 0, out: ["hi there", "and you"], err: "" });
});

Deno.test("chat takes each line of a pipe for a prompt of one conversation", async () => {
  const { code, out } = await chat(["--pace", "0"], "one\n\ntwo");
  assert.deepEqual({ code, out }, { code: 0, out: ["one", "two"] });
});

Deno.test("chat --once denies what nobody is there to be asked, and tells so", async () => {
  const { code, out, err } = await chat(["--once", "--pace", "0"], "/approve rm -r build");
  assert.deepEqual({ code, out }, { code: 0, out: ["deny"] });
  assert.match(err, /^denied, for nobody is there to be asked: rm -r build$/m);
});

Deno.test("chat ends with 1 when a turn fails, and says no further line", async () => {
  const { code, out, err } = await chat(["--agent", "openai"], "hi\nhi again\n");
  assert.deepEqual({ code, out }, { code: 1, out: [] });
  assert.equal(err.match(/The turn failed: .*no model is chosen/g)?.length, 1, err);
});

Deno.test({
  name: "chat --once ends with 130 when it is interrupted, behind what there was",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using child = start(["--once", "--pace", "50"]);
    await child.say("one\ntwo\n".repeat(1_000));
    await child.endInput();
    assert.equal(await child.out.next(), "one");
    child.kill("SIGINT");
    const { code, err } = await child.end();
    assert.deepEqual({ code, err }, { code: 130, err: [] });
  },
});

Deno.test("chat --url attaches with the token, and says what to do without it, with 2", async () => {
  await using serving = new Serving();
  await serving.start();
  const args = ["--once", "--url", serving.url];
  const good = await chat(args, "hi", { TIDEGATE_TOKEN: TOKEN });
  assert.deepEqual(good, { code: 0, out: ["hi"], err: "" });
  const none = await chat(args, "hi");
  assert.deepEqual([none.code, none.out], [2, []]);
  assert.match(none.err, /HTTP 401.*no credential was given.*TIDEGATE_TOKEN.*--token-file/);
  const wrong = await chat(args, "hi", { TIDEGATE_TOKEN: "fedcba9876543210" });
  assert.equal(wrong.code, 2);
  assert.match(wrong.err, /is not one of that gateway.*TIDEGATE_TOKEN/);
  assert.doesNotMatch(wrong.err, /fedcba9876543210/);
  const session = await chat([...args, "--session", "none such"], "hi", { TIDEGATE_TOKEN: TOKEN });
  assert.equal(session.code, 2);
  assert.match(session.err, /There is no conversation "none such"/);
  await serving.kill();
  const away = await chat(args, "hi", { TIDEGATE_TOKEN: TOKEN });
  assert.equal(away.code, 1);
  assert.match(away.err, /Cannot attach to .*tidegate serve/);
});

Deno.test("chat refuses what it cannot use, with 2", async () => {
  const url = "http://127.0.0.1:1";
  const refused: [string[], RegExp][] = [
    [["--once"], /stdin is empty/],
    [["--url", `${url}/?token=0123456789abcdef`], /holds a credential/],
    [["--url", "nowhere"], /Give a URL/],
    [["--url", url, "--model", "m"], /--model is for a gateway of this process/],
  ];
  for (const [args, why] of refused) {
    const { code, out, err } = await chat(args, "");
    assert.deepEqual([code, out], [2, []], args.join(" "));
    assert.match(err, why);
    assert.doesNotMatch(err, /0123456789abcdef/);
  }
});
