import assert from "node:assert/strict";
import { compareConfigs, findForeignSources } from "../../../scripts/layers/config.ts";

async function readConfig(name: string) {
  return JSON.parse(await Deno.readTextFile(new URL(`../../../${name}`, import.meta.url)));
}

/** Type-checks one file of `src/lib` as the neutral gate does; gives what the compiler printed. */
async function checkNeutral(text: string): Promise<{ code: number; errors: string }> {
  const folder = await Deno.makeTempDir();
  try {
    const { imports: _, ...config } = await readConfig("deno.neutral.json");
    await Deno.mkdir(`${folder}/src/lib`, { recursive: true });
    await Deno.mkdir(`${folder}/src/adapters`);
    await Deno.writeTextFile(`${folder}/deno.neutral.json`, JSON.stringify(config));
    await Deno.writeTextFile(`${folder}/src/lib/a.ts`, text);
    await Deno.writeTextFile(`${folder}/src/adapters/deno.ts`, "Deno.cwd();\n");
    const { code, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["check", "--config", "deno.neutral.json", "src"],
      cwd: folder,
      env: { NO_COLOR: "1" },
    }).output();
    return { code, errors: new TextDecoder().decode(stderr) };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("deno.neutral.json knows the web's names and leaves the adapters out", async () => {
  const { code, errors } = await checkNeutral(
    "export const a: WebSocket | ReadableStream = new ReadableStream();\n" +
      "for await (const _ of a as ReadableStream) setTimeout(() => {}, 0);\n",
  );
  assert.equal(code, 0, errors);
  assert.doesNotMatch(errors, /adapters/);
});

Deno.test("deno.neutral.json refuses Deno's names", async () => {
  const { code, errors } = await checkNeutral("export const a = Deno.cwd();\n");
  assert.equal(code, 1);
  assert.match(errors, /Cannot find name 'Deno'/);
});

Deno.test("deno.neutral.json is as strict as deno.json", async () => {
  const { errors } = await checkNeutral(
    "const a: string[] = [];\nexport const b: string = a[0];\n",
  );
  assert.match(errors, /'undefined' is not assignable/);
});

Deno.test("compareConfigs() finds nothing to say of this project", async () => {
  const configs = await Promise.all(["deno.json", "deno.neutral.json"].map(readConfig));
  assert.deepEqual(compareConfigs(configs[0], configs[1]), []);
});

Deno.test("compareConfigs() names each difference", () => {
  const main = { imports: { zod: "npm:zod@^4" }, compilerOptions: { strict: true } };
  const neutral = {
    imports: { zod: "npm:zod@^3" },
    exclude: ["src/adapters/"],
    compilerOptions: { lib: ["deno.ns"] },
  };
  assert.deepEqual(compareConfigs(main, neutral).map(({ message }) => message), [
    'Comparing with deno.json: "imports" disagree on "zod"',
    'Comparing with deno.json: "compilerOptions" disagree on "strict"',
    'Comparing with deno.json: "lib" lets Deno types in',
    'Comparing with deno.json: "exclude" lacks "src/cli/"',
  ]);
});

Deno.test("findForeignSources() looks everywhere but at $schema", () => {
  const text = '{\n  "$schema": "https://example.com",\n  "tasks": { "a": "deno run jsr:a" },\n' +
    '  "imports": { "b": "https://example.com/b.ts" }\n}\n';
  assert.deepEqual(findForeignSources("deno.json", text).map(({ line }) => line), [3, 4]);
});
