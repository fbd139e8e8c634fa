/** A new user's first minute, step by step: from the README's first command to an answer in the browser. */
import assert from "node:assert/strict";
import { TemporaryFolder } from "../../../cli/support/temporary_folder.ts";
import { Lines } from "../../../cli/support/child.ts";
import { launchBrowser } from "../../support/browser.ts";
import { ConsoleWindow } from "./console_window.ts";
import { freshCopy } from "./fresh_copy.ts";

/** What happened, and how long after the step before it. */
export interface Step {
  readonly what: string;
  readonly seconds: number;
}

/** What is said. The echo agent says it again, a word at a time. */
const PROMPT = `Good morning! ${"Does the tide come in, or does it go out? ".repeat(6)}Goodbye.`;

/** The first command that the README of a folder tells. */
export async function firstCommand(folder: string): Promise<string> {
  const readme = await Deno.readTextFile(`${folder}/README.md`);
  const [, block = ""] = /```sh\n([^]*?)```/.exec(readme) ?? [];
  return block.split("\n")[0] ?? "";
}

/** Lives through it, in a fresh copy of the project, with this Deno in the place of the command's. */
export async function liveFirstMinute(): Promise<readonly Step[]> {
  await using folder = new TemporaryFolder("tidegate");
  await freshCopy(folder.path);
  const command = await firstCommand(folder.path);
  const [, args] = /^npx -y deno@[\d.]+ (task serve)$/.exec(command) ?? [];
  assert.ok(args, `the README begins with "${command}", which nothing here can start`);
  await using state = new TemporaryFolder();
  const browser = await launchBrowser();
  const steps = new Stopwatch();
  const server = serve(folder.path, { args: args.split(" "), state: state.path });
  const out = new Lines(server.stdout);
  try {
    await out.until((line) => line.startsWith("TIDEGATE_READY port="));
    steps.took(`\`${command}\` says that it listens, and where`);
    const [, link] = /Open (\S+) \(works once\)/.exec(await out.next()) ?? [];
    assert.ok(link, "no link was printed");
    const window = new ConsoleWindow(await browser.newPage());
    await window.page.goto(link);
    await window.ready();
    steps.took("The printed link is open, signed in, and can be written to");
    await window.say(PROMPT);
    await window.said("Good morning!").waitFor();
    steps.took("A message is typed and sent");
    await window.answered("Good").waitFor();
    const first = await window.answerText();
    assert.ok(!first.includes("Goodbye."), "the answer came all at once");
    steps.took("The first words of the answer stand there");
    await window.answered("Goodbye.").waitFor();
    await window.rested();
    steps.took("The answer is complete, having streamed word by word");
  } finally {
    await browser.close();
    server.kill("SIGTERM");
    await out.rest();
    await server.status;
  }
  return steps.all;
}

function serve(
  cwd: string,
  { args, state }: { args: string[]; state: string },
): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args,
    cwd,
    // A port, a state and settings of one's own may be there on the machine that runs this.
    env: { TIDEGATE_PORT: "0", XDG_STATE_HOME: state, XDG_CONFIG_HOME: state },
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
}

class Stopwatch {
  readonly #all: Step[] = [];
  #last = performance.now();

  get all(): readonly Step[] {
    return this.#all;
  }

  took(what: string): void {
    const now = performance.now();
    this.#all.push({ what, seconds: (now - this.#last) / 1_000 });
    this.#last = now;
  }
}

/** Steps as a table, with the sum below. */
export function stepTable(steps: readonly Step[]): string {
  const sum = steps.reduce((all, { seconds }) => all + seconds, 0);
  const rows = [...steps, { what: "In all", seconds: sum }]
    .map(({ what, seconds }) => `| ${what} | ${seconds.toFixed(1)} |`);
  return ["| Step | Seconds |", "| --- | ---: |", ...rows].join("\n");
}
