import assert from "node:assert/strict";
import { decode } from "../../src/rpc/codec.ts";
import type { CallWatch, WatchedCall } from "../../src/rpc/call_watch.ts";
import { Dispatcher } from "../../src/rpc/dispatcher.ts";
import { rpcError } from "../../src/rpc/rpc_error.ts";
import { Gate, method, microtasks } from "./support/bench.ts";

const TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

/** A dispatcher whose calls are followed; `told` has what was heard, in order. */
function watched(methods: ReturnType<typeof method>[], queueLimit = 8) {
  const told: string[] = [];
  const calls: WatchedCall[] = [];
  const dispatcher: Dispatcher<unknown> = new Dispatcher({
    methods: new Map(methods.map((each) => [each.contract.name, each])),
    context: undefined,
    reply: () => void told.push("reply"),
    crashed() {},
    concurrency: 1,
    queueLimit,
    watch(call): CallWatch {
      calls.push(call);
      return {
        trace: `trace of ${call.id}`,
        began: () => void told.push(`${call.id} began`),
        ended: (error) => void told.push(`${call.id} ended ${error ?? "well"}`),
      };
    },
  });
  const call = (id: number, name: string) => dispatcher.dispatch({ id, method: name, params: {} });
  return { dispatcher, told, calls, call };
}

Deno.test("Dispatcher tells who measures when a call came, began and ended", async () => {
  const gate = new Gate();
  const { told, call } = watched([method("slow", "background", gate.handler)]);
  call(1, "slow");
  call(2, "slow");
  assert.deepEqual(told, ["1 began"], "the second waits for the first");
  await gate.open();
  assert.deepEqual(told, ["1 began", "1 ended well", "reply", "2 began"]);
  await gate.fail(rpcError(4001, "gone"));
  assert.deepEqual(told.slice(4), ["2 ended 4001", "reply"]);
});

Deno.test("Dispatcher tells who measures of calls that never begin, and by no name of the peer's", () => {
  const gate = new Gate();
  const { told, calls, call } = watched([method("slow", "background", gate.handler)], 1);
  call(1, "no.such");
  for (const id of [2, 3, 4]) call(id, "slow");
  assert.deepEqual(told, ["1 ended -32601", "reply", "2 began", "4 ended -32000", "reply"]);
  assert.deepEqual(calls.map((each) => each.method), [undefined, "slow", "slow", "slow"]);
});

Deno.test("Dispatcher tells who measures of an answer that nobody hears any more", async () => {
  const gate = new Gate();
  const { dispatcher, told, call } = watched([method("slow", "background", gate.handler)]);
  call(1, "slow");
  call(2, "slow");
  dispatcher.close();
  await gate.open();
  assert.deepEqual(told, ["1 began", "1 ended well"]);
});

Deno.test("Dispatcher.trace is that of the call being handled, also when a reply brings the next", async () => {
  const seen: (string | undefined)[] = [];
  const see = () => {
    seen.push(bench.dispatcher.trace);
    return {};
  };
  const bench = watched([
    method("inner", "urgent", see),
    method("outer", "urgent", () => {
      see();
      bench.call(2, "inner");
      return see();
    }),
    method("later", "urgent", async () => {
      see();
      await microtasks();
      return see();
    }),
  ]);
  bench.call(1, "outer");
  assert.deepEqual(seen.splice(0), ["trace of 1", "trace of 2", "trace of 1"]);
  bench.call(3, "later");
  await microtasks();
  await microtasks();
  assert.deepEqual(seen, ["trace of 3", undefined]);
});

Deno.test("decode() takes a traceparent beside the method, if it is a text of a fitting length", () => {
  const traceOf = (member: string) => {
    const decoded = decode(`{"id":1,"method":"a"${member}}`);
    return decoded.kind === "request" ? decoded.request.trace : decoded.kind;
  };
  assert.equal(traceOf(`,"traceparent":"${TRACE}"`), TRACE);
  assert.equal(traceOf(""), undefined);
  assert.equal(traceOf(',"traceparent":null'), undefined);
  assert.equal(traceOf(',"traceparent":{"toString":1}'), undefined);
  assert.equal(traceOf(`,"traceparent":"${"0".repeat(257)}"`), undefined);
  assert.equal(traceOf(',"__proto__":{"traceparent":"x"}'), undefined);
});
