/**
 * A configuration that somebody edits while a gateway runs, shown in the windows that are open.
 *
 * @module
 */
import type { EventKind, Payload } from "../protocol/event_kind.ts";
import { events } from "../protocol/events.ts";
import { skinNamed } from "../protocol/skins.ts";
import type { Registry } from "../session/registry.ts";
import type { Settings } from "./settings.ts";

/** Settings that windows show of every session. */
const SHOWN = ["personality", "prompt"];

/** Who can be told something that belongs to no session. */
interface Window {
  tell<P extends Payload>(kind: EventKind<P>, payload: P): void;
}

/**
 * Hears of edits, which count from the next prompt on by themselves, and tells what shows: the skin, and what
 * agents are told. Call what it returns to end.
 */
export function followConfig(
  { settings, registry, windows }: {
    settings: Settings;
    registry: Registry;
    windows(): Iterable<Window>;
  },
): () => void {
  const shown = () => JSON.stringify(SHOWN.map((key) => settings.get(key)));
  let skin = settings.get("skin");
  let before = shown();
  return settings.watch(() => {
    const dress = settings.get("skin");
    if (dress !== skin) {
      for (const window of windows()) window.tell(events.skinChanged, skinNamed(dress));
    }
    skin = dress;
    const now = shown();
    if (now !== before) {
      for (const session of registry.all()) {
        if (session.agents.state === "ready") session.tellInfo();
      }
    }
    before = now;
  });
}
