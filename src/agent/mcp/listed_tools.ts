/**
 * @module
 */
import { isRecord } from "../../lib/is_record.ts";

/** A tool as its server lists it, made fit for models. */
export interface ListedTool {
  readonly name: string;
  readonly description: string;
  /** JSON schema; its `type` is `object`, and it has `properties`. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** What there is in a list, and what is wrong with the rest of it. */
export interface ListedTools {
  readonly tools: readonly ListedTool[];
  /** One for each tool that cannot be used. */
  readonly faults: readonly string[];
}

/** Tools of one server that are taken; every request to a model carries them all. */
const MAX_TOOLS = 512;
const MAX_NAME_CHARS = 256;
const MAX_DESCRIPTION_CHARS = 4_096;
/** As JSON. Far beyond any that a model could make use of. */
const MAX_SCHEMA_CHARS = 64 * 1024;

/** Reads what a server lists. One bad tool does not take the others with it. */
export function readListedTools(listed: readonly unknown[]): ListedTools {
  const tools: ListedTool[] = [];
  const faults: string[] = [];
  const names = new Set<string>();
  for (const each of listed.slice(0, MAX_TOOLS)) {
    const tool = readTool(each);
    if (typeof tool === "string") faults.push(tool);
    else if (names.has(tool.name)) faults.push(`${quoted(tool.name)} is listed twice`);
    else tools.push(tool);
    if (typeof tool !== "string") names.add(tool.name);
  }
  if (listed.length > MAX_TOOLS) faults.push(`of ${listed.length} only ${MAX_TOOLS} are taken`);
  return { tools, faults };
}

function readTool(value: unknown): ListedTool | string {
  if (!isRecord(value) || typeof value.name !== "string" || value.name === "") {
    return "one has no name";
  }
  const { name, description, inputSchema = {} } = value;
  if (name.length > MAX_NAME_CHARS) return `${quoted(name)}: its name is too long`;
  if (!isRecord(inputSchema)) return `${quoted(name)}: its schema is no object`;
  const { $schema: _, ...schema } = inputSchema;
  if (schema.type !== undefined && schema.type !== "object") {
    return `${quoted(name)}: its schema describes no object`;
  }
  if (schema.properties !== undefined && !isRecord(schema.properties)) {
    return `${quoted(name)}: the properties of its schema are no object`;
  }
  const parameters = { ...schema, type: "object", properties: schema.properties ?? {} };
  if (JSON.stringify(parameters).length > MAX_SCHEMA_CHARS) {
    return `${quoted(name)}: its schema is longer than ${MAX_SCHEMA_CHARS} characters`;
  }
  const text = typeof description === "string" ? description.slice(0, MAX_DESCRIPTION_CHARS) : "";
  return { name, description: text.toWellFormed(), parameters };
}

function quoted(name: string): string {
  return JSON.stringify(name.slice(0, 80).toWellFormed());
}
