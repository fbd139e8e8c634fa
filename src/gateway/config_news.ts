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
  const known = new Map(["skin", ...SHOWN].map((key) => [key, settings.get(key)]));
  const heard = () => {
    const edited = [...known.keys()].filter((key) => settings.get(key) !== known.get(key));
    for (const key of edited) known.set(key, settings.get(key));
    if (edited.includes("skin")) {
      const skin = skinNamed(settings.get("skin"));
      for (const window of windows()) window.tell(events.skinChanged, skin);
    }
    if (!edited.some((key) => SHOWN.includes(key))) return;
    for (const session of registry.all()) {
      if (session.agents.state === "ready") session.tellInfo();
    }
  };
  // What a window sets is told by whoever takes it, and only an edit behind it is one.
  return settings.watch(heard, (key) => {
    if (known.has(key)) known.set(key, settings.get(key));
  });
}
