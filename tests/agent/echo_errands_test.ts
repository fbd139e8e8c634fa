import assert from "node:assert/strict";
import { echoProvider } from "../../src/agent/echo_agent.ts";
import { echoSummary, echoTitle } from "../../src/agent/echo_errands.ts";
import { makeAgent } from "./support/turn.ts";

const aside = { focus: "", model: "", onUsage: () => assert.fail("it costs nothing") };
const never = new AbortController().signal;
const user = (text: string) => ({ role: "user" as const, text });

Deno.test("echoSummary() tells what the user began to say, and that this is all it does", () => {
  const history = [
    user("one\n two"),
    { role: "assistant" as const, text: "one two" },
    user(" "),
    user("x".repeat(200)),
  ];
  assert.equal(
    echoSummary({ ...aside, history, focus: " tides " }),
    [
      "4 messages, of which the echo agent keeps the beginning of what the user said:",
      "- one two",
      `- ${"x".repeat(79)}…`,
      "To be kept above all: tides",
    ].join("\n"),
  );
});

Deno.test("echoSummary() of a long conversation stays short", () => {
  const history = Array.from({ length: 1_000 }, (_, i) => user(`${i} `.repeat(1_000)));
  const summary = echoSummary({ ...aside, history });
  assert.ok(summary.length < 2_000, `${summary.length}`);
  assert.match(summary, /\(980 earlier ones are left out\)\n- 980 980/);
});

Deno.test("echoTitle() is how the conversation began, in one line", () => {
  const title = (text: string) => echoTitle({ ...aside, user: text, assistant: "" });
  assert.equal(title(" What is\n a tide? "), "What is a tide?");
  assert.equal(title("y".repeat(100)).length, 60);
});

Deno.test("the echo agent summarizes and names conversations", async () => {
  const agent = await makeAgent(echoProvider());
  const history = [user("hello")];
  assert.match(await agent.summarize!({ ...aside, history }, never), /- hello$/);
  assert.equal(await agent.title!({ ...aside, user: "hello", assistant: "hello" }, never), "hello");
});
