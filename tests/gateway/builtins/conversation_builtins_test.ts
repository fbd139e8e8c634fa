import assert from "node:assert/strict";
import { Stage } from "../../support/stage.ts";
import { Slash } from "../support/slash.ts";
import { heldSummary, talk } from "../support/talks.ts";

const seeded = {
  messages: [
    { role: "user", text: "one" },
    { role: "assistant", text: "re one" },
    {
      role: "user",
      content: [{ type: "text", text: "two, " }, { type: "text", text: "and more" }],
    },
    { role: "assistant", text: "re two" },
  ],
};

Deno.test("/status and /usage say what session.status and session.usage say", async () => {
  await using stage = new Stage();
  const slash = await Slash.open(stage, seeded);
  const { output } = slash.client.result("session.status", { session_id: slash.id });
  assert.deepEqual(await slash.exec("/status"), { output });
  slash.client.submit(slash.id, "hello");
  await stage.time.pass();
  const usage = { input: 40, output: 2, total: 42, contextUsed: 50, contextMax: 200 };
  stage.provider.turn.push({ type: "usage", usage });
  stage.provider.turn.end();
  await stage.time.pass(50);
  const lines = (await slash.exec("usage")).output.split("\n");
  for (const line of ["Model: model-a", "Total: 42", "Context: 50 of 200 (25 %)"]) {
    assert.ok(lines.includes(line), `${line} is not in ${lines}`);
  }
});

Deno.test("/title shows the title, and sets it as session.title does", async () => {
  await using stage = new Stage();
  const slash = await Slash.open(stage);
  assert.deepEqual(await slash.exec("/title"), { output: "Title: (none)" });
  assert.deepEqual(await slash.exec("/title  High \n tide "), { output: "Title: High tide" });
  const { title } = slash.client.result("session.title", { session_id: slash.id });
  assert.equal(title, "High tide");
  assert.deepEqual(await slash.dispatch("title"), { type: "exec", output: "Title: High tide" });
});

Deno.test("/title that is taken is a warning to slash.exec and 4022 to command.dispatch", async () => {
  await using stage = new Stage();
  await Slash.open(stage, { title: "Tides" });
  const slash = await Slash.open(stage);
  const message = 'title "Tides" is already in use';
  assert.deepEqual(await slash.exec("/title Tides"), {
    output: "/title was not carried out",
    warning: message,
  });
  assert.deepEqual(await slash.dispatchError("title", "Tides"), { code: 4022, message });
});

Deno.test("conformance 161: /retry sends the last message again, its text parts joined", async () => {
  await using stage = new Stage();
  const slash = await Slash.open(stage, seeded);
  const again = { type: "send", message: "two, and more" };
  assert.deepEqual(await slash.exec("/retry"), again);
  assert.deepEqual(slash.history(), ["user: one", "assistant: re one"]);
  assert.deepEqual(await slash.dispatch("retry"), { type: "send", message: "one" });
});

Deno.test("conformance 160: /retry without a message is 4018", async () => {
  await using stage = new Stage();
  const slash = await Slash.open(stage);
  const error = { code: 4018, message: "there is no message of yours to take back" };
  assert.deepEqual(await slash.execError("/retry"), error);
  assert.deepEqual(await slash.dispatchError("retry"), error);
});

Deno.test("conformance 288: /undo takes back so many exchanges, and puts the first into the input", async () => {
  await using stage = new Stage();
  const all = ["user: one", "assistant: re one", "user: two, and more", "assistant: re two"];
  for (
    const [arg, message, left] of [["", "two, and more", 2], ["0", "two, and more", 2]] as const
  ) {
    const slash = await Slash.open(stage, seeded);
    const notice = "Took back 1 exchange (2 messages).";
    assert.deepEqual(await slash.dispatch("undo", arg), { type: "prefill", message, notice });
    assert.deepEqual(slash.history(), all.slice(0, left));
  }
  const slash = await Slash.open(stage, seeded);
  assert.deepEqual(await slash.dispatchError("undo", "x"), {
    code: 4004,
    message: "usage: /undo [count], a whole number",
  });
  assert.deepEqual(slash.history(), all);
  const notice = "Took back 2 exchanges (4 messages).";
  assert.deepEqual(await slash.exec("/undo 99"), { type: "prefill", message: "one", notice });
  assert.equal((await slash.dispatchError("undo")).code, 4018);
  const elsewhere = await slash.call("command.dispatch", { name: "undo", session_id: "nowhere" });
  assert.deepEqual(elsewhere.error, { code: 4001, message: "session not found" });
});

