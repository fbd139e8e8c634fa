/**
 * @module
 */
import process from "node:process";
import { attachmentFolder } from "../adapters/attachment_folder.ts";
import { documentShelf } from "../adapters/document_shelf.ts";
import { readVariable } from "../adapters/environment.ts";
import { userPath } from "../adapters/user_path.ts";
import { workspaceAccess } from "../adapters/workspace_access.ts";
import type { Spawn } from "../agent/spawn.ts";
import type { Clock } from "../lib/clock.ts";
import type { PdfPages } from "../workspace/pdf_pages.ts";
import type { GatewayOptions } from "../gateway/options.ts";

const MiB = 1024 * 1024;

/**
 * The folders of this machine, and some in the usual one for state, wherever conversations are kept: a state
 * file somebody named may stand among other things of theirs.
 */
export function workspaceOptions(
  { spawn, clock }: { spawn: Spawn | undefined; clock: Clock },
): Pick<
  GatewayOptions,
  "workspace" | "attachments" | "pastes" | "spawnTrees" | "pdfPages" | "clipboard"
> {
  return {
    ...(spawn === undefined ? {} : imageSources(spawn, clock)),
    workspace: workspaceAccess(),
    attachments: attachmentFolder(() => place("attachments")),
    pastes: documentShelf(() => place("pastes"), { maxDocuments: 256, maxBytes: 4 * MiB }),
    spawnTrees: documentShelf(() => place("spawn_trees"), { maxDocuments: 256, maxBytes: MiB }),
  };
}

/** Most gateways are never asked for one: what does it is loaded then. */
function imageSources(spawn: Spawn, clock: Clock) {
  const pages = () => import("../adapters/pdf_pages.ts").then((made) => made.pdfPages(means));
  const means = { spawn, clock, os: process.platform, get: readVariable };
  let drawing: ReturnType<typeof pages> | undefined;
  return {
    pdfPages: {
      missing: async () => await (await (drawing ??= pages())).missing(),
      draw: async (...what: Parameters<PdfPages["draw"]>) =>
        await (await (drawing ??= pages())).draw(...what),
    },
    clipboard: {
      image: async (signal: AbortSignal) => {
        const { systemClipboard } = await import("../adapters/clipboard.ts");
        return await systemClipboard(means).image(signal);
      },
    },
  };
}

function place(folder: string): string | undefined {
  return userPath("state", folder, { os: process.platform, get: readVariable });
}
