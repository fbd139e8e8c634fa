/**
 * A prompt as blocks of content: what the user wrote, what came with it, and the files it names.
 *
 * @module
 */
import type { ContentBlock } from "@agentclientprotocol/sdk";
import { encodeBase64 } from "../../lib/base64.ts";
import type { Attachment } from "../agent_parts.ts";
import type { FileAccess } from "../file_access.ts";
import { can } from "./fields.ts";
import { insideFolder } from "./inside_folder.ts";

/** What a prompt is made of. */
export interface PromptParts {
  text: string;
  attachments: readonly Attachment[];
  /** The agent's `promptCapabilities`. */
  capabilities: unknown;
  /** The session's folder: files that are named with `@` are looked for in it, and nowhere else. */
  folder: string;
  /** `undefined`: files are told by their path alone, and a text is not searched for them. */
  files: FileAccess | undefined;
}

/** The blocks, and what the user should know about them. */
export interface PromptBlocks {
  blocks: ContentBlock[];
  notices: string[];
}

/**
 * `@src/main.ts`, `@"a file.txt"`, and as clients of tui_gateway write it `@file:src/main.ts` and
 * `@file:` with a path in back-quotes: not in the middle of a word, as in an address.
 */
const REFERENCE =
  /(?<![^\s([{"'`])@(?:(?:file|folder):)?(?:"([^"\n]{1,1000})"|`([^`\n]{1,1000})`|([^\s"`]{1,1000}))/g;
const MAX_REFERENCES = 20;
const MAX_IMAGE_BYTES = 10 * 1024 * 1024;
/** A larger text is told by its path: the agent reads of it what it needs. */
const MAX_TEXT_BYTES = 128 * 1024;
const IMAGES: Readonly<Record<string, string>> = {
  png: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  gif: "image/gif",
  webp: "image/webp",
};

/** Makes the blocks. The text comes first and as it is. */
export async function promptBlocks(parts: PromptParts): Promise<PromptBlocks> {
  const blocks: ContentBlock[] = [{ type: "text", text: parts.text }];
  const notices: string[] = [];
  for (const attachment of parts.attachments) {
    if (attachment.kind === "file") {
      blocks.push(await fileBlock(parts, attachment));
    } else if (can(parts.capabilities, "image")) {
      blocks.push({ type: "image", mimeType: attachment.mimeType, data: attachment.data });
    } else {
      notices.push(`the agent takes no images: ${attachment.name ?? "one"} was left out`);
    }
  }
  for (const path of await referredFiles(parts)) blocks.push(await fileBlock(parts, { path }));
  return { blocks, notices };
}

/** Files in the session's folder that the text names, each once. */
async function referredFiles({ text, folder, files }: PromptParts): Promise<Set<string>> {
  const found = new Set<string>();
  if (files === undefined) return found;
  for (
    const [, marked, ticked, plain = ""] of [...text.matchAll(REFERENCE)].slice(0, MAX_REFERENCES)
  ) {
    const quoted = marked ?? ticked;
    // What ends a sentence may also be the end of a name: the longer one wins, if there is such a file.
    for (
      const path of quoted === undefined
        ? [plain, plain.replace(/[.,;:!?)\]}'"`]+$/, "")]
        : [quoted]
    ) {
      const place = path === "" ? undefined : await insideFolder(files, { folder, path });
      if (place?.kind !== "inside" || await files.realPath(place.path) === undefined) continue;
      found.add(place.path);
      break;
    }
  }
  return found;
}

/** A file inside of the prompt where that is small and the agent takes it, else a link to it. */
async function fileBlock(
  { files, folder, capabilities }: PromptParts,
  { path, mimeType }: { path: string; mimeType?: string },
): Promise<ContentBlock> {
  const absolute = files?.absolute(folder, path) ?? path;
  const name = files?.base(absolute) ?? absolute.slice(absolute.lastIndexOf("/") + 1);
  const uri = fileUrl(absolute);
  const image = mimeType ?? IMAGES[name.slice(name.lastIndexOf(".") + 1).toLowerCase()];
  const link: ContentBlock = {
    type: "resource_link",
    name,
    uri,
    ...(image === undefined ? {} : { mimeType: image }),
  };
  const wantsImage = image !== undefined && image.startsWith("image/");
  if (files === undefined || !can(capabilities, wantsImage ? "image" : "embeddedContext")) {
    return link;
  }
  const found = await files.read(
    await files.realPath(absolute) ?? absolute,
    wantsImage ? MAX_IMAGE_BYTES : MAX_TEXT_BYTES,
  );
  if (found.kind !== "read") return link;
  if (wantsImage) {
    return { type: "image", mimeType: image, data: await encodeBase64(found.bytes), uri };
  }
  const text = utf8(found.bytes);
  return text === undefined
    ? link
    : { type: "resource", resource: { uri, text, ...(mimeType ? { mimeType } : {}) } };
}

function utf8(bytes: Uint8Array<ArrayBuffer>): string | undefined {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return text.includes("\0") ? undefined : text;
  } catch {
    return undefined;
  }
}

/** An absolute path as a URL, of Windows too. */
function fileUrl(path: string): string {
  const slashes = path.replaceAll("\\", "/");
  const parts = slashes.split("/").map((part) => encodeURIComponent(part).replaceAll("%3A", ":"));
  return `file://${slashes.startsWith("/") ? "" : "/"}${parts.join("/")}`;
}
