/**
 * What the keys of the message box mean.
 *
 * @module
 */

/** What is to be done. */
export type ComposerAction =
  | "send"
  | "steer"
  | "stop"
  | "older"
  | "newer"
  | "choose-next"
  | "choose-previous"
  | "choose"
  | "close-choices";

/** A key, as a browser tells it. */
export interface Key {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly isComposing: boolean;
  readonly keyCode?: number;
}

/** How it stands with the message box. */
export interface ComposerState {
  /** Whether there is something to choose from, and whether one of them is marked. */
  readonly choices: "none" | "open" | "marked";
  readonly running: boolean;
  readonly text: string;
  /** Whether what stands there came by going back through what was said. */
  readonly recalled: boolean;
}

/** What a key means; `undefined`: what it always means. */
export function actionOf(key: Key, state: ComposerState): ComposerAction | undefined {
  // While an input method composes, Enter picks a word; 229 is what Safari says of the key that ends it.
  if (key.isComposing || key.keyCode === 229 || key.altKey) return undefined;
  const { choices, running, text, recalled } = state;
  const plain = !key.shiftKey && !key.ctrlKey && !key.metaKey;
  switch (key.key) {
    case "Enter":
      if (key.shiftKey) return undefined;
      if (choices === "marked" && plain) return "choose";
      return running && (key.ctrlKey || key.metaKey) ? "steer" : "send";
    case "Tab":
      return choices !== "none" && plain ? "choose" : undefined;
    case "Escape":
      if (choices !== "none") return "close-choices";
      return running ? "stop" : undefined;
    case "ArrowDown":
      if (!plain) return undefined;
      if (choices !== "none") return "choose-next";
      return recalled ? "newer" : undefined;
    case "ArrowUp":
      if (!plain) return undefined;
      if (choices !== "none") return "choose-previous";
      return text === "" || recalled ? "older" : undefined;
    default:
      return undefined;
  }
}
