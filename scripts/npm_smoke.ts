/**
 * Uses the package in `npm/` as somebody on Node would, in an empty folder, and looks whether all is well.
 *
 * Run it behind `deno task npm` with `deno task npm:smoke`, and with `--node <path>` for each Node to try;
 * without, it is the one on PATH.
 *
 * @module
 */
import { dirname } from "node:path";
import { bundleClient } from "./npm/smoke_bundle.ts";
import { type House, makeHouse, runningIn, succeed } from "./npm/smoke_house.ts";
import { AGENT, CHAT, IMPORTS, REQUIRES } from "./npm/smoke_programs.ts";
import { SmokeServer } from "./npm/smoke_server.ts";
import { compile, COMPILERS, WAYS, writeTyped } from "./npm/smoke_types.ts";
import { say } from "./report.ts";

let failed = 0;

/** Makes one check, prints its line, and goes on whatever comes of it. */
async function check(name: string, run: () => Promise<string | void>): Promise<void> {
  const began = performance.now();
  const seconds = () => `${((performance.now() - began) / 1_000).toFixed(1)} s`;
  try {
    const detail = await run();
    say(`ok      ${name} (${detail ? `${detail}, ` : ""}${seconds()})`);
  } catch (error) {
    failed++;
    say(`FAILED  ${name} (${seconds()})\n${error instanceof Error ? error.message : error}`);
  }
}

/** Everything that depends on the Node it runs on. */
async function tryNode(house: House, tarball: string, doors: readonly string[]): Promise<void> {
  const node = await succeed(house, ["node", "--version"]);
  const names = doors.map((door) => `tidegate${door.slice(1)}`);
  await check(`${node}: npm install`, async () => {
    await succeed(house, ["npm", "install", tarball]);
  });
  await Deno.writeTextFile(`${house.folder}/imports.mjs`, IMPORTS);
  await check(`${node}: import of ${doors.join(" ")}`, async () => {
    await succeed(house, ["node", "imports.mjs", ...names]);
  });
  await Deno.writeTextFile(`${house.folder}/requires.cjs`, REQUIRES);
  await check(`${node}: require of ${doors.join(" ")}`, async () => {
    await succeed(house, ["node", "requires.cjs", ...names]);
  });
  await check(`${node}: npx tidegate --version`, () => (
    succeed(house, ["npx", "tidegate", "--version"])
  ));
  await Deno.writeTextFile(`${house.folder}/chat.mjs`, CHAT);
  let server: SmokeServer | undefined;
  await Deno.writeTextFile(`${house.folder}/agent.mjs`, AGENT);
  await check(`${node}: npx tidegate serve --port 0 --agent module agent.mjs`, async () => {
    server = await SmokeServer.start(house, ["--agent", "module", "agent.mjs"]);
  });
  const running = server;
  if (running === undefined) return;
  await check(`${node}: a chat by the typed client`, async () => {
    const answer = await succeed(house, ["node", "chat.mjs", running.url]);
    if (!answer.includes("a worker heard: hello")) {
      throw new Error(`Reading the answer: "${answer}"`);
    }
    return `"${answer.split("\n")[0]}"`;
  });
  await check(`${node}: SIGTERM ends it with 0 and nothing is left`, () => running.stop());
}

/** The Nodes to try, as folders; `undefined` is the one on PATH. */
function readFlags(args: readonly string[]): (string | undefined)[] {
  const nodes = [];
  for (let i = 0; i < args.length; i += 2) {
    const path = args[i + 1];
    if (args[i] !== "--node" || path === undefined) {
      throw new Error(`Reading the flags: got "${args.join(" ")}"; give --node <path of a Node>`);
    }
    nodes.push(dirname(Deno.realPathSync(path)));
  }
  return nodes.length === 0 ? [undefined] : nodes;
}

if (import.meta.main) {
  const nodes = readFlags(Deno.args);
  const root = await Deno.makeTempDir({ prefix: "tidegate npm " });
  const { exports } = JSON.parse(await Deno.readTextFile("npm/package.json"));
  const doors = Object.keys(exports).filter((door) => !door.endsWith(".json"));
  const houses: House[] = [];
  const build = async (node: string | undefined) => {
    const house = await makeHouse(`${root}/${houses.length}`, { node, mark: crypto.randomUUID() });
    houses.push(house);
    return house;
  };
  try {
    const first = await build(nodes[0]);
    let tarball = "";
    await check("npm pack", async () => {
      const packed = await succeed(first, ["npm", "pack", "--json", `${Deno.cwd()}/npm`]);
      const [{ filename, size, unpackedSize, entryCount }] = JSON.parse(packed);
      tarball = `${first.folder}/${filename}`;
      const kib = (bytes: number) => `${Math.round(bytes / 1_024)} KiB`;
      return `${kib(size)}, unpacked ${kib(unpackedSize)}, ${entryCount} files`;
    });
    for (const [i, node] of nodes.entries()) {
      await tryNode(i === 0 ? first : await build(node), tarball, doors);
    }
    await check(`npm install ${COMPILERS.join(" ")}`, async () => {
      await succeed(first, ["npm", "install", "--save-dev", ...COMPILERS]);
    });
    await writeTyped(first, doors);
    for (const way of WAYS) await check(way.name, () => compile(first, way));
    await check("./client for the browser", () => bundleClient(first));
  } finally {
    for (const house of houses) {
      for (const { pid } of await runningIn(house)) Deno.kill(pid, "SIGKILL");
    }
    await Deno.remove(root, { recursive: true });
  }
  say(failed === 0 ? "npm:smoke: ok" : `npm:smoke: ${failed} failed`);
  Deno.exitCode = failed === 0 ? 0 : 1;
}
