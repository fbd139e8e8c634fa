import assert from "node:assert/strict";
import { Audience } from "../../src/session/audience.ts";
import type { Viewer } from "../../src/session/session_parts.ts";

class Window implements Viewer {
  readonly seat: Viewer["seat"];
  ready = true;
  readonly told: string[] = [];

  constructor(id: string) {
    this.seat = { id, role: "controller", transport: "websocket", since: 0 };
  }

  wake(): void {
    this.told.push("wake");
  }

  show(frame: string, behind: number): void {
    this.told.push(`${frame} behind ${behind}`);
  }

  take(): string[] {
    return this.told.splice(0);
  }
}

Deno.test("Audience tells everybody, be it none, one or more", () => {
  const audience = new Audience();
  const one = new Window("one");
  const two = new Window("two");
  audience.wake();
  assert.equal(audience.add(one), true);
  assert.equal(audience.add(one), false);
  audience.wake();
  assert.deepEqual([one.take(), two.take()], [["wake"], []]);
  audience.add(two);
  audience.wake();
  audience.show("frame", 3);
  assert.deepEqual([one.take(), two.take()], [
    ["wake", "frame behind 3"],
    ["wake", "frame behind 3"],
  ]);
  assert.equal(audience.remove(one), true);
  assert.equal(audience.remove(one), false);
  audience.wake();
  assert.deepEqual([one.take(), two.take(), audience.size], [[], ["wake"], 1]);
  audience.clear();
  audience.wake();
  assert.deepEqual([two.take(), audience.size], [[], 0]);
});

Deno.test("Audience is ready as soon as one is, and there only where somebody is", () => {
  const audience = new Audience();
  const one = new Window("one");
  const two = new Window("two");
  assert.equal(audience.readiness, "none");
  audience.add(one);
  assert.equal(audience.readiness, "ready");
  one.ready = false;
  assert.equal(audience.readiness, "stalled");
  audience.add(two);
  assert.equal(audience.readiness, "ready");
  two.ready = false;
  assert.equal(audience.readiness, "stalled");
  audience.remove(one);
  assert.equal(audience.readiness, "stalled");
  audience.remove(two);
  assert.equal(audience.readiness, "none");
});

Deno.test("Audience wakes those who were there when it was told, though one of them leaves meanwhile", () => {
  const audience = new Audience();
  const one = new Window("one");
  const two = new Window("two");
  audience.add(one);
  audience.add(two);
  one.wake = () => audience.remove(two);
  audience.wake();
  assert.deepEqual([two.take(), audience.viewers], [["wake"], [one]]);
});
