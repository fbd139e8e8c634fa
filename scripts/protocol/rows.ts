/**
 * Schemas as rows of a table: one for each member, those of members behind them.
 *
 * @module
 */
import { type JsonSchema, shelfName } from "../../src/protocol/json_schema.ts";

/** A member of a params, a result or a payload. */
export interface Row {
  /** Where it is: `sessions[].id`. */
  path: string;
  /** What it holds, in Markdown. */
  type: string;
  /** Whether it is always there. */
  required: boolean;
  /** What stands for it when it is missing, as JSON. */
  fallback: string | undefined;
  meaning: string;
}

/** The rows of an object's members; of several objects, where it is one of them, all of them. */
export function rowsOf(schema: JsonSchema, prefix = ""): Row[] {
  const rows = new Map<string, Row>();
  for (const one of alternatives(schema)) {
    for (const row of membersOf(one, prefix)) {
      const known = rows.get(row.path);
      rows.set(row.path, known === undefined ? row : either(known, row));
    }
  }
  return [...rows.values()].map((row) => {
    const isAlways = alternatives(schema).every((one) => hasMember(one, row.path, prefix));
    return isAlways ? row : { ...row, required: false };
  });
}

/** What a schema holds, in Markdown: `string`, `[Usage](#usage) or null`, `list of objects`. */
export function typeText(schema: JsonSchema): string {
  const variants = schema.anyOf ?? schema.oneOf;
  if (schema.$ref !== undefined) return link(shelfName(schema.$ref));
  if (variants !== undefined) return [...new Set(variants.map(typeText))].join(" or ");
  if (schema.const !== undefined) return code(schema.const);
  if (schema.enum !== undefined) return schema.enum.map(code).join(", ");
  if (Array.isArray(schema.type)) {
    return schema.type.map((type) => ofType(type, schema)).join(" or ");
  }
  return ofType(schema.type, schema);
}

/** A link to a shape of its own. */
export function link(name: string): string {
  return `[${name}](#${name.toLowerCase()})`;
}

function ofType(type: string | undefined, schema: JsonSchema): string {
  if (type === undefined) return "anything";
  if (type === "array") return listText(schema);
  if (type === "integer") return `whole number${range(schema)}`;
  if (type !== "object" || schema.properties !== undefined) return type;
  const { additionalProperties: inner } = schema;
  if (typeof inner !== "object" || Object.keys(inner).length === 0) return "object";
  return `object of ${plural(typeText(inner))}`;
}

function listText({ items, prefixItems }: JsonSchema): string {
  if (prefixItems !== undefined) return `list of ${prefixItems.map(typeText).join(" and ")}`;
  return items ? `list of ${plural(typeText(items))}` : "list";
}

function plural(type: string): string {
  return /^(string|number|boolean|object)$/.test(type) ? `${type}s` : type;
}

function range({ minimum, maximum }: JsonSchema): string {
  if (minimum !== undefined && maximum !== undefined) return `, ${minimum} to ${maximum}`;
  if (minimum !== undefined) return `, ${minimum} or more`;
  return "";
}

function code(value: unknown): string {
  return `\`${JSON.stringify(value)}\``;
}

function membersOf(schema: JsonSchema, prefix: string): Row[] {
  const required = new Set(schema.required);
  return Object.entries(schema.properties ?? {}).flatMap(([name, member]) => {
    const path = `${prefix}${name}`;
    const row = {
      path,
      type: typeText(member),
      required: required.has(name),
      fallback: member.default === undefined ? undefined : JSON.stringify(member.default),
      meaning: meaningOf(member),
    };
    return [row, ...innerRows(member, path)];
  });
}

function meaningOf(member: JsonSchema): string {
  return member.description ?? "";
}

function innerRows(member: JsonSchema, path: string): Row[] {
  const list = objectsOf(member).flatMap((each) => rowsOf(each, `${path}.`));
  const inLists = listsOf(member).flatMap((each) => rowsOf(each, `${path}[].`));
  return [...list, ...inLists];
}

function objectsOf(member: JsonSchema): JsonSchema[] {
  return alternatives(member).filter(({ properties }) => properties !== undefined);
}

function listsOf(member: JsonSchema): JsonSchema[] {
  return alternatives(member).map(({ items }) => items).filter((items): items is JsonSchema =>
    typeof items === "object" && items.properties !== undefined
  );
}

function alternatives(schema: JsonSchema): JsonSchema[] {
  return schema.anyOf ?? schema.oneOf ?? [schema];
}

function hasMember(schema: JsonSchema, path: string, prefix: string): boolean {
  const [name = ""] = path.slice(prefix.length).split(/[.[]/);
  return schema.properties?.[name] !== undefined;
}

function either(a: Row, b: Row): Row {
  const types = new Set([a.type, b.type]);
  return {
    ...a,
    type: [...types].join(", "),
    required: a.required && b.required,
    meaning: a.meaning || b.meaning,
  };
}
