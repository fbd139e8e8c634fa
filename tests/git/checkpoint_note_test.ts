import assert from "node:assert/strict";
import { type Checkpoint, findCheckpoint } from "../../src/git/checkpoint_note.ts";

const hashes = ["ab12", "ab34", "ab34"].map((begin) => begin.padEnd(40, "0"));
const all = hashes.map((hash, i): Checkpoint => ({
  ...{ hash, tree: hash, ref: `refs/tidegate/${i}`, at: i },
  ...{ reason: "turn", label: "", conversation: "c", messages: i, digest: "" },
}));

Deno.test("findCheckpoint() finds it by number, by hash and by the beginning of that", () => {
  for (const name of ["1", "ab12", " AB12 ", hashes[0] ?? ""]) {
    assert.equal(findCheckpoint(all, name), all[0]);
  }
  assert.equal(findCheckpoint(all, "3"), all[2]);
  assert.equal(findCheckpoint(all, hashes[1] ?? ""), all[1], "one commit has two names");
});

Deno.test("findCheckpoint() says why it finds none", () => {
  for (
    const [name, why] of [
      ["0", /there is no checkpoint 0: there are 1 to 3/],
      ["4", /there is no checkpoint 4: there are 1 to 3/],
      ["ab1200001", /there is none of that hash or number/],
      ["ab", /there is none of that hash or number/],
      ["refs/heads/main", /there is none of that hash or number/],
    ] as const
  ) assert.throws(() => findCheckpoint(all, name), { name: "CheckpointError", message: why });
  const same = all.map((each) => ({
    ...each,
    hash: `abcd${each.hash.slice(4, 30)}${each.ref.at(-1)}`,
  }));
  assert.throws(() => findCheckpoint(same, "abcd"), { message: /several begin so/ });
  assert.throws(() => findCheckpoint([], "1"), { message: /there is no checkpoint yet/ });
});
