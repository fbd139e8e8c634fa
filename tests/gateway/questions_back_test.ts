/** Questions that outlive the window they were shown in. */
import assert from "node:assert/strict";
import { MemoryStore } from "../../src/store/memory_store.ts";
import { Stage, type WireEvent } from "../support/stage.ts";
import { crashable } from "./support/crashable_store.ts";
import { aboutQuestions, approval, asking, askMore, clarify, single } from "./support/asking.ts";

for (const method of ["session.activate", "session.resume"]) {
  Deno.test(`${method} tells what is asked, in its answer and again as events behind it`, async () => {
    await using stage = new Stage();
    const { client, id, shown, got } = await asking(stage, [clarify, approval("rm")]);
    stage.provider.turn.text("meanwhile");
    await stage.time.pass(40);
    client.connection.end("gone");
    const back = stage.connect();
    back.take();
    const { pending, status, seq } = back.result(method, { session_id: id });
    assert.deepEqual(pending, shown, "the params of the events, under the numbers they had");
    assert.equal(status, "waiting");
    assert.ok(pending.every((asked: WireEvent) => (asked.seq ?? seq) < seq));
    const [answer, ...events] = back.take();
    assert.ok("result" in answer, "the answer comes first");
    assert.deepEqual(events.map(({ params }) => params), shown);
    back.result("clarify.respond", { request_id: pending[0]?.payload.request_id, answer: "red" });
    back.result("approval.respond", { session_id: id, choice: "once" });
    await stage.time.pass();
    assert.deepEqual(got, ["red", "once"]);
    assert.deepEqual(back.events().map((event) => event.seq), [seq + 1, seq + 2]);
    assert.deepEqual(back.result(method, { session_id: id }).pending, []);
    assert.deepEqual(back.types(), []);
  });
}

Deno.test("only the window that comes is asked again, each time it asks for the session", async () => {
  await using stage = new Stage();
  const { client, id } = await asking(stage, [clarify]);
  const other = stage.connect();
  client.take();
  other.take();
  other.result("session.activate", { session_id: id });
  assert.deepEqual(aboutQuestions(other), ["clarify.request"]);
  assert.deepEqual(aboutQuestions(client), []);
  other.result("session.usage", { session_id: id });
  assert.deepEqual(aboutQuestions(other), []);
  other.result("session.activate", { session_id: id });
  assert.deepEqual(aboutQuestions(other), ["clarify.request"], "it switched back, perhaps");
  other.result("session.resume", { session_id: id });
  assert.deepEqual(aboutQuestions(other), ["clarify.request"]);
});

Deno.test("a window is asked once more when it says that it shows the session, and then no more", async () => {
  await using stage = new Stage();
  const { id } = await asking(stage, [clarify, approval("rm"), approval("ls")]);
  const back = stage.connect();
  back.take();
  back.result("session.resume", { session_id: id });
  // The terminal UI closes what is open when it gets round to that answer, and lists what is live behind it.
  const commands = () =>
    back.events().flatMap(({ payload }) => payload.command ?? payload.question ?? []);
  const inOrder = ["which?", "rm", "ls", "rm"];
  assert.deepEqual(commands(), inOrder, "the oldest last: there is room for one");
  back.result("session.active_list", { current_session_id: "ffffffff" });
  back.result("session.active_list");
  assert.deepEqual(commands(), []);
  back.result("session.active_list", { current_session_id: id });
  assert.deepEqual(commands(), inOrder);
  back.result("session.active_list", { current_session_id: id });
  assert.deepEqual(commands(), []);
});

Deno.test("a window that comes by a prompt is asked too", async () => {
  await using stage = new Stage({ busyMode: "queue" });
  const { id } = await asking(stage, [clarify]);
  const other = stage.connect();
  other.take();
  assert.equal(other.submit(id, "and then this"), "queued");
  const [answer, asked] = other.take().filter(({ params }) => params?.type !== "session.viewers");
  assert.deepEqual(answer.result, { status: "queued" });
  assert.equal(asked.params.type, "clarify.request");
  assert.equal(other.submit(id, "and that"), "queued");
  assert.deepEqual(aboutQuestions(other), [], "it has been asked");
});

Deno.test("what was asked while nobody watched waits for whoever comes", async () => {
  await using stage = new Stage();
  const { client, id } = await stage.running();
  client.connection.end("gone");
  const got: string[] = [];
  await askMore(stage, { questions: [clarify], got });
  await stage.time.pass(60_000);
  const back = stage.connect();
  const { pending } = back.result("session.resume", { session_id: id });
  const { request_id } = single<WireEvent>(pending).payload;
  back.result("clarify.respond", { request_id, answer: "here" });
  await stage.time.pass();
  assert.deepEqual(got, ["here"]);
});

Deno.test("a session that asks is not let go for being quiet; after its time it may be", async () => {
  await using stage = new Stage({ sessionTtlMs: 1_000, orphanGraceMs: 20_000 });
  const { client, id, got } = await asking(stage, [approval("rm")]);
  client.connection.end("gone");
  await stage.time.pass(299_000);
  const other = stage.connect();
  assert.equal(other.result("session.active_list").sessions[0].status, "waiting");
  await stage.time.pass(2_000);
  assert.deepEqual(got, ["deny"]);
  stage.provider.turn.end();
  await stage.time.pass(20_000);
  assert.equal(other.error("session.activate", { session_id: id }).code, 4001);
});

Deno.test("a viewer that stalls finds the questions in its tail, in order", async () => {
  await using stage = new Stage();
  const { client, id } = await stage.running();
  client.socket.reading = false;
  stage.provider.turn.text("x".repeat(2 * 1024 * 1024));
  await stage.time.pass(40);
  await askMore(stage, { questions: [clarify], got: [] });
  client.send("session.activate", { session_id: id });
  client.take();
  client.socket.reading = true;
  client.socket.drain();
  await stage.time.pass(200);
  const frames = client.take();
  const asked = frames.filter(({ params }) => params?.type === "clarify.request");
  assert.equal(asked.length, 2);
  assert.deepEqual(asked[0], asked[1]);
  assert.equal(frames.findLastIndex(({ result }) => result), frames.length - 2);
});

Deno.test("nothing is pending after a crash: a question goes with the turn that asked", async () => {
  const store = crashable(new MemoryStore());
  const { id, request_id } = await (async () => {
    await using stage = new Stage({ store });
    const { id, asked } = await asking(stage, [clarify, approval("rm")]);
    store.crash();
    return { id, request_id: asked[0] };
  })();
  await using stage = new Stage({ store: store.survivor });
  const client = stage.connect();
  const { pending, status, running } = client.result("session.resume", { session_id: id });
  assert.deepEqual([pending, status === "waiting", running], [[], false, false]);
  assert.equal(client.error("clarify.respond", { request_id, answer: "late" }).code, 4009);
  const { events } = client.result("session.events.since", { session_id: id });
  const types = events.map(({ type }: WireEvent) => type);
  assert.ok(types.indexOf("clarify.request") < types.indexOf("message.complete"));
});

Deno.test("an observer sees what is asked and may not answer", async () => {
  await using stage = new Stage();
  const { id, asked, got } = await asking(stage, [clarify, approval("rm")]);
  const observer = stage.connect();
  const { pending } = observer.result("session.activate", { session_id: id, role: "observer" });
  assert.equal(pending.length, 2);
  const answer = { request_id: asked[0], answer: "red" };
  assert.equal(observer.error("clarify.respond", answer).code, 4040);
  assert.equal(observer.error("approval.respond", { session_id: id, choice: "once" }).code, 4040);
  await stage.time.pass();
  assert.deepEqual(got, []);
});
