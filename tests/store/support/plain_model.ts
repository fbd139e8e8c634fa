/** What a store should answer, worked out from all that was ever told: slow, and plain. */
import {
  type EventRange,
  LIVE_EVENTS,
  type Retention,
  sessionOf,
  type SessionQuery,
  type StoreChange,
  type StoredApproval,
  type StoredEvent,
  type StoredMessage,
  type StoredPrompt,
  type StoredSession,
} from "../../../src/store/store.ts";

interface Known {
  session: StoredSession;
  messages: StoredMessage[];
  events: StoredEvent[];
  latest: number;
  agentState: string;
}

const NOTHING = { messages: [], events: [], latest: 0, agentState: "" };

export class PlainModel {
  readonly #known = new Map<string, Known>();
  #prompts: StoredPrompt[] = [];
  #approvals: StoredApproval[] = [];

  /** Takes in the changes of sessions that are known; returns those. */
  take(changes: StoreChange[]): StoreChange[] {
    return changes.filter((change) => {
      if (change.kind === "session") {
        const { session } = change;
        const known = this.#known.get(session.id);
        if (known) known.session = session;
        else this.#known.set(session.id, { session, ...NOTHING });
        return true;
      }
      const id = sessionOf(change);
      if (id === undefined) return this.#decide(change);
      const known = this.#known.get(id);
      if (known) this.#apply(change, known);
      return known !== undefined;
    });
  }

  tidy({ maxAgeMs, maxEventChars }: Retention, now: number): void {
    for (const [id, { session }] of this.#known) {
      if (maxAgeMs > 0 && session.ended && session.lastActive < now - maxAgeMs) this.#forget(id);
    }
    const byTurn = [...this.#known.values()]
      .sort((a, b) => a.session.lastActive - b.session.lastActive);
    while (maxEventChars > 0 && this.#chars() > maxEventChars) {
      const next = byTurn.find(({ session, events }) => session.ended && events.length > 0) ??
        byTurn.find(({ session, events }) => !session.ended && events.length > LIVE_EVENTS);
      if (!next) return;
      next.events = next.events.slice(1);
    }
  }

  session(id: string) {
    return this.#known.get(id)?.session;
  }

  sessionByLiveId(liveId: string) {
    return this.#byAge(({ session }) => session.liveId === liveId).at(-1);
  }

  sessionByTitle(title: string) {
    return this.#byAge(({ session }) => session.title === title).at(-1);
  }

  sessions(
    { limit, without = [], superseded = false, unended = false, text = "" }: SessionQuery,
  ) {
    return [...this.#known.values()]
      .map(({ session }) => session)
      .filter(({ ended }) => superseded || ended?.reason !== "compression")
      .filter(({ ended }) => !unended || !ended)
      .filter(({ title, preview }) => title.includes(text) || preview.includes(text))
      .reverse()
      .filter(({ source }) => !without.includes(source))
      .sort((a, b) => b.lastActive - a.lastActive)
      .slice(0, limit);
  }

  children(id: string) {
    return this.#byAge(({ session }) => session.parent?.id === id);
  }

  messages(id: string) {
    return this.#known.get(id)?.messages ?? [];
  }

  events(id: string, { after, limit }: { after: number; limit: number }) {
    return this.#eventsOf(id).filter(({ seq }) => seq > after).slice(0, limit);
  }

  range(id: string): EventRange {
    const latest = this.#known.get(id)?.latest ?? 0;
    return { first: this.#eventsOf(id)[0]?.seq ?? latest + 1, latest };
  }

  prompt(sessionId: string, id: string) {
    return this.#prompts.find((prompt) => prompt.sessionId === sessionId && prompt.id === id);
  }

  openPrompts() {
    return this.#prompts.filter(({ state }) => state === "open").sort((a, b) => a.at - b.at);
  }

  agentState(id: string) {
    return this.#known.get(id)?.agentState ?? "";
  }

  /** Of one time they are told by name; so they are all told apart by it. */
  approvals() {
    const name = ({ at, agent, pattern }: StoredApproval) => `${at} ${agent} ${pattern}`;
    return this.#approvals.toSorted((a, b) => name(a) < name(b) ? -1 : 1);
  }

  #decide(change: StoreChange): true {
    if (change.kind !== "approval" && change.kind !== "approval_revoke") return true;
    const { agent, pattern } = change.kind === "approval" ? change.approval : change;
    this.#approvals = this.#approvals.filter((a) => a.agent !== agent || a.pattern !== pattern);
    if (change.kind === "approval") this.#approvals.push(change.approval);
    return true;
  }

  #apply(change: StoreChange, known: Known): void {
    if (change.kind === "delete") this.#forget(change.sessionId);
    if (change.kind === "messages") {
      known.messages = [...known.messages.slice(0, change.from), ...change.messages];
    }
    if (change.kind === "event") {
      known.events = [...known.events, change.event];
      known.latest = change.event.seq;
    }
    if (change.kind === "agent_state") known.agentState = change.text;
    if (change.kind === "event_reset") {
      known.events = [];
      known.latest = change.from - 1;
    }
    if (change.kind === "prompt") {
      const { prompt } = change;
      const same = ({ sessionId, id }: StoredPrompt) =>
        sessionId === prompt.sessionId && id === prompt.id;
      const at = this.#prompts.findIndex(same);
      this.#prompts = at === -1 ? [...this.#prompts, prompt] : this.#prompts.with(at, prompt);
    }
  }

  #forget(id: string): void {
    this.#known.delete(id);
    this.#prompts = this.#prompts.filter(({ sessionId }) => sessionId !== id);
  }

  #eventsOf(id: string): StoredEvent[] {
    return this.#known.get(id)?.events ?? [];
  }

  #chars(): number {
    const events = [...this.#known.values()].flatMap(({ events }) => events);
    return events.reduce((sum, { frame }) => sum + frame.length, 0);
  }

  #byAge(fits: (known: Known) => boolean): StoredSession[] {
    return [...this.#known.values()].filter(fits).map(({ session }) => session)
      .sort((a, b) => a.createdAt - b.createdAt);
  }
}
