/**
 * Lives through a new user's first minute and writes what it took into docs/FIRST_MINUTE.md:
 * `deno task minute`.
 *
 * @module
 */
import { liveFirstMinute, stepTable } from "../tests/console/e2e/support/first_minute.ts";
import { say } from "./report.ts";

const TARGET = "docs/FIRST_MINUTE.md";

const steps = await liveFirstMinute();
const cores = navigator.hardwareConcurrency;
const table = stepTable(steps);
await Deno.writeTextFile(
  TARGET,
  `# The first minute

What a new user does, from the first command of the README to an answer in the browser: in a fresh
copy of the project, by the real command, in a real Chromium. \`deno task minute\` lives through it
and writes this table; a test does the same each time and looks that every step comes about.

${table}

Measured on ${cores} cores with Deno ${Deno.version.deno} and the packages in its cache. Where they
are not, npm fetches Deno and them first, which takes as long as the network does. The answer takes
its time on purpose: the echo agent pauses for 20 ms behind each word, as a model would.
`,
);
await new Deno.Command(Deno.execPath(), { args: ["fmt", "--quiet", TARGET] }).output();
say(`${table}\n\n${TARGET}: written`);
