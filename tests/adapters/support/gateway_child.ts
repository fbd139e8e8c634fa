/** A gateway-like process: starts trees without end, saying a line before and behind each start. */
import { ChildProcesses } from "../../../src/adapters/child_processes.ts";
import { systemClock } from "../../../src/lib/clock.ts";
import { silentLogger } from "../../../src/lib/logger.ts";
import { STUBBORN_TREE } from "./process_audit.ts";

// More would only slow the machine down.
const MAX_TREES = 6;

async function say(text: string): Promise<void> {
  const bytes = new TextEncoder().encode(`${text}\n`);
  for (let rest = bytes; rest.length > 0;) rest = rest.subarray(await Deno.stdout.write(rest));
}

if (import.meta.main) {
  // Lives until it is killed, or the test is gone.
  const inputEnded = new Response(Deno.stdin.readable).text().then(() => Deno.exit());
  const processes = new ChildProcesses({ clock: systemClock, logger: silentLogger });
  for (let i = 0; i < MAX_TREES; i++) {
    await say(`starting ${i}`);
    const { stdout } = await processes.spawn({ command: "sh", args: ["-c", STUBBORN_TREE] });
    await say(`started ${i}`);
    for (const reader = stdout.getReader();;) {
      const { value } = await reader.read();
      await say(`heard ${value?.length}`);
      if (new TextDecoder().decode(value).includes("c")) break;
    }
  }
  await say("all");
  await inputEnded;
}
