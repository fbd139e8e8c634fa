/**
 * The protocol as an OpenRPC document, made from the schemas the gateway validates with.
 *
 * @module
 */
import type { z } from "zod";
import type { Lane, MethodContract } from "../rpc/method.ts";
import { rpcCodes } from "../rpc/rpc_error.ts";
import { closeReasons } from "./close_codes.ts";
import { wireErrorOf } from "./errors.ts";
import type { EventKind } from "./event_kind.ts";
import { events } from "./events.ts";
import { foreignSchemaOf, type JsonSchema, jsonSchemaOf, type Shelf } from "./json_schema.ts";
import { errorsOf } from "./method_errors.ts";
import { noteOf } from "./notes.ts";
import { version } from "./version.ts";

/** A param or a result, as OpenRPC describes it. */
export interface ContentDescriptor {
  name: string;
  description?: string;
  required?: boolean;
  schema: JsonSchema;
}

/** A method, as OpenRPC describes it. */
export interface MethodDocument {
  name: string;
  summary: string;
  paramStructure: "by-name";
  params: ContentDescriptor[];
  result: ContentDescriptor;
  errors: { code: number; message: string }[];
  /** How its calls wait for each other on one connection. */
  "x-lane": Lane;
  /** Whether windows that only observe may call it: `depends` on the params. */
  "x-read-only": boolean | "depends";
  /** All params as one, where they cannot be told one by one. */
  "x-params"?: JsonSchema;
}

/** A kind of event. */
export interface EventDocument {
  name: string;
  /** When it is sent. */
  summary: string;
  /** Missing: it has no payload. */
  payload?: JsonSchema;
  /** Whether neighbours are joined into one while they wait. */
  merges: boolean;
}

/** An OpenRPC 1.3 document, with what it has no word for behind `x-`. */
export interface OpenRpcDocument {
  openrpc: "1.3.2";
  info: { title: string; version: string; description: string; license: { name: string } };
  methods: MethodDocument[];
  components: { schemas: Record<string, JsonSchema> };
  "x-events": EventDocument[];
  "x-close-codes": { code: number; reason: string; reconnect: boolean }[];
}

const ABOUT =
  "JSON-RPC 2.0, one object a frame: text messages of a WebSocket at /api/ws (with ?batch=1 also " +
  "batches, arrays of such objects), or lines " +
  'over stdin and stdout. Params go by name. The gateway sends events as notifications of the method "event", ' +
  "with params {type, session_id, payload, turn_id, seq}; x-events lists them. turn_id is that of the turn an " +
  "event is of, and missing outside of one. Members and events that are not " +
  "described here may come with a later version: leave them alone.";

/**
 * The document of a gateway.
 *
 * @param contracts what the gateway answers
 * @param foreign names of methods whose schemas are not ours: they were added to this gateway
 * @param onFault hears why one of those, `acme.tides.params`, cannot be told
 */
export function openRpcDocument(
  contracts: Iterable<MethodContract>,
  foreign: ReadonlySet<string> = new Set(),
  onFault: (name: string, fault: unknown) => void = () => {},
): OpenRpcDocument {
  const shelf: Shelf = new Map();
  const said = [...contracts].toSorted(byName);
  const methods = said.map((each) =>
    describeMethod(each, { shelf, isOwn: foreign.has(each.name), onFault })
  );
  const kinds = Object.values(events).map((kind) => describeEvent(kind as EventKind, shelf));
  return {
    openrpc: "1.3.2",
    info: { title: "Tidegate", version, description: ABOUT, license: { name: "MIT" } },
    methods,
    components: { schemas: Object.fromEntries([...shelf].toSorted(([a], [b]) => a < b ? -1 : 1)) },
    "x-events": kinds.toSorted(byName),
    "x-close-codes": Object.values(closeReasons).map((reason) => ({ ...reason })),
  };
}

function byName(a: { name: string }, b: { name: string }): number {
  return a.name < b.name ? -1 : 1;
}

function describeMethod(
  contract: MethodContract,
  { shelf, isOwn, onFault }: {
    shelf: Shelf;
    isOwn: boolean;
    onFault: (name: string, fault: unknown) => void;
  },
): MethodDocument {
  const { name, summary, lane, readOnly = false } = contract;
  const schemaOf = (part: "params" | "result") => {
    const side = part === "params" ? "input" : "output";
    if (!isOwn) return jsonSchemaOf(contract[part], side, shelf);
    const place = `${name}.${part}`;
    return foreignSchemaOf(contract[part], side, {
      shelf,
      name: place,
      onFault: (fault) => onFault(place, fault),
    });
  };
  const params = schemaOf("params");
  const whole = params.properties === undefined ? { "x-params": params } : {};
  return {
    name,
    summary,
    paramStructure: "by-name",
    params: paramsOf(params, contract.params),
    result: { name: "result", schema: schemaOf("result") },
    errors: faultsOf(contract, isOwn),
    "x-lane": lane,
    "x-read-only": typeof readOnly === "function" ? "depends" : readOnly,
    ...whole,
  };
}

function paramsOf(whole: JsonSchema, params: z.ZodType): ContentDescriptor[] {
  const required = new Set(whole.required);
  const shape = (params as Partial<z.ZodObject>).shape ?? {};
  const described = Object.entries(whole.properties ?? {}).map(([name, schema]) => {
    const member = shape[name];
    const needed = member !== undefined && noteOf(member).needed === true;
    const { description } = schema;
    return {
      name,
      ...description === undefined ? {} : { description },
      required: required.has(name) || needed,
      schema,
    };
  });
  // OpenRPC wants those that may be left out behind the others.
  return [
    ...described.filter((each) => each.required),
    ...described.filter((each) => !each.required),
  ];
}

function faultsOf(contract: MethodContract, isOwn: boolean): { code: number; message: string }[] {
  const invalid = { code: rpcCodes.invalidParams, message: "invalid params: <member>: <why>" };
  if (!isOwn) return [invalid, ...errorsOf(contract).map(wireErrorOf)];
  return contract.readOnly === true ? [invalid] : [invalid, wireErrorOf("mayOnlyWatch")];
}

function describeEvent(kind: EventKind, shelf: Shelf): EventDocument {
  const { type: name, summary, merge } = kind;
  const told = { name, summary, merges: merge !== undefined };
  if (kind.payload._zod.def.type === "undefined") return told;
  const schema = jsonSchemaOf(kind.payload, "output", shelf);
  if (schema.$ref !== undefined) return { ...told, payload: schema };
  shelf.set(`event.${name}`, schema);
  return { ...told, payload: { $ref: `#/components/schemas/event.${name}` } };
}
