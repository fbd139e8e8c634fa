/**
 * What connections are told that belongs to no session, or to no turn of one.
 *
 * @module
 */
import type { Clock } from "../lib/clock.ts";
import type { Session } from "../session/session.ts";
import type { EndReason } from "../session/session_state.ts";
import type { Store } from "../store/store.ts";
import type { Connection } from "./connection.ts";
import { NewsDesk } from "./news_desk.ts";
import { Notices } from "./notices.ts";
import { noticeOutage } from "./outage_notice.ts";

/** How long people are shown that an agent was started anew. */
const RESTART_MS = 12_000;

/** See the module. */
export class Announcer {
  readonly news: NewsDesk;
  readonly notices: Notices;

  /** @param to everybody there is at the time */
  constructor(to: ReadonlySet<Connection>, { clock, store }: { clock: Clock; store: Store }) {
    this.news = new NewsDesk({ clock, readers: to });
    this.notices = new Notices({
      clock,
      send(frame, session) {
        for (const connection of to) connection.hearNotice(frame, session);
      },
    });
    noticeOutage(store.outage, this.notices);
  }

  /** Of what is wrong with the configuration, for the session.info of agents that are built now. */
  readonly configWarning = (): string | undefined => this.notices.standing("config");

  /** What sessions tell of themselves. */
  readonly heard = {
    onChange: (session: Session): void => this.news.tell("changed", session),
    onRestart: (session: Session, text: string): void => {
      const key = `agent.${session.id}`;
      this.notices.show({ key, kind: "agent", level: "warn", text, ttlMs: RESTART_MS }, session);
    },
  };

  ended(session: Session, reason: EndReason): void {
    this.news.ended(session, reason);
  }

  close(): void {
    this.news.close();
  }
}
