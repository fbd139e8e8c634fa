/**
 * The generated parts of docs/PROTOCOL.md.
 *
 * @module
 */
import { wireErrorNames, wireErrorOf } from "../../src/protocol/errors.ts";
import type { JsonSchema } from "../../src/protocol/json_schema.ts";
import type { EventDocument, MethodDocument, OpenRpcDocument } from "../../src/protocol/openrpc.ts";
import { rpcCodes } from "../../src/rpc/rpc_error.ts";
import { frameLine, inlineJson, jsonBlock } from "./examples.ts";
import { groupOf, groups } from "./groups.ts";
import type { Exchange, Recording } from "./record.ts";
import { link, rowsOf, typeText } from "./rows.ts";
import { membersTable, paramsTable, table } from "./tables.ts";

const EVENT_SHAPE = "event.";

/** A list of all methods, each with what it is for. */
export function methodIndex({ methods }: OpenRpcDocument): string {
  return groups.flatMap((group) => {
    const own = methods.filter(({ name }) => groupOf(name) === group);
    if (own.length === 0) return [];
    const rows = own.map(({ name, summary }) => [anchor(name), summary]);
    return [`**${group}**`, table(["method", "what it does"], rows)];
  }).join("\n\n");
}

/** A section of each method. */
export function methodSections(document: OpenRpcDocument, { exchanges }: Recording): string {
  const ordered = groups.flatMap((group) =>
    document.methods.filter(({ name }) => groupOf(name) === group)
  );
  return ordered.map((method) => methodSection(method, exchanges.get(method.name))).join("\n\n");
}

/** A section of each event. */
export function eventSections(document: OpenRpcDocument): string {
  const shapes = document.components.schemas;
  return document["x-events"].map((event) => eventSection(event, shapes)).join("\n\n");
}

/** A section of each shape that has a name, but for those of events. */
export function shapeSections({ components }: OpenRpcDocument): string {
  return Object.entries(components.schemas).filter(([name]) => !name.startsWith(EVENT_SHAPE))
    .map(([name, schema]) => [`### ${name}`, aside(schema), memberText(schema)].join("\n\n"))
    .join("\n\n");
}

/** Every code an answer may have. */
export function errorTable(): string {
  const own = wireErrorNames.map(wireErrorOf).map(({ code, message }) => [code, message] as const);
  const texts: Record<keyof typeof rpcCodes, string> = {
    parseError: "parse error",
    invalidRequest: "invalid request: <why>",
    methodNotFound: "unknown method: <name>",
    invalidParams: "invalid params: <member>: <why>",
    internalError: "internal error",
    overloaded: "Cannot take <method>: too many calls wait",
  };
  const reserved = Object.entries(rpcCodes).map(([name, code]) =>
    [code, texts[name as keyof typeof rpcCodes]] as const
  );
  const byCode = new Map<number, Set<string>>();
  for (const [code, message] of [...reserved, ...own]) {
    byCode.set(code, (byCode.get(code) ?? new Set()).add(message));
  }
  const rows = [...byCode].toSorted(([a], [b]) => a - b);
  return table(
    ["code", "usual text"],
    rows.map(([code, said]) => [String(code), [...said].map((text) => `\`${text}\``).join(", ")]),
  );
}

/** Why a socket is closed. */
export function closeTable(document: OpenRpcDocument): string {
  return table(
    ["code", "reason", "come back?"],
    document["x-close-codes"].toSorted((a, b) => a.code - b.code).map((
      { code, reason, reconnect },
    ) => [String(code), reason, reconnect ? "yes" : "no"]),
  );
}

/** The frames of a turn, a line each. */
export function turnBlock({ turn }: Recording): string {
  return ["```text", ...turn.map((frame) => `${mark(frame)} ${frameLine(frame)}`), "```"].join(
    "\n",
  );
}

function mark(frame: Record<string, unknown>): string {
  return frame.method === undefined || frame.method === "event" ? "←" : "→";
}

function methodSection(method: MethodDocument, example: Exchange | undefined): string {
  const { name, summary, params, result, errors } = method;
  const required = params.filter((each) => each.required).map((each) => each.name);
  const properties = Object.fromEntries(params.map((each) => [each.name, each.schema]));
  const rows = rowsOf({ required, properties });
  return [
    `### ${name}`,
    `${capital(summary)}.`,
    `Lane: ${method["x-lane"]}. Observers: ${observers(method)}.`,
    rows.length === 0 ? "It takes no params." : paramsTable(rows),
    answerText(result.schema),
    ...errorText(errors),
    ...example === undefined ? [] : exampleText(example),
  ].join("\n\n");
}

// Said once above all methods: any of them may answer these.
const EVERYWHERE: ReadonlySet<number> = new Set([rpcCodes.invalidParams, 4040]);

function errorText(errors: MethodDocument["errors"]): string[] {
  const own = errors.filter(({ code }) => !EVERYWHERE.has(code));
  if (own.length === 0) return [];
  return [`Errors: ${own.map(({ code, message }) => `${code} \`${message}\``).join(", ")}.`];
}

function exampleText({ request, answer }: Exchange): string[] {
  const params = inlineJson(request.params);
  const called = params === "{}" ? "For example:" : `Called with \`${params}\`, for example:`;
  return [called, jsonBlock(answer.result)];
}

function observers({ "x-read-only": readOnly }: MethodDocument): string {
  if (readOnly === "depends") return "where the call only looks";
  return readOnly ? "yes" : "no";
}

function answerText(schema: JsonSchema): string {
  if (schema.$ref !== undefined) return `It answers a ${typeText(schema)}.`;
  return `It answers:\n\n${memberText(schema)}`;
}

function memberText(schema: JsonSchema): string {
  const rows = rowsOf(schema);
  return rows.length === 0 ? `${capital(typeText(schema))}.` : membersTable(rows);
}

function eventSection(event: EventDocument, shapes: Record<string, JsonSchema>): string {
  const { name, summary, merges, payload } = event;
  const parts = [`### ${name}`, `${capital(summary)}.`];
  if (merges) parts.push("Neighbours of this kind may arrive joined into one.");
  if (payload?.$ref === undefined) parts.push("It has no payload.");
  else if (payload.$ref.includes(EVENT_SHAPE)) {
    parts.push(memberText(shapes[`${EVENT_SHAPE}${name}`] ?? {}));
  } else parts.push(`Its payload is a ${typeText(payload)}.`);
  return parts.join("\n\n");
}

function aside({ description }: JsonSchema): string {
  return description === undefined ? "" : `${capital(description)}.`;
}

function anchor(name: string): string {
  return link(name).replace(/\(#.*\)/, `(#${name.replaceAll(".", "")})`);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
