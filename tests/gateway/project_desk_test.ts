import assert from "node:assert/strict";
import { ProjectDesk, type ProjectFile } from "../../src/gateway/project_desk.ts";
import { silentLogger } from "../../src/lib/logger.ts";
import { fakeClock } from "../support/fake_clock.ts";

/** A file in memory. */
class Page implements ProjectFile {
  text: string | undefined;
  reads = 0;
  fault: Error | undefined;
  #version = 0;

  read() {
    this.reads++;
    return Promise.resolve(this.text);
  }

  write(text: string) {
    if (this.fault !== undefined) return Promise.reject(this.fault);
    this.text = text;
    this.#version++;
    return Promise.resolve();
  }

  version() {
    return Promise.resolve(String(this.#version));
  }
}

function desk(file?: ProjectFile): ProjectDesk {
  return new ProjectDesk(file, { clock: fakeClock().clock, logger: silentLogger });
}

async function namesOf(desk: ProjectDesk): Promise<string[]> {
  return (await desk.shelf()).book.all.map(({ name }) => name);
}

const create = (name: string) => ({ book }: Awaited<ReturnType<ProjectDesk["shelf"]>>) =>
  book.create({ name });

Deno.test("two desks over one file lose nothing of each other, and hear of each other", async () => {
  const page = new Page();
  const [mine, other] = [desk(page), desk(page)];
  assert.deepEqual([await namesOf(mine), await namesOf(other)], [[], []]);
  await mine.change(create("a"));
  await other.remember("20260101_000000_abcdef", { branch: "main", root: "/r" });
  await other.change(create("b"));
  assert.deepEqual(await namesOf(mine), ["a", "b"]);
  assert.deepEqual(await namesOf(desk(page)), ["a", "b"]);
  assert.equal((await mine.shelf()).sessions.size, 1);
});

Deno.test("ProjectDesk.shelf() reads again only what somebody else has written", async () => {
  const page = new Page();
  const projects = desk(page);
  for (let i = 0; i < 5; i++) await projects.shelf();
  assert.equal(page.reads, 1);
});

Deno.test("ProjectDesk.change() leaves all as it was where it cannot be kept, or makes no sense", async () => {
  for (const page of [new Page(), undefined]) {
    const projects = desk(page);
    const { id } = await projects.change(create("a"));
    const before = structuredClone((await projects.shelf()).book.all);
    const wish = { icon: "x", color: "y".repeat(5_000) };
    await assert.rejects(projects.change(({ book }) => book.update(id, wish)), /color/);
    assert.deepEqual((await projects.shelf()).book.all, before);
    if (page === undefined) continue;
    page.fault = new Error("no space left");
    await assert.rejects(projects.change(create("b")), page.fault);
    assert.deepEqual(await namesOf(projects), ["a"]);
    page.fault = undefined;
    await projects.change(create("c"));
    assert.deepEqual(await namesOf(projects), ["a", "c"]);
  }
});

Deno.test("ProjectDesk.shelf() has what was asked for before it", async () => {
  const projects = desk(new Page());
  projects.change(create("a"));
  projects.change(create("b"));
  assert.deepEqual(await namesOf(projects), ["a", "b"]);
});

Deno.test("ProjectDesk.record() keeps no more of a name than people read", async () => {
  const projects = desk(new Page());
  await projects.record([{ root: "/r", label: "x".repeat(5_000) }, {
    root: "/y".repeat(5_000),
    label: "",
  }]);
  const { repositories } = await projects.shelf();
  assert.deepEqual(repositories.map(({ root, label }) => [root, label.length]), [["/r", 200]]);
});
