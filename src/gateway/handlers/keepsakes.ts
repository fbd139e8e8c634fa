/**
 * What windows have kept for them.
 *
 * @module
 */
import { errorMessage } from "../../lib/error_text.ts";
import { isRecord } from "../../lib/is_record.ts";
import { wireError } from "../../protocol/errors.ts";
import {
  pasteCollapse,
  spawnTreeList,
  spawnTreeLoad,
  spawnTreeSave,
} from "../../protocol/keepsake_methods.ts";
import { implement, type Method } from "../../rpc/method.ts";
import { RpcError } from "../../rpc/rpc_error.ts";
import type { CallContext } from "../call_context.ts";
import { word } from "./word.ts";

/** Characters of a label, as clients send them. */
const LABEL_CHARS = 120;
const USUAL_LIMIT = 50;

/** A tree as it is in its file. */
interface SpawnTree {
  session_id: string;
  started_at: number | null;
  finished_at: number | null;
  label: string;
  count: number;
  subagents: unknown[];
}

async function orFailed<T>(doing: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof RpcError) throw error;
    throw wireError("keepsakeFailed", `Cannot ${doing}: ${errorMessage(error)}`);
  }
}

const collapse = implement(pasteCollapse, async ({ text }, { options }: CallContext) => {
  if (typeof text !== "string" || text.trim() === "") throw wireError("emptyPaste");
  const { pastes, clock } = options;
  const lines = text.split("\n").length;
  const document = { name: `paste_${stamp(clock.now())}.txt`, text };
  const path = await orFailed("keep the paste", () => pastes.keep("pasted", document));
  const what = lines === 1 ? "1 line" : `${lines} lines`;
  return { placeholder: `[Pasted text: ${what} → ${path}]`, path, lines };
});

const save = implement(spawnTreeSave, async (params, { options }: CallContext) => {
  const { subagents } = params;
  if (!Array.isArray(subagents) || subagents.length === 0) throw wireError("subagentsRequired");
  const session_id = params.session_id?.trim() || "default";
  const tree: SpawnTree = treeOf({ ...params, session_id, subagents });
  const document = { name: `${stamp(options.clock.now())}.json`, text: JSON.stringify(tree) };
  const { spawnTrees } = options;
  const path = await orFailed("keep the spawn tree", () => spawnTrees.keep(session_id, document));
  return { path, session_id };
});

const list = implement(spawnTreeList, async (params, { options }: CallContext) => {
  const { spawnTrees, logger } = options;
  const limit = Number(params.limit ?? USUAL_LIMIT);
  const most = Number.isFinite(limit) ? Math.max(0, Math.trunc(limit)) : USUAL_LIMIT;
  const drawer = params.cross_session ? undefined : params.session_id?.trim() || undefined;
  const entries = await orFailed("list the spawn trees", async () => {
    const found: (Omit<SpawnTree, "subagents"> & { path: string })[] = [];
    for (const { path } of await spawnTrees.list(drawer)) {
      if (found.length >= most) break;
      const tree = await readTree(path, options);
      if (tree === undefined) {
        logger.warn("a file among the spawn trees is none", { path });
        continue;
      }
      const { subagents: _, ...entry } = tree;
      found.push({ path, ...entry });
    }
    return found;
  });
  return { entries };
});

const load = implement(spawnTreeLoad, async ({ path }, { options }: CallContext) => {
  if (typeof path !== "string" || path.trim() === "") throw wireError("spawnTreePathRequired");
  return await orFailed("read the spawn tree", async () => {
    const tree = await readTree(path, options);
    if (tree === undefined) throw new Error(`there is none at "${word(path, "").shown}"`);
    return tree;
  });
});

/** `undefined`: there is no such file, or it holds something else. */
async function readTree(
  path: string,
  { spawnTrees }: CallContext["options"],
): Promise<SpawnTree | undefined> {
  const read = await spawnTrees.read(path);
  if (read.kind === "outside") throw wireError("outsideSpawnTrees");
  if (read.kind !== "read") return undefined;
  const value = parsed(read.text);
  return isRecord(value) && Array.isArray(value.subagents) ? treeOf(value) : undefined;
}

function treeOf(value: Record<string, unknown>): SpawnTree {
  const { session_id, started_at, finished_at, label } = value;
  const subagents = Array.isArray(value.subagents) ? value.subagents : [];
  return {
    session_id: typeof session_id === "string" ? session_id : "",
    started_at: secondsOf(started_at),
    finished_at: secondsOf(finished_at),
    label: typeof label === "string" ? label.slice(0, LABEL_CHARS).toWellFormed() : "",
    count: subagents.length,
    subagents,
  };
}

function secondsOf(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Whoever wrote it was cut off, or it is somebody else's: it is no tree.
    return undefined;
  }
}

/** `YYYYMMDD_HHMMSS`, of Universal Time. */
function stamp(at: number): string {
  return new Date(at).toISOString().replace(/[-:]/g, "").replace("T", "_").slice(0, 15);
}

/** See the module. */
export const keepsakeMethods: Method<CallContext>[] = [collapse, save, list, load];
