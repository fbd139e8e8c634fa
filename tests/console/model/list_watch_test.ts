/** When the list of conversations is fetched, by what the gateway can tell. */
import assert from "node:assert/strict";
import type { Client } from "../../../src/client/client.ts";
import { ListWatch } from "../../../src/console/model/list_watch.ts";
import type { SessionList } from "../../../src/console/model/session_list.ts";
import type { Surroundings } from "../../../src/console/model/surroundings.ts";

/** A watch whose gateway, page and time are the test's. */
class Bench {
  fetched = 0;
  visible = true;
  readonly off = new AbortController();
  readonly watch: ListWatch;
  readonly #listeners = new Map<string, () => void>();
  readonly #timers = new Map<() => void, number>();

  constructor(changes: boolean) {
    this.watch = new ListWatch({
      client: {
        state: { kind: "online" },
        capabilities: { changes },
        on: (name: string, listener: () => void) => void this.#listeners.set(name, listener),
      } as unknown as Client,
      list: { refresh: () => Promise.resolve(void this.fetched++) } as unknown as SessionList,
      surroundings: {
        visible: () => this.visible,
        after: (ms: number, callback: () => void) => {
          this.#timers.set(callback, ms);
          return () => this.#timers.delete(callback);
        },
      } as unknown as Surroundings,
      off: this.off.signal,
    });
  }

  get timers(): number[] {
    return [...this.#timers.values()];
  }

  hear(name: string): void {
    this.#listeners.get(name)?.();
  }

  /** Does what waits for so much time at most. */
  pass(ms: number): void {
    for (const [callback, wait] of [...this.#timers]) {
      if (wait <= ms && this.#timers.delete(callback)) callback();
    }
  }
}

Deno.test("ListWatch fetches the list once for all changes of a moment, and does not look by itself", () => {
  const bench = new Bench(true);
  for (let i = 0; i < 5; i++) bench.hear("sessions.changed");
  bench.watch.news();
  bench.pass(400);
  assert.equal(bench.fetched, 1);
  bench.pass(15_000);
  assert.equal(bench.fetched, 1);
});

Deno.test("ListWatch looks again and again where the gateway tells of no changes", () => {
  const bench = new Bench(false);
  bench.pass(15_000);
  bench.pass(15_000);
  assert.equal(bench.fetched, 2);
  bench.visible = false;
  bench.pass(15_000);
  assert.equal(bench.fetched, 2);
  bench.watch.news();
  bench.pass(400);
  assert.equal(bench.fetched, 3);
});

Deno.test("ListWatch fetches what changed behind a covered page when somebody comes back", () => {
  const bench = new Bench(true);
  bench.visible = false;
  bench.hear("sessions.changed");
  bench.pass(400);
  assert.equal(bench.fetched, 0);
  bench.visible = true;
  bench.watch.looked();
  bench.pass(400);
  assert.equal(bench.fetched, 1);
  bench.watch.looked();
  bench.pass(400);
  assert.equal(bench.fetched, 1);
});

Deno.test("ListWatch fetches nothing once it is over, and leaves no timer", () => {
  const bench = new Bench(true);
  bench.hear("sessions.changed");
  bench.off.abort();
  bench.pass(400);
  assert.deepEqual([bench.fetched, bench.timers], [0, []]);
});
