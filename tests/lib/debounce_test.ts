import assert from "node:assert/strict";
import { debounce } from "../../src/lib/debounce.ts";
import { GlobalTime } from "../support/global_time.ts";

function withGlobalTime(act: (tick: (ms: number) => void) => void): void {
  using time = new GlobalTime();
  act((ms) => time.tick(ms));
  assert.equal(time.timers, 0);
}

Deno.test("debounce() calls once it has been quiet, with the last arguments", () => {
  withGlobalTime((tick) => {
    const heard: string[] = [];
    const say = debounce((word: string) => void heard.push(word), 10);
    say("a");
    tick(9);
    say("b");
    tick(9);
    assert.deepEqual(heard, []);
    assert.equal(say.pending, true);
    tick(1);
    assert.deepEqual(heard, ["b"]);
    assert.equal(say.pending, false);
  });
});

Deno.test("debounce() called while nothing is pending fires that long after the first call", () => {
  withGlobalTime((tick) => {
    let calls = 0;
    const soon = debounce(() => void calls++, 50);
    for (let i = 0; i < 100; i++) {
      if (!soon.pending) soon();
      tick(20);
    }
    soon.clear();
    assert.equal(calls, 33);
  });
});

Deno.test("debounce().clear() forgets the call, flush() makes it now", () => {
  withGlobalTime((tick) => {
    const heard: string[] = [];
    const say = debounce((word: string) => void heard.push(word), 10);
    say("forgotten");
    say.clear();
    tick(100);
    say("now");
    say.flush();
    say.flush();
    assert.deepEqual(heard, ["now"]);
    assert.equal(say.pending, false);
  });
});

Deno.test("debounce() may be called again from inside the call", () => {
  withGlobalTime((tick) => {
    let calls = 0;
    const again = debounce(() => {
      calls++;
      if (calls < 3) again();
    }, 10);
    again();
    tick(30);
    assert.equal(calls, 3);
  });
});

Deno.test("debounce() ends with its signal", () => {
  withGlobalTime((tick) => {
    let calls = 0;
    const stop = new AbortController();
    const later = debounce(() => void calls++, 10, { signal: stop.signal });
    later();
    stop.abort();
    tick(10);
    assert.equal(calls, 0);
  });
});

Deno.test("debounce() refuses a wait that is no length of time", () => {
  for (const wait of [-1, NaN, 0.5]) assert.throws(() => debounce(() => {}, wait), RangeError);
});
