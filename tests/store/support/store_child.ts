/**
 * A process with a state file: `hold PATH [UMASK]` opens it, writes once and waits for its input to end;
 * `write PATH` writes batches of events without end, and names each that write() has returned for.
 */
import { openSqliteStore } from "../../../src/adapters/sqlite_file.ts";
import { silentLogger } from "../../../src/lib/logger.ts";
import { keepEvents, keepPrompt, keepSession } from "./samples.ts";

/** Events of a batch, for each of two sessions. */
export const BATCH = 50;

function say(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${text}\n`));
}

if (import.meta.main) {
  const [task, path = "", umask] = Deno.args;
  if (umask !== undefined) Deno.umask(Number(umask));
  const outcome = openSqliteStore(path, { logger: silentLogger });
  if (outcome.kind !== "open") {
    say(`${outcome.kind}: ${outcome.reason}`);
    Deno.exit(1);
  }
  const { store } = outcome;
  if (task === "hold") store.write([keepSession("held")]);
  say("open");
  if (task === "hold") {
    await Deno.stdin.read(new Uint8Array(1));
    store.close();
  } else {
    store.write([keepSession("a"), keepSession("b")]);
    for (let batch = store.range("a").latest / BATCH + 1;; batch++) {
      const events = { from: (batch - 1) * BATCH + 1, to: batch * BATCH, chars: 300 };
      store.write([
        ...keepEvents("a", events),
        keepPrompt("a", { id: `${batch}` }),
        ...keepEvents("b", events),
      ]);
      say(`${batch}`);
    }
  }
}
