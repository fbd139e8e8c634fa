/**
 * Holds what is said on the wire against an OpenRPC document, to the letter: a member the document does not name
 * is a fault here, though clients should leave it alone.
 *
 * @module
 */
import assert from "node:assert/strict";
import { Ajv2020, type ErrorObject, type ValidateFunction } from "ajv/dist/2020.js";

type Check = () => ValidateFunction;

interface Schema {
  properties?: Record<string, Schema>;
  additionalProperties?: unknown;
  [keyword: string]: unknown;
}

interface Described {
  name: string;
  schema: Schema;
  required?: boolean;
}

interface Method {
  name: string;
  params: Described[];
  result: Described;
  errors: { code: number }[];
  "x-params"?: Schema;
}

/** An OpenRPC document, as much of it as is looked at. */
export interface OpenRpc {
  methods: Method[];
  components: { schemas: Record<string, Schema> };
  "x-events": { name: string; payload?: Schema }[];
}

/** A document, and whether what is said keeps to it. */
export class Declared {
  readonly #methods: ReadonlyMap<string, Method>;
  readonly #results: ReadonlyMap<string, Check>;
  readonly #params: ReadonlyMap<string, Check>;
  readonly #payloads: ReadonlyMap<string, Check | undefined>;

  constructor(document: OpenRpc) {
    const ajv = new Ajv2020({ strict: false, allErrors: true });
    const { methods, components, "x-events": events } = document;
    ajv.addSchema({ $id: "exact", components: exact(components) as OpenRpc["components"] });
    const check = (schema: Schema) => once(() => ajv.compile(exact(schema) as Schema));
    this.#methods = new Map(methods.map((method) => [method.name, method]));
    this.#results = new Map(methods.map(({ name, result }) => [name, check(result.schema)]));
    this.#params = new Map(methods.map((method) => [method.name, check(paramsOf(method))]));
    this.#payloads = new Map(events.map(({ name, payload }) => [name, payload && check(payload)]));
  }

  /** Whether there is such a method. */
  knows(method: string): boolean {
    return this.#methods.has(method);
  }

  /** Fails where an answer to a call is not as the document says. */
  assertResult(method: string, result: unknown, raw: string): void {
    const check = this.#results.get(method);
    assert.ok(check, `${method} is answered, and is not in the document: ${raw}`);
    assertFits(check(), result, `the result of ${method}\nin ${raw}`);
  }

  /** Fails where an event is not as the document says. */
  assertPayload(type: string, payload: unknown, raw: string): void {
    assert.ok(this.#payloads.has(type), `${type} is sent, and is not in the document: ${raw}`);
    const check = this.#payloads.get(type);
    if (check !== undefined) assertFits(check(), payload, `the payload of ${type}\nin ${raw}`);
    else assert.equal(payload, undefined, `${type} has no payload: ${raw}`);
  }

  /** Fails where a method answers with an error it is not said to have. Those of JSON-RPC any may have. */
  assertFault(method: string, code: number, raw: string): void {
    const told = this.#methods.get(method)?.errors;
    if (told === undefined || code < 0) return;
    const isTold = told.some((each) => each.code === code);
    assert.ok(isTold, `by the document, ${method} is never answered so: ${raw}`);
  }

  /** Whether a call is one the document describes. Params it does not name are no fault: they are left alone. */
  fitsParams(method: string, given: unknown): boolean {
    return this.#params.get(method)?.()(given) === true;
  }

  /** Fails where params were taken that do not fit. */
  assertParams(method: string, given: unknown, raw: string): void {
    const check = this.#params.get(method)?.();
    if (check === undefined || check(given)) return;
    fail(check.errors?.filter((fault) => !isTaken(fault)), `the params of ${method}\nin ${raw}`);
  }
}

/** A flag may be anything that is true or false to somebody, and a session that is not there be closed. */
function isTaken({ keyword, params }: ErrorObject): boolean {
  return keyword === "type" ? params.type === "boolean" : params.missingProperty === "session_id";
}

function assertFits(check: ValidateFunction, value: unknown, what: string): void {
  if (!check(value)) fail(check.errors ?? undefined, what);
}

function fail(errors: readonly ErrorObject[] | undefined, what: string): void {
  const faults = (errors ?? []).map(({ instancePath, message, params }) =>
    `${instancePath} ${message} ${JSON.stringify(params)}`
  );
  if (faults.length === 0) return;
  assert.fail(`By the document, something is wrong with ${what}\n${faults.join("\n")}`);
}

/** Compiled when it is first used: most tests look at a few schemas. */
function once(make: () => ValidateFunction): Check {
  let made: ValidateFunction | undefined;
  return () => made ??= make();
}

function paramsOf({ params: all, "x-params": whole }: Method): Schema {
  if (whole !== undefined) return whole;
  const properties = Object.fromEntries(all.map(({ name, schema }) => [name, schema]));
  const required = all.filter((each) => each.required).map(({ name }) => name);
  return { type: "object", properties, required, additionalProperties: true };
}

/** The schema with every object closed that says nothing of more members, and with references that lead here. */
function exact(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(exact);
  if (typeof value !== "object" || value === null) return value;
  const inner: Schema = Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, isReference(key, each) ?? exact(each)]),
  );
  const isObject = inner.type === "object" && typeof inner.properties === "object";
  return isObject ? { additionalProperties: false, ...inner } : inner;
}

function isReference(key: string, value: unknown): string | undefined {
  return key === "$ref" && typeof value === "string" ? `exact${value}` : undefined;
}
