/**
 * @module
 */
import { errorStack } from "../lib/error_text.ts";
import type { Session } from "../session/session.ts";
import type { TurnEnded } from "../session/hooks.ts";
import type { AutoTitles } from "./auto_titles.ts";
import type { Services } from "./call_context.ts";

/** Sees to a session's title, behind all that ends its turn: what that changed has been kept by then. */
export function nameLater(
  session: Session,
  status: TurnEnded["status"],
  { titles, autoTitles, options }: Pick<Services, "titles" | "options"> & {
    autoTitles: AutoTitles;
  },
): void {
  Promise.resolve().then(() => {
    titles.retry(session);
    if (options.autoTitle && status === "complete") autoTitles.offer(session);
  }).catch((error) => {
    options.logger.error("naming a session failed", { error: errorStack(error) });
  });
}
