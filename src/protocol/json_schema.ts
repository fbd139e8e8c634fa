/**
 * JSON Schema (2020-12) of our schemas, for documents. It is slow: nothing that carries frames calls it.
 *
 * @module
 */
import { z } from "zod";
import { noteOf } from "./notes.ts";

/** A JSON Schema, as much of it as is looked at. */
export interface JsonSchema {
  $ref?: string;
  title?: string;
  description?: string;
  type?: string | string[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema | false;
  prefixItems?: JsonSchema[];
  additionalProperties?: JsonSchema | boolean;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  $defs?: Record<string, JsonSchema>;
  [keyword: string]: unknown;
}

/** Shapes that have a name, for `components.schemas` of a document. */
export type Shelf = Map<string, JsonSchema>;

const SHELF = "#/components/schemas/";
/** The largest whole number JSON carries without loss: zod writes it for every integer, and it says nothing. */
const LARGEST = Number.MAX_SAFE_INTEGER;

/** What a schema takes (`input`) or gives (`output`). */
export type Side = "input" | "output";

/**
 * The JSON Schema of a schema of ours. Shapes that have a name are put on the shelf, and referred to.
 *
 * An object may have more members than are named, on both sides: later versions add some.
 */
export function jsonSchemaOf(schema: z.ZodType, side: Side, shelf: Shelf): JsonSchema {
  const made = z.toJSONSchema(schema, {
    target: "draft-2020-12",
    io: side,
    unrepresentable: "any",
    metadata: named,
    override: ({ zodSchema, jsonSchema }) => tidy(jsonSchema as JsonSchema, zodSchema),
  }) as JsonSchema;
  return shelve(made, shelf, (name) => name);
}

/**
 * The JSON Schema of somebody else's schema: zod's, with what its `describe()` and `meta()` say. Of another
 * library's nothing is known, and any object passes.
 *
 * @param name what its shapes are called by on the shelf, as they may have names of ours
 * @param onFault hears why a schema cannot be told. The document does not: anybody may read it
 */
export function foreignSchemaOf(
  schema: z.ZodType,
  side: Side,
  { shelf, name, onFault }: { shelf: Shelf; name: string; onFault: (fault: unknown) => void },
): JsonSchema {
  if (!("_zod" in schema)) return { type: "object" };
  let made: JsonSchema;
  try {
    made = z.toJSONSchema(schema, {
      target: "draft-2020-12",
      io: side,
      unrepresentable: "any",
      override: ({ zodSchema, jsonSchema }) => bare(jsonSchema as JsonSchema, zodSchema),
    }) as JsonSchema;
  } catch (fault) {
    // One schema that cannot be told must not cost the reader all the others.
    onFault(fault);
    return { type: "object", $comment: "Cannot tell this schema" };
  }
  const whole = shelve(made, shelf, (inner) => inner === "" ? name : `${name}.${inner}`);
  if (!JSON.stringify(whole).includes(JSON.stringify(`${SHELF}${name}`))) return whole;
  shelf.set(name, whole);
  return { $ref: `${SHELF}${name}` };
}

/** The name behind a reference to the shelf. */
export function shelfName(ref: string): string {
  return ref.slice(SHELF.length);
}

// zod takes the name of a shape from a registry, and asks it for each schema that it walks over.
const named = z.registry<{ id?: string }>();
named.get = (schema: z.core.$ZodType) => {
  const { id } = noteOf(schema);
  return (id === undefined ? undefined : { id }) as never;
};

function tidy(json: JsonSchema, schema: z.core.$ZodType): void {
  bare(json, schema);
  const known = noteOf(schema);
  // A wrapper is a schema of its own, and what it wraps has been written into it.
  delete json.id;
  if (known.shownAs !== undefined) Object.assign(json, known.shownAs);
  if (known.description !== undefined) json.description = known.description;
  if (known.fallback !== undefined) json.default = known.fallback;
}

function bare(json: JsonSchema, schema: z.core.$ZodType): void {
  const { def } = schema._zod;
  const isPlain = def.type === "object" && (def as z.core.$ZodObjectDef).catchall === undefined;
  if (isPlain && json.additionalProperties === false) delete json.additionalProperties;
  if (json.type === "integer") {
    if (json.maximum === LARGEST) delete json.maximum;
    if (json.minimum === -LARGEST) delete json.minimum;
  }
  // Names of members are texts in any case.
  delete json.propertyNames;
}

function shelve(made: JsonSchema, shelf: Shelf, rename: (name: string) => string): JsonSchema {
  const { $schema: _known, $defs = {}, ...rest } = made;
  for (const [name, shape] of Object.entries($defs)) {
    const { id: _itsName, $id: _itsAddress, ...said } = shape;
    shelf.set(rename(name), moved(said, rename) as JsonSchema);
  }
  return moved(rest, rename) as JsonSchema;
}

/** A copy whose references lead to the shelf. */
function moved(value: unknown, rename: (name: string) => string): unknown {
  if (Array.isArray(value)) return value.map((each) => moved(each, rename));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      if (key !== "$ref" || typeof inner !== "string") return [key, moved(inner, rename)];
      return [key, `${SHELF}${rename(inner.replace(/^#(\/\$defs\/)?/, ""))}`];
    }),
  );
}
