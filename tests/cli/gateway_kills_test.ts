/** A serving gateway with agents of every kind, killed at whatever moment: nothing of them is left. */
import assert from "node:assert/strict";
import { agentPath } from "../adapters/support/isolated.ts";
import { Audit, CAN_AUDIT, STUBBORN_TREE } from "../adapters/support/process_audit.ts";
import { says, type Step } from "../agent/acp/support/script.ts";
import { numbersFrom } from "../support/numbers_from.ts";
import { acpCommand } from "./support/acp_command.ts";
import { serving, type Talk } from "./support/talk.ts";

// A minute and a half of them is too long for every day: TIDEGATE_KILLS=50 is the whole of it.
const KILLS = Number(Deno.env.get("TIDEGATE_KILLS") || 10);
const SEED = 20_261_122;
// At a time: each waits for seconds, and the moments become more various.
const AT_ONCE = 3;
/** Frames that a kill waits for at most. */
const MOMENTS = 60;

const COMMANDS = `
export default { commands: {
  hang: { run: () => new Promise((resolve) => setTimeout(resolve, 60_000)) },
} };
`;

/** Writes a configuration with everything that runs in processes and workers, into a folder. */
function writeConfig(folder: string): string {
  const words: Step[] = Array.from({ length: 200 }, (_, i) => [says(`word${i} `), { think: 5 }])
    .flat();
  const command = acpCommand({ prompts: [[...words, { hang: true }]] });
  const args = ["-c", `(${STUBBORN_TREE}) >/dev/null & exec "$0" "$@"`, ...command];
  Deno.writeTextFileSync(`${folder}/commands.ts`, COMMANDS);
  const path = `${folder}/config.yaml`;
  // JSON is YAML.
  const config = {
    agents: {
      program: { type: "acp", command: "sh", args },
      typed: { type: "module", path: agentPath("doomed.ts") },
    },
    agent: "typed",
    quick_commands: { wait: { type: "exec", command: "setsid sleep 1000 & sleep 1000" } },
    commands: ["commands.ts"],
  };
  Deno.writeTextFileSync(path, JSON.stringify(config));
  return path;
}

/** Has everything of it at work; resolves when all has been asked for. */
async function busy(talk: Talk): Promise<void> {
  const { session_id: program } = await talk.call("session.create", { agent: "program" });
  await talk.call("prompt.submit", { session_id: program, text: "go" });
  const { session_id } = await talk.call("session.create");
  await talk.call("prompt.submit", { session_id, text: "talks -1" });
  // Nobody will answer these.
  await talk.ask("slash.exec", { session_id, command: "/hang" });
  await talk.ask("slash.exec", { session_id, command: "/wait" });
}

interface Kill {
  config: string;
  /** Events that are waited for; more when more is to run. */
  events: number;
  /** What has to run before the kill. */
  wanted?: readonly RegExp[];
}

/** Kills a gateway; answers what is left of its children 5 s later. */
async function killOne({ config, events, wanted = [] }: Kill): Promise<string[]> {
  const audit = new Audit();
  const { child, talk } = await serving({ args: ["--config", config] }, audit);
  await using _child = child;
  const guardOf = child.process.pid;
  await busy(talk);
  await talk.more(events);
  for (const each of wanted) {
    while (!(await audit.left({ guardOf })).some((line) => each.test(line))) await talk.more(1);
  }
  child.kill("SIGKILL");
  await child.process.status;
  return await audit.left({ seconds: 5, guardOf });
}

/** Takes a folder for its time. */
async function withConfig(work: (config: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "tidegate-test-" });
  try {
    await work(writeConfig(folder));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test({
  name: "serve killed when all of its children run leaves none of them",
  ignore: !CAN_AUDIT,
  fn: () =>
    withConfig(async (config) => {
      const wanted = [
        /scripted_acp_agent/,
        /while :; do sleep 1/,
        /slash_worker_main/,
        /sleep 1000/,
        /tidegate-guard/,
      ];
      assert.deepEqual(await killOne({ config, events: 20, wanted }), []);
    }),
});

Deno.test({
  name: `serve killed ${KILLS} times at random moments leaves nothing behind`,
  ignore: !CAN_AUDIT,
  fn: () =>
    withConfig(async (config) => {
      const random = numbersFrom(SEED);
      const moments = Array.from({ length: KILLS }, () => Math.floor(random() * MOMENTS));
      const next = async () => {
        for (let events = moments.pop(); events !== undefined; events = moments.pop()) {
          assert.deepEqual(await killOne({ config, events }), [], `killed after ${events} events`);
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, next));
    }),
});
