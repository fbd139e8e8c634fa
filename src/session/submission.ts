/**
 * @module
 */
import { randomHex } from "../lib/ids.ts";
import type { Clock } from "../lib/clock.ts";
import type { StoredPrompt } from "../store/store.ts";
import type { Journal } from "./journal.ts";
import type { Keeper } from "./keeper.ts";
import type { Ledger } from "./ledger.ts";
import { type Submitted, userRow } from "./prompt.ts";
import type { BusyMode, PromptRunner } from "./prompt_runner.ts";

/** A prompt as it comes in. */
export interface Submission {
  prompt: Submitted;
  /** The client's own id of it. */
  clientId: string | undefined;
  busy: BusyMode;
}

/** What of a session a submission needs. */
export interface Desk {
  readonly keeper: Keeper;
  readonly journal: Journal;
  readonly runner: PromptRunner;
  touch(): void;
}

/** Takes a prompt. One with an id that was taken before is answered as then, and not run again. */
export function submitPrompt(
  desk: Desk,
  { prompt: { pending, ...rest }, clientId, busy }: Submission,
  { ledger, clock }: { ledger: Ledger; clock: Clock },
): StoredPrompt["status"] {
  const { keeper, journal, runner } = desk;
  const before = clientId && keeper.answer(clientId);
  if (before) return before;
  const id = clientId ?? randomHex(8);
  return ledger.together(() => {
    desk.touch();
    keeper.begin();
    const seq = journal.latest;
    const prompt = { ...rest, ids: [id], attachments: pending?.take() ?? [] };
    const status = runner.submit(prompt, busy);
    const state = status === "steered" ? "done" : "open";
    keeper.prompt({ id, text: userRow(prompt).text, status, state, at: clock.now(), seq });
    keeper.row();
    return status;
  });
}
