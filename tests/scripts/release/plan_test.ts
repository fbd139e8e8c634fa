import assert from "node:assert/strict";
import { planLines, publishedFiles, size } from "../../../scripts/release/plan.ts";

Deno.test("planLines() names what would be published, its size, and the commands that do it", () => {
  const files = ["a", "b", "c", "d", "e", "f"].map((path, i) => ({ path, bytes: 1_024 * (i + 1) }));
  const lines = planLines({
    version: "0.2.0",
    tag: "v0.2.0",
    publications: [
      { name: "npm tidegate@0.2.0", files, command: "npm publish ./npm" },
      { name: "binaries", files: files.slice(0, 1), listed: true, command: "attach them" },
      { name: "none", files: [], command: "" },
    ],
  });
  assert.deepEqual(lines, [
    "Version 0.2.0, tag v0.2.0. This would be published:",
    "",
    "npm tidegate@0.2.0: 6 files, 21.0 KiB",
    "  f  6.0 KiB",
    "  e  5.0 KiB",
    "  d  4.0 KiB",
    "  c  3.0 KiB",
    "  b  2.0 KiB",
    "",
    "binaries: 1 file, 1.0 KiB",
    "  a  1.0 KiB",
    "",
    "none: 0 files, 0 B",
    "  nothing was built",
    "",
    "Nothing has been published. These commands do it:",
    "  git tag v0.2.0 && git push origin main v0.2.0",
    "  npm publish ./npm",
    "  attach them",
    "  ",
  ]);
});

Deno.test("size() rounds to what people compare", () => {
  assert.deepEqual([0, 1_023, 1_024, 1_048_576, 95_000_000].map(size), [
    "0 B",
    "1023 B",
    "1.0 KiB",
    "1.0 MiB",
    "90.6 MiB",
  ]);
});

Deno.test("publishedFiles() reads what deno publish says, blanks and units too", () => {
  const said = `Simulating publish of @tidegate/tidegate@0.1.0 with files:
   file:///srv/project/mod.ts (2.97KB)
   file:///srv/project/a%20b.md (651B)
   file:///srv/project/big.md (1.5MB)
Success Dry run complete`;
  assert.deepEqual(publishedFiles(said, "file:///srv/project/"), [
    { path: "mod.ts", bytes: 2_970 },
    { path: "a b.md", bytes: 651 },
    { path: "big.md", bytes: 1_500_000 },
  ]);
});
