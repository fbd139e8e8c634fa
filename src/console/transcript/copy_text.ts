/** @module */

/**
 * Puts a text on the clipboard. Says whether that worked: a browser refuses on pages that came without
 * TLS from another machine, and there the older way is taken.
 */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch (error) {
    // No clipboard there (TypeError), or no leave to use it (DOMException).
    if (!(error instanceof Error)) throw error;
    return copyBySelection(text);
  }
}

function copyBySelection(text: string): boolean {
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "transcript-hidden";
  document.body.append(field);
  const before = document.activeElement;
  field.select();
  const isDone = document.execCommand("copy");
  field.remove();
  if (before instanceof HTMLElement) before.focus({ preventScroll: true });
  return isDone;
}
