/** A conversation as people have them: for screenshots, and wherever a test wants everything at once. */
import type { AgentEvent, Todo } from "../../../../mod.ts";
import type { Act } from "./scene.ts";

/** What is asked in it. */
export const STORY = "The upload test fails now and then on CI. Can you find out why and fix it?";

const STEPS = [
  "Find the test and what it waits for",
  "Reproduce the failure",
  "Fix the race",
  "Run the test 50 times",
];

function plan(done: number): AgentEvent {
  const status = (at: number): Todo["status"] =>
    at < done ? "completed" : at === done ? "in_progress" : "pending";
  return { type: "todos", todos: STEPS.map((content, at) => ({ content, status: status(at) })) };
}

interface Tool {
  readonly name: string;
  readonly context: string;
  readonly args: Record<string, unknown>;
  readonly result: unknown;
  readonly durationSeconds: number;
  readonly summary?: string;
  readonly inlineDiff?: string;
  readonly locations?: readonly { path: string; line?: number }[];
}

function* used(id: string, tool: Tool): Generator<AgentEvent, void, void> {
  const { name, context, args, locations } = tool;
  const where = locations === undefined ? {} : { locations };
  yield { type: "tool_start", id, name, context, args, ...where };
  yield { type: "tool_complete", id, ...tool };
}

const SEARCH: Tool = {
  name: "search_files",
  context: "waitForUpload",
  args: { pattern: "waitForUpload", path: "." },
  result: "src/upload/queue.ts:41\nsrc/upload/queue.ts:58\ntests/upload_test.ts:12",
  durationSeconds: 0.2,
  summary: "3 matches in 2 files",
};

const READ: Tool = {
  name: "read_file",
  context: "src/upload/queue.ts",
  args: { path: "src/upload/queue.ts", line: 36, limit: 30 },
  result: "export async function waitForUpload(id: string) {\n  await start(id);\n  …",
  durationSeconds: 0.04,
  locations: [{ path: "src/upload/queue.ts", line: 41 }],
};

const DIFF = `--- a/src/upload/queue.ts
+++ b/src/upload/queue.ts
@@ -39,6 +39,6 @@
 /** Resolves once the file is stored. */
 export async function waitForUpload(id: string): Promise<Stored> {
-  await start(id);
   const stored = new Promise<Stored>((resolve) => events.once(id, resolve));
+  await start(id);
   return await stored;
 }
`;

const PATCH: Tool = {
  name: "patch",
  context: "src/upload/queue.ts",
  args: { path: "src/upload/queue.ts", mode: "replace" },
  result: { ok: true, hunks: 1 },
  durationSeconds: 0.1,
  summary: "Listen before the upload starts",
  inlineDiff: DIFF,
  locations: [{ path: "src/upload/queue.ts", line: 41 }],
};

const COMMAND = "npm test -- tests/upload_test.ts --repeat 50";

const RUN: Tool = {
  name: "terminal",
  context: COMMAND,
  args: { command: COMMAND },
  result: "50 runs, 50 passed, 0 failed\nslowest 118 ms, median 74 ms",
  durationSeconds: 4.3,
  summary: "50 passed",
};

const ANSWER =
  `It was a race in \`waitForUpload\`: it started the upload **before** it listened for \
the event that ends it. A small file on a fast disk was stored in between, and the test waited for \
ever.

Now it listens first:

\`\`\`ts
export async function waitForUpload(id: string): Promise<Stored> {
  const stored = new Promise<Stored>((resolve) => events.once(id, resolve));
  await start(id);
  return await stored;
}
\`\`\`

| Before | After |
| --- | --- |
| 3 of 50 runs hung | 50 of 50 passed |
| median 75 ms | median 74 ms |

- \`src/upload/queue.ts\` is the only file I changed.
- \`waitForDownload\` has the same order of lines. Shall I change it as well?
`;

const THOUGHTS =
  "The test hangs and does not fail, so something waits for an event that has gone. " +
  "The order of start() and once() decides.";

/** Pieces as a model streams them. */
function* streamed(text: string): Generator<AgentEvent, void, void> {
  for (const piece of text.match(/\s*\S+/g) ?? []) yield { type: "text", text: piece };
}

const story: Act = async function* ({ input, signal }) {
  yield { type: "reasoning", text: THOUGHTS };
  yield* streamed("I will look at what the test waits for.");
  yield plan(0);
  yield [...used("s1", SEARCH), ...used("s2", READ)];
  yield plan(2);
  yield [...used("s3", PATCH)];
  yield plan(3);
  yield* streamed("Found it. To be sure I would like to run the test a few times.");
  const question = { kind: "approval", command: COMMAND, description: "Run a command" } as const;
  const choice = await input.ask(question, signal);
  if (choice === "deny") return;
  yield [...used("s4", RUN)];
  yield plan(4);
  yield* streamed(ANSWER.trim());
  yield {
    type: "usage",
    usage: {
      input: 12_480,
      output: 1_236,
      total: 13_716,
      calls: 4,
      contextUsed: 13_716,
      contextMax: 128_000,
    },
  };
};

/** What is asked in the second. */
export const BUILD = "Why does a build take four minutes? Please measure before you guess.";

const MEASURED =
  `I measured each step of three builds. Nearly all of the time goes into two of them:

| Step | Median | Share |
| --- | --- | --- |
| Type check | 131 s | 55 % |
| Bundle | 74 s | 31 % |
| Tests | 22 s | 9 % |
| Everything else | 11 s | 5 % |

1. **The type check starts from nothing each time.** Its cache is written to a folder that the \
next step removes:

   \`\`\`sh
   rm -rf .cache dist
   \`\`\`

2. **The bundle holds two versions of the same library**, because`;

const build: Act = async function* ({ hint }) {
  yield { type: "reasoning", text: "Three builds, each step by the clock, the median of each." };
  const args = { command: "npm run build -- --timing" };
  const tool = { name: "terminal", context: args.command, args, durationSeconds: 712 };
  yield [...used("b1", { ...tool, result: "3 builds, 9 steps each", summary: "3 builds" })];
  yield* streamed(MEASURED);
  await hint();
};

/** By the whole of the prompt. */
export const stories: Readonly<Record<string, Act>> = { [STORY]: story, [BUILD]: build };
