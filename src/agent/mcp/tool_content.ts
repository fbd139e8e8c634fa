/**
 * What a tool answered, as one text for a model that reads nothing else.
 *
 * @module
 */
import { isRecord } from "../../lib/is_record.ts";

/**
 * Texts as they are, everything else in a line that describes it: images and sounds by kind and size,
 * resources by their address. Blocks are parted by a blank line. Without any, the structured answer is
 * given as JSON.
 */
export function contentText(result: Readonly<Record<string, unknown>>): string {
  const { content, structuredContent } = result;
  const blocks = Array.isArray(content) ? content.map(blockText) : [];
  const text = blocks.filter((block) => block !== "").join("\n\n");
  if (text !== "" || structuredContent === undefined) return text;
  return JSON.stringify(structuredContent);
}

function blockText(block: unknown): string {
  if (!isRecord(block)) return "";
  switch (block.type) {
    case "text":
      return textOf(block.text);
    case "image":
    case "audio":
      return `[${block.type} ${textOf(block.mimeType) || "of an unknown kind"}, ` +
        `${sizeOf(block.data)}: not shown to you]`;
    case "resource":
      return resourceText(block.resource);
    case "resource_link":
      return line(["link", textOf(block.name), textOf(block.uri), textOf(block.description)]);
    default:
      return `[content of the kind ${JSON.stringify(textOf(block.type).slice(0, 40))}]`;
  }
}

function resourceText(resource: unknown): string {
  if (!isRecord(resource)) return "";
  const head = ["resource", textOf(resource.uri), textOf(resource.mimeType)];
  if (typeof resource.text === "string") return `${line(head)}\n${resource.text}`;
  return line([...head, sizeOf(resource.blob)]);
}

function line(words: readonly string[]): string {
  return `[${words.filter((word) => word !== "").join(" ")}]`;
}

/** The size of what base64 stands for. */
function sizeOf(base64: unknown): string {
  const bytes = Math.floor(textOf(base64).length * 3 / 4);
  return bytes < 1024 ? `${bytes} bytes` : `${Math.round(bytes / 1024)} KiB`;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
