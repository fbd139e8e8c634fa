/**
 * @module
 */
import { record, text } from "./fields.ts";

/** A block of content as text: as it is, as a link, or as a mark of what cannot be shown as text. */
export function contentText(block: Record<string, unknown>): string {
  switch (block.type) {
    case "text":
      return text(block, "text") ?? "";
    case "image":
    case "audio":
      return `[${block.type}${suffix(text(block, "mimeType"))}]`;
    case "resource_link":
      return `[${text(block, "title") ?? text(block, "name") ?? "link"}](${
        text(block, "uri") ?? ""
      })`;
    case "resource": {
      const resource = record(block, "resource");
      return text(resource, "text") ?? `[resource${suffix(text(resource, "uri"))}]`;
    }
    default:
      return "";
  }
}

function suffix(what: string | undefined): string {
  return what === undefined ? "" : ` ${what}`;
}
