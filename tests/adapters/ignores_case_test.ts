import assert from "node:assert/strict";
import { type CasePlace, ignoresCase } from "../../src/adapters/ignores_case.ts";

/** A disk with some files; one that ignores case finds them under all of their names. */
function disk(
  paths: readonly string[],
  { ignores, os = "linux", gone = [] }: { ignores: boolean; os?: string; gone?: string[] },
): CasePlace {
  const fold = (path: string) => ignores ? path.toLowerCase() : path;
  const known = new Map(paths.map((path, i) => [fold(path), `${i}`]));
  return {
    os,
    namesIn: (folder) =>
      Promise.resolve(
        paths.filter((path) => path.startsWith(`${folder}/`))
          .map((path) => path.slice(folder.length + 1)).filter((name) => !name.includes("/")),
      ),
    identity: (path) => Promise.resolve(gone.includes(path) ? undefined : known.get(fold(path))),
  };
}

Deno.test("ignoresCase() looks for a name of the folder under another case", async () => {
  const paths = ["/w", "/w/1", "/w/a.txt"];
  assert.equal(await ignoresCase("/w", disk(paths, { ignores: true })), true);
  // Not by the system: such disks are on all of them.
  assert.equal(await ignoresCase("/w", disk(paths, { ignores: false, os: "darwin" })), false);
});

Deno.test("ignoresCase() is not misled by two files whose names differ in case alone", async () => {
  const paths = ["/w", "/w/README", "/w/readme"];
  assert.equal(await ignoresCase("/w", disk(paths, { ignores: false })), false);
});

Deno.test("ignoresCase() does without what goes meanwhile", async () => {
  const paths = ["/w", "/w/gone", "/w/a"];
  const gone = ["/w/gone"];
  assert.equal(await ignoresCase("/w", disk(paths, { ignores: true, gone })), true);
  assert.equal(await ignoresCase("/w", disk(paths, { ignores: false, gone })), false);
});

Deno.test("ignoresCase() of a folder without a name that tells asks those above it", async () => {
  const paths = ["/Srv", "/Srv/1", "/Srv/1/2", "/Srv/1/2/3"];
  assert.equal(await ignoresCase("/Srv/1/2", disk(paths, { ignores: true })), true);
  assert.equal(await ignoresCase("/Srv/1/2", disk(paths, { ignores: false })), false);
});

Deno.test("ignoresCase() is as usual on a system where nothing tells", async () => {
  for (const [os, usual] of [["win32", true], ["darwin", true], ["linux", false]] as const) {
    assert.equal(await ignoresCase("/1", disk(["/1"], { ignores: false, os })), usual, os);
  }
});

Deno.test("ignoresCase() of a real folder is what a look at it shows", async () => {
  const folder = await Deno.makeTempDir({ prefix: "tidegate-case-" });
  try {
    const exists = (name: string) => Deno.stat(`${folder}/${name}`).then(() => true, () => false);
    const empty = await ignoresCase(folder);
    await Deno.writeTextFile(`${folder}/Some.txt`, "");
    assert.equal(await ignoresCase(folder), await exists("sOME.TXT"));
    assert.equal(empty, await exists("sOME.TXT"));
    // More than are looked at: nothing is left open.
    for (let i = 0; i < 100; i++) await Deno.writeTextFile(`${folder}/${i}`, "");
    assert.equal(await ignoresCase(folder), empty);
    assert.equal(await ignoresCase(`${folder}/nowhere`), empty);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
