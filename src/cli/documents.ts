/**
 * @module
 */
import { readVariable } from "../adapters/environment.ts";
import { saveDocument } from "../adapters/saved_documents.ts";
import process from "node:process";
import { userPath } from "../adapters/user_path.ts";
import type { SaveDocument } from "../gateway/saved_conversation.ts";

/**
 * Saves documents in the folder `saved` of the usual state folder, wherever conversations are kept: a state
 * file somebody named may stand among other things of theirs.
 */
export const saveInStateFolder: SaveDocument = (name, text) => {
  const folder = userPath("state", "saved", { os: process.platform, get: readVariable });
  if (folder === undefined) throw new Error("no folder for the state; set HOME or XDG_STATE_HOME");
  return saveDocument(folder, { name, text });
};
