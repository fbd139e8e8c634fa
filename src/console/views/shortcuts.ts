/**
 * Keys that work wherever the focus is.
 *
 * @module
 */
import type { Desk } from "../model/desk.ts";

/** What the keys do beside what the desk does. */
export interface ShortcutActions {
  onSearch(): void;
  onKeys(): void;
}

/** Listens for them; answers what ends that. */
export function listenForShortcuts(desk: Desk, actions: ShortcutActions): () => void {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing) return;
    // A dialog and a menu have their own.
    if (document.querySelector("dialog[open], :popover-open") !== null) return;
    const command = event.ctrlKey || event.metaKey;
    const does = doing(event, { command, typing: isTyping(event.target), desk, actions });
    if (does === undefined) return;
    event.preventDefault();
    does();
  };
  document.addEventListener("keydown", onKeyDown);
  return () => document.removeEventListener("keydown", onKeyDown);
}

function doing(
  { key, code, altKey, shiftKey }: KeyboardEvent,
  { command, typing, desk, actions }: {
    command: boolean;
    typing: boolean;
    desk: Desk;
    actions: ShortcutActions;
  },
): (() => void) | undefined {
  if (command && !shiftKey && !altKey && key.toLowerCase() === "k") return actions.onSearch;
  if (altKey && !command && key === "ArrowUp") return () => void desk.step(-1);
  if (altKey && !command && key === "ArrowDown") return () => void desk.step(1);
  // By its place: with Alt some keyboards make another letter of it.
  if (altKey && !command && code === "KeyN") return () => void desk.show("");
  if (typing || command || altKey) return undefined;
  if (key === "?") return actions.onKeys;
  const conversation = desk.shown.value;
  const mayStop = conversation?.transcript.running.value && !conversation.observes.value;
  if (key === "Escape" && mayStop) return () => void conversation.stop();
  return undefined;
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement &&
    (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName));
}