Deno.test("/undo, /retry and /clear are 4009 while a turn runs", async () => {
  await using stage = new Stage();
  const slash = new Slash(stage, await stage.running("hello", seeded));
  for (const name of ["undo", "retry", "clear"]) {
    assert.equal((await slash.dispatchError(name)).code, 4009, name);
  }
  assert.equal((await slash.execError("/undo")).code, 4009);
  assert.equal(slash.history().length, 4);
});

Deno.test("conformance 152: /compress tells what became of it, and prompts wait meanwhile", async () => {
  await using stage = new Stage();
  const held = heldSummary();
  stage.provider.script.summarize = held.summarize;
  const { client, id } = await stage.open();
  await talk(stage, { client, id, texts: ["one", "two", "three"] });
  const slash = new Slash(stage, { client, id });
  client.send("slash.exec", { session_id: id, command: "/compress the tides" });
  await stage.time.pass();
  assert.equal(held.calls[0]?.input.focus, "the tides");
  assert.equal(client.submit(id, "four"), "streaming", "and the history can be asked for");
  assert.equal(slash.history().length, 6);
  client.take();
  held.finish("in short");
  await stage.time.pass();
  const answer = client.take().find((frame) => frame.result !== undefined);
  assert.match(answer?.result.output, /^Compressed: 6 → 3 messages\nabout 8 → \d+ tokens/);
});

Deno.test("/compress that fails is a warning, so that no client tries it twice", async () => {
  await using stage = new Stage();
  const { client, id } = await stage.open();
  await talk(stage, { client, id, texts: ["one", "two"] });
  const slash = new Slash(stage, { client, id });
  assert.deepEqual(await slash.exec("/compress"), {
    output: "/compress was not carried out",
    warning: "Cannot compress the conversation: this agent cannot summarize",
  });
  client.submit(id, "three");
  const { warning } = await slash.exec("/compress");
  assert.match(warning, /^session busy/);
});

Deno.test("/branch opens a session with a copy, and says which", async () => {
  await using stage = new Stage();
  const slash = await Slash.open(stage, seeded);
  const { output } = await slash.exec("/branch Other tides");
  const [, title, id] = /^Branched: "(.*)" is session (\w+), with 4 messages$/.exec(output) ?? [];
  assert.equal(title, "Other tides");
  assert.deepEqual(
    new Slash(stage, { client: slash.client, id: id ?? "" }).history(),
    slash.history(),
  );
  const { warning } = await (await Slash.open(stage)).exec("/fork");
  assert.equal(warning, "nothing to branch — send a message first");
});

Deno.test("/save says where the conversation is", async () => {
  const saved: string[] = [];
  const saveDocument = (name: string) => {
    saved.push(name);
    return `/srv/saved/${name}`;
  };
  await using stage = new Stage({ saveDocument });
  const slash = await Slash.open(stage, seeded);
  assert.deepEqual(await slash.exec("/save"), { output: `Saved: /srv/saved/${saved[0]}` });
});

Deno.test("/clear begins anew: no history, and another agent that remembers nothing", async () => {
  await using stage = new Stage();
  const slash = await Slash.open(stage, seeded);
  const first = stage.provider.agent;
  stage.provider.builds[0]!.context.tell({ type: "saved", text: "thread 7" });
  assert.deepEqual(await slash.exec("/clear"), {
    output: "Cleared: 4 messages are gone from this conversation",
  });
  assert.deepEqual(slash.history(), []);
  assert.equal(first.closes, 1);
  await stage.time.pass(50);
  assert.equal(stage.provider.builds.length, 2);
  const { saved, history } = stage.provider.builds[1]!.context;
  assert.deepEqual([saved, history], ["", []]);
  slash.client.submit(slash.id, "hello");
  await stage.time.pass();
  assert.deepEqual(stage.provider.turn.input.history, []);
});
