import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { choose } from "../../../scripts/bench/parts.ts";

const MAIN = fileURLToPath(new URL("../../../scripts/bench/main.ts", import.meta.url));

Deno.test("choose() takes all parts where none is named", () => {
  assert.deepEqual(choose([]), {
    kind: "run",
    parts: ["tokens", "reconnect", "store", "memory", "stall", "hog", "console"],
  });
});

Deno.test("choose() takes the parts that are named, each once and in our order", () => {
  assert.deepEqual(choose(["stall", "store", "stall"]), { kind: "run", parts: ["store", "stall"] });
});

Deno.test("choose() explains what there is when it is asked, or asked for something else", () => {
  const help = choose(["--help"]);
  assert.ok(help.kind === "explain" && !help.isWrong);
  assert.match(help.text, /^Usage: deno task bench \[part\.\.\.\]\n(.*\n)* {2}reconnect {2}1,000/);
  for (const name of ["speed", "toString", "--fast", ""]) {
    const choice = choose(["store", name]);
    assert.ok(choice.kind === "explain" && choice.isWrong, name);
    assert.ok(choice.text.startsWith(`Cannot measure "${name}": there is no such part\n\nUsage`));
  }
});

Deno.test("the bench exits 2 where there is no such part", async () => {
  const { code, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", MAIN, "speed"],
    env: { NO_COLOR: "1" },
  }).output();
  assert.match(new TextDecoder().decode(stdout), /^Cannot measure "speed"/);
  assert.equal(code, 2);
});
