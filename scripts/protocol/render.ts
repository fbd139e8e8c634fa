/**
 * docs/PROTOCOL.md, put together.
 *
 * @module
 */
import type { OpenRpcDocument } from "../../src/protocol/openrpc.ts";
import { fillTemplate } from "../fill_template.ts";
import type { Recording } from "./record.ts";
import {
  closeTable,
  errorTable,
  eventSections,
  methodIndex,
  methodSections,
  shapeSections,
  turnBlock,
} from "./sections.ts";

const HEAD =
  "<!-- Made by scripts/gen_protocol.ts: edit scripts/protocol/template.md, or a schema. -->";

/**
 * The template with its generated parts, not yet formatted.
 *
 * @throws {Error} naming a mark of the template that is not known, or a part that has none
 */
export function renderProtocol(
  template: string,
  { document, recording }: { document: OpenRpcDocument; recording: Recording },
): string {
  const parts = new Map([
    ["turn", turnBlock(recording)],
    ["index", methodIndex(document)],
    ["methods", methodSections(document, recording)],
    ["events", eventSections(document)],
    ["shapes", shapeSections(document)],
    ["errors", errorTable()],
    ["close codes", closeTable(document)],
  ]);
  return fillTemplate(template, { head: HEAD, parts });
}
