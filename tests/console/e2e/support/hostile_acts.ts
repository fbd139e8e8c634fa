/** Hostile texts in every place an agent can put one. */
import type { AgentEvent } from "../../../../mod.ts";
import { hostileTexts } from "../../support/hostile_texts.ts";
import type { Act, Scene } from "./scene.ts";

function range({ rest }: Scene): readonly string[] {
  const [from = 0, to = 0] = rest.split(" ").map(Number);
  return hostileTexts.slice(from, to);
}

function* everywhere(text: string, id: string): Generator<AgentEvent, void, void> {
  const args = { [text]: text };
  const locations = [{ path: text, line: 1 }];
  yield { type: "thinking", text };
  yield { type: "reasoning", text };
  yield { type: "text", text };
  yield { type: "tool_generating", name: text };
  yield { type: "tool_start", id, name: text, args, context: text, locations };
  yield { type: "tool_progress", id, name: text, preview: text };
  yield {
    type: "tool_complete",
    id,
    name: text,
    args,
    result: { [text]: [text] },
    summary: text,
    durationSeconds: 0.1,
    inlineDiff: text,
    locations,
  };
  yield { type: "status", kind: "notice", text };
  yield { type: "todos", todos: [{ content: text, status: "in_progress" }] };
}

/** `hostile 0 10`: the first ten. */
const hostile: Act = async function* (scene) {
  let made = 0;
  for (const text of range(scene)) yield [...everywhere(text, `h${made++}`)];
  yield { type: "text", text: "all said" };
};

/** `hostile-ask 0 10`: asks with them, all at once, until it is interrupted. */
const ask: Act = async function* (scene) {
  const { input, signal } = scene;
  yield { type: "text", text: "asking" };
  await Promise.all(
    range(scene).flatMap((text) => [
      input.ask({ kind: "approval", command: text, description: text }, signal),
      input.ask({ kind: "clarify", question: text, choices: [text] }, signal),
      input.ask({ kind: "secret", prompt: text, envVar: text }, signal),
    ]),
  );
  yield { type: "text", text: "all asked" };
};

/** Both. */
export const hostileActs: Readonly<Record<string, Act>> = { hostile, "hostile-ask": ask };
