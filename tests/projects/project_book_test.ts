import assert from "node:assert/strict";
import { ProjectBook } from "../../src/projects/project_book.ts";

const book = () => new ProjectBook({}, () => 12_345);
const unknown = { name: "ProjectError", kind: "unknown" };
const invalid = { name: "ProjectError", kind: "invalid" };

Deno.test("ProjectBook.create() makes a slug of the name, and tells equal ones apart", () => {
  const projects = book();
  const slugs = ["My App!", "my app", "my-app", "…"].map((name) => projects.create({ name }).slug);
  assert.deepEqual(slugs, ["my-app", "my-app-2", "my-app-3", "project"]);
  const [first] = projects.all;
  assert.match(first?.id ?? "", /^p_[0-9a-f]{8}$/);
  assert.equal(first?.created_at, 12);
  assert.equal(projects.get("my-app-2"), projects.all[1]);
  assert.equal(projects.get(first?.id ?? ""), first);
});

Deno.test("ProjectBook.create() refuses a blank name, a bad slug and a folder without a name", () => {
  const projects = book();
  for (
    const wish of [{ name: " " }, {}, { name: "a", slug: "A b" }, { name: "a", folders: [""] }]
  ) {
    assert.throws(() => projects.create(wish), invalid);
  }
  assert.deepEqual(projects.all, []);
});

Deno.test("ProjectBook has one primary folder, the first, until another is chosen or it goes", () => {
  const projects = book();
  const { id } = projects.create({ name: "a", folders: ["/one/", "/two", "/one"] });
  const primaries = () =>
    projects.get(id).folders.map(({ path, is_primary }) => is_primary ? `*${path}` : path);
  assert.deepEqual(primaries(), ["*/one", "/two"]);
  projects.setPrimary(id, "/two");
  assert.deepEqual(primaries(), ["/one", "*/two"]);
  projects.setPrimary(id, "/nowhere");
  assert.deepEqual(primaries(), ["/one", "*/two"]);
  assert.equal(projects.removeFolder(id, "/two").primary_path, "/one");
  projects.addFolder(id, "/three", { label: "three", primary: true });
  assert.deepEqual(primaries(), ["/one", "*/three"]);
  for (const path of ["/one", "/three"]) projects.removeFolder(id, path);
  assert.equal(projects.get(id).primary_path, null);
});

Deno.test("ProjectBook.update() leaves what is null and clears what is empty", () => {
  const projects = book();
  const { id } = projects.create({ name: "a", icon: "star", color: "red", description: "d" });
  const { name, icon, color, description } = projects.update(id, {
    ...{ name: null, icon: "", color: null, description: "" },
  });
  assert.deepEqual([name, icon, color, description], ["a", null, "red", ""]);
});

Deno.test("ProjectBook.update() changes nothing where it refuses one of several values", () => {
  const projects = book();
  const { id } = projects.create({ name: "a", icon: "star" });
  const color = "x".repeat(4_097);
  for (const wish of [{ name: " ", icon: "x" }, { name: "b", icon: "x", color }]) {
    assert.throws(() => projects.update(id, wish), invalid);
  }
  const { name, icon } = projects.get(id);
  assert.deepEqual([name, icon], ["a", "star"]);
});

Deno.test("ProjectBook knows no project that was deleted, and nobody works in it", () => {
  const projects = book();
  const { id } = projects.create({ name: "a" });
  const other = projects.create({ name: "b" });
  projects.activeId = id;
  projects.delete(other.id);
  assert.equal(projects.activeId, id);
  projects.delete(id);
  assert.equal(projects.activeId, null);
  assert.throws(() => projects.get(id), unknown);
  assert.throws(() => projects.delete(id), unknown);
});

Deno.test("ProjectBook cuts the label of a folder, also of one that is known", () => {
  const projects = book();
  const { id } = projects.create({ name: "a", folders: ["/a"] });
  for (const path of ["/a", "/b", "/b"]) {
    projects.addFolder(id, path, { label: "l".repeat(5_000) });
  }
  assert.deepEqual(projects.get(id).folders.map(({ label }) => label.length), [200, 200]);
});
