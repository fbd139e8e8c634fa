import assert from "node:assert/strict";
import { saveDocument } from "../../src/adapters/saved_documents.ts";
import { Folder } from "../store/support/sqlite.ts";

const posix = Deno.build.os !== "windows";
const mode = (path: string) => Deno.statSync(path).mode! & 0o777;

Deno.test("saveDocument() makes its folder and a file, for their owner alone", () => {
  using folder = new Folder();
  const saved = `${folder.path}/a/saved`;
  const path = saveDocument(saved, { name: "talk_1.json", text: "{}\n" });
  assert.equal(path, `${saved}/talk_1.json`);
  assert.equal(Deno.readTextFileSync(path), "{}\n");
  if (posix) assert.deepEqual([mode(path), mode(saved)], [0o600, 0o700]);
});

Deno.test("saveDocument() writes over nothing", () => {
  using folder = new Folder();
  const save = (text: string) => saveDocument(folder.path, { name: "talk.json", text });
  const paths = ["one", "two", "three"].map(save);
  assert.deepEqual(folder.names(), ["talk.json", "talk_2.json", "talk_3.json"]);
  assert.deepEqual(paths.map((path) => Deno.readTextFileSync(path)), ["one", "two", "three"]);
});

Deno.test("saveDocument() takes no name that leads elsewhere", () => {
  using folder = new Folder();
  for (const name of ["../x.json", "a/b.json", "", ".hidden", "a\\b", "a b", "/etc/x"]) {
    assert.throws(() => saveDocument(folder.path, { name, text: "" }), RangeError, name);
  }
  assert.deepEqual(folder.names(), []);
});

Deno.test("saveDocument() throws the reason where it cannot write", () => {
  using folder = new Folder();
  Deno.writeTextFileSync(folder.file("file"), "");
  const text = "x";
  assert.throws(
    () => saveDocument(folder.file("file"), { name: "a.json", text }),
    /ENOTDIR|ENOENT|not a directory/i,
  );
});
