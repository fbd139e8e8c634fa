import assert from "node:assert/strict";
import { type Gate, GATES, passGates } from "../../scripts/gates.ts";

const THREE: readonly Gate[] = [
  { name: "first", args: ["lint"] },
  { name: "second", args: ["run", "a.ts"], needs: "a.ts" },
  { name: "third", args: ["task", "test"], isTest: true },
];

interface World {
  /** Exit codes by command; the others are 0. */
  codes?: Record<string, number>;
  files?: string[];
}

async function pass({ codes = {}, files = ["a.ts"] }: World) {
  const ran: string[] = [];
  const said: string[] = [];
  let time = 0;
  const code = await passGates(THREE, {
    runDeno(args) {
      const command = args.join(" ");
      ran.push(command);
      time += 1_500;
      return Promise.resolve(codes[command] ?? 0);
    },
    fileExists: (path) => files.includes(path),
    now: () => time,
    say: (line) => said.push(line),
  });
  return { code, ran, said: said.join("\n") };
}

Deno.test("passGates() runs all gates in order and tells their times", async () => {
  const { code, ran, said } = await pass({});
  assert.equal(code, 0);
  assert.deepEqual(ran, ["lint", "run a.ts", "task test"]);
  assert.match(said, /first: 1\.5 s\nsecond: 1\.5 s\nthird: 1\.5 s\nAll gates passed in 4\.5 s$/);
});

Deno.test("passGates() stops at the first failure and says how to run it alone", async () => {
  const { code, ran, said } = await pass({ codes: { "run a.ts": 3 } });
  assert.equal(code, 1);
  assert.deepEqual(ran, ["lint", "run a.ts"]);
  assert.match(said, /Gate "second" failed: exit code 3\. To run it alone: deno run a\.ts$/);
});

Deno.test("passGates() says so when it leaves a gate out", async () => {
  const { code, ran, said } = await pass({ files: [] });
  assert.equal(code, 0);
  assert.deepEqual(ran, ["lint", "task test"]);
  assert.match(said, /second: left out, there is no a\.ts/);
});

Deno.test("GATES gives none of its scripts all permissions", () => {
  for (const { args } of GATES) {
    assert.equal(args.includes("-A") || args.includes("--allow-all"), false, args.join(" "));
  }
});
