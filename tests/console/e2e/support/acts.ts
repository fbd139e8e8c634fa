/** What the agent of these tests can do, by the first word of a prompt. */
import { AgentError } from "../../../../mod.ts";
import { hostileActs } from "./hostile_acts.ts";
import type { Act } from "./scene.ts";
import { numberedWords } from "./words.ts";

/** Milliseconds between two words where a prompt does not say. */
const PACE_MS = 20;

/** `count 100`, or `count 100 5`: a hundred numbered words, 5 ms apart. */
const count: Act = async function* ({ rest, pause }) {
  const [words = 0, pace = PACE_MS] = rest.split(" ").map(Number);
  for (const text of numberedWords(words)) {
    yield { type: "text", text };
    if (!await pause(pace)) return;
  }
};

/** Says that it holds, until it gets a hint. */
const hold: Act = async function* ({ rest, hint }) {
  yield { type: "text", text: `holding ${rest}`.trim() };
  const said = await hint();
  if (said !== undefined) yield { type: "text", text: `\n\nhinted: ${said}` };
};

/** `approve rm -r build` */
const approve: Act = async function* ({ rest, input, signal }) {
  const question = { kind: "approval", command: rest, description: "Run a command?" } as const;
  const choice = await input.ask(question, signal);
  yield { type: "text", text: `decided: ${choice}` };
};

/** `clarify Which one? | red | green` */
const clarify: Act = async function* ({ rest, input, signal }) {
  const [question = "", ...choices] = rest.split("|").map((each) => each.trim());
  const answer = await input.ask({ kind: "clarify", question, choices }, signal);
  yield { type: "text", text: `answered: ${answer}` };
};

/** `secret API_KEY`; what it is given it does not say. */
const secret: Act = async function* ({ rest, input, signal }) {
  const prompt = "A key is needed";
  const value = await input.ask({ kind: "secret", prompt, envVar: rest }, signal);
  yield { type: "text", text: `taken: ${value.length} characters` };
};

/** What was attached, by name. */
const attached: Act = async function* ({ input }) {
  const names = (input.attachments ?? []).map((each) =>
    each.kind === "image"
      ? `${each.name ?? "?"} ${each.mimeType} ${each.data.length}`
      : each.path.replace(/^.*\//, "")
  );
  yield { type: "text", text: `attached: ${names.join(", ")} / ${input.text}` };
};

/** Ends in an error of its own words. */
// deno-lint-ignore require-yield -- it has nothing to say before it fails
const fail: Act = async function* ({ rest }) {
  throw new AgentError(rest || "it cannot be done");
};

/** `past 8`: eight tools, and an answer. */
const past: Act = async function* ({ rest, input }) {
  for (let made = 0; made < Number(rest); made++) {
    const id = `past-${input.history.length}-${made}`;
    const tool = { id, name: "look", args: { at: made }, context: `place ${made}` };
    yield [{ type: "tool_start", ...tool }, { type: "tool_complete", ...tool, result: "nothing" }];
  }
  yield { type: "text", text: `Looked **${rest}** times, found nothing.` };
};

/** The acts there are. */
export const acts: Readonly<Record<string, Act>> = {
  count,
  hold,
  approve,
  clarify,
  secret,
  attached,
  fail,
  past,
  ...hostileActs,
};
