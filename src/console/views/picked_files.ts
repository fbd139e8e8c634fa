/**
 * Files that somebody chose, pasted or dropped.
 *
 * @module
 */
import type { Desk } from "../model/desk.ts";

/** The files in what was pasted or dropped; none where it is text. */
export function filesIn(data: DataTransfer | null): File[] {
  if (data === null || data.files.length === 0) return [];
  // A copied cell of a table comes as text, and as a picture of it.
  return [...data.types].includes("text/plain") ? [] : [...data.files];
}

/** Sends them to the gateway, to go with the next prompt. `agent`: whose it is where a conversation begins. */
export async function attach(desk: Desk, files: readonly File[], agent?: string): Promise<void> {
  if (files.length === 0) return;
  try {
    const { attachments, session } = await desk.here(agent === undefined ? {} : { agent });
    await Promise.all(files.map((file) =>
      attachments.add(session, {
        name: file.name || "pasted.png",
        type: file.type,
        size: file.size,
        dataUrl: () => dataUrlOf(file),
      })
    ));
  } catch (error) {
    desk.toasts.error("Attaching", error);
  }
}

function dataUrlOf(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(new Error(`"${file.name}" cannot be read`));
    reader.readAsDataURL(file);
  });
}
