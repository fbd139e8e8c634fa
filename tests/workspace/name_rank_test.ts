import assert from "node:assert/strict";
import { nameRank, queryOf } from "../../src/workspace/name_rank.ts";

function rank(name: string, query: string): number | undefined {
  return nameRank(name, name.toLowerCase(), queryOf(query));
}

Deno.test("nameRank() tells the name, its beginning, a word, a part and letters apart", () => {
  assert.equal(rank("index", "index"), 0);
  assert.equal(rank("index.ts", "index"), 1);
  assert.equal(rank("file_index.ts", "index"), 2);
  assert.equal(rank("reindexed.ts", "index"), 3);
  assert.equal(rank("in_the_dark_exit", "index"), 4);
  assert.equal(rank("other", "index"), undefined);
});

Deno.test("nameRank() takes no notice of capitals, but for where a word begins", () => {
  assert.equal(rank("INDEX", "index"), 0);
  assert.equal(rank("fileIndex.ts", "index"), 2);
  assert.equal(rank("FILEINDEX", "index"), 3);
  assert.equal(rank("straßenÄrger", "ärger"), 2);
});

Deno.test("nameRank() finds the word behind a part that is none", () => {
  assert.equal(rank("reindex_index", "index"), 2);
});

Deno.test("nameRank() wants the letters in their order", () => {
  assert.equal(rank("abc", "cab"), undefined);
  assert.equal(rank("aab", "aba"), undefined);
});
