/** Faults a gateway could have: the simulation is worth something only if it finds each of them. */
import type { Store, StoreChange, StoredPrompt } from "../../src/store/store.ts";
import { overridden } from "./mortal_store.ts";
import type { Mutant } from "./mutant.ts";

const isEvent = (frame: string) => frame.includes('"method":"event"') && frame.includes('"seq":');

/** The event behind the answer to a resume never arrives. */
const skipsOneOnResume: Mutant = {
  name: "skips one event on resume",
  outbound() {
    let skip = false;
    return (frame) => {
      if (frame.includes('"resumed":')) skip = true;
      if (!skip || !isEvent(frame)) return [frame];
      skip = false;
      return [];
    };
  },
};

const skipsOneInPast: Mutant = {
  name: "leaves the first event out of what it reads from the store",
  store: (store) =>
    overridden(store, {
      events: (id, { after, limit }) => store.events(id, { after, limit: limit + 1 }).slice(1),
    }),
};

const sendsTwice: Mutant = {
  name: "sends every tenth event twice",
  outbound() {
    let events = 0;
    return (frame) => isEvent(frame) && ++events % 10 === 0 ? [frame, frame] : [frame];
  },
};

const hidesGaps: Mutant = {
  name: "does not tell of a gap",
  outbound: () => (frame) => frame.includes('"type":"session.gap"') ? [] : [frame],
};

const dropsEnds: Mutant = {
  name: "drops control events and keeps the deltas, their numbers closed up",
  outbound() {
    const dropped = new Map<string, number>();
    return (frame) => {
      const { session_id: id = "", type, seq } = JSON.parse(frame).params ?? {};
      const before = dropped.get(id) ?? 0;
      if (type === "message.complete") {
        dropped.set(id, before + 1);
        return [];
      }
      if (seq === undefined) return [frame];
      return [frame.replace(/"seq":\d+/, `"seq":${seq - before}`)];
    };
  },
};

const claimsTooMuch: Mutant = {
  name: "claims an event in its snapshots that they do not contain",
  outbound: () => (frame) => [
    frame.replace(/"seq":(\d+)(?=,"epoch")/, (_all, seq) => `"seq":${Number(seq) + 1}`),
  ],
};

const losesText: Mutant = {
  name: "loses the last character of what is inflight",
  outbound: () => (frame) => [frame.replace(/("inflight":\{.*"assistant":".*) "/, '$1"')],
};

const forgetsIds: Mutant = {
  name: "forgets the ids of prompts when a session ends",
  store: (store) => overridden(store, { prompt: () => undefined }),
};

const runsRepeats: Mutant = {
  name: "runs a prompt again that is sent again",
  inbound() {
    let sent = 0;
    return (frame) =>
      frame.replace(
        /"client_message_id":"([^"]+)"/,
        (_all, id) => `"client_message_id":"${id}-${++sent}"`,
      );
  },
};

const recoversTwice: Mutant = {
  name: "ends a cut turn again at each start",
  store(store) {
    const open = new Set(store.openPrompts().map(keyOf));
    const stays = (change: StoreChange) =>
      change.kind === "prompt" && open.has(keyOf(change.prompt));
    return overridden(store, {
      write: (changes) => store.write(changes.filter((change) => !stays(change))),
    });
  },
};

function keyOf({ sessionId, id }: StoredPrompt): string {
  return `${sessionId} ${id}`;
}

const doesNotRecover: Mutant = {
  name: "does not end the turns a crash cut",
  store: (store) => overridden(store, { openPrompts: () => [] }),
};

/** Every write is done when the next one comes. */
const writesLate: Mutant = {
  name: "tells before it has kept",
  store(store: Store) {
    let late: readonly StoreChange[] = [];
    return overridden(store, {
      write(changes) {
        const due = late;
        late = changes;
        if (due.length > 0) store.write(due);
      },
    });
  },
};

const losesPrompts: Mutant = {
  name: "does not keep what was said until it has had its turn",
  store: (store) =>
    overridden(store, {
      write: (changes) =>
        store.write(
          changes.filter((change) => change.kind !== "prompt" || change.prompt.state === "done"),
        ),
    }),
};

const tearsTransactions: Mutant = {
  name: "keeps what belongs together in several steps",
  store: (store) =>
    overridden(store, {
      write(changes) {
        for (const change of changes) store.write([change]);
      },
    }),
};

const doesNotHear: Mutant = { name: "does not notice that a peer has gone", deaf: true };

/** See the module. */
export const mutants: readonly Mutant[] = [
  skipsOneOnResume,
  skipsOneInPast,
  sendsTwice,
  hidesGaps,
  dropsEnds,
  claimsTooMuch,
  losesText,
  forgetsIds,
  runsRepeats,
  recoversTwice,
  doesNotRecover,
  writesLate,
  losesPrompts,
  tearsTransactions,
  doesNotHear,
];
