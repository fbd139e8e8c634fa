/**
 * @module
 */
import { dirname, join } from "node:path";
import { saveDocument } from "../adapters/saved_documents.ts";
import { defaultStatePath } from "../adapters/sqlite_state_path.ts";
import type { SaveDocument } from "../gateway/saved_conversation.ts";
import { readVariable } from "./environment.ts";

/**
 * Saves documents in the folder `saved` of the usual state folder, wherever conversations are kept: a state
 * file somebody named may stand among other things of theirs.
 */
export const saveInStateFolder: SaveDocument = (name, text) => {
  const state = defaultStatePath({ os: Deno.build.os, get: readVariable });
  if (state === undefined) throw new Error("no folder for the state; set HOME or XDG_STATE_HOME");
  return saveDocument(join(dirname(state), "saved"), { name, text });
};
