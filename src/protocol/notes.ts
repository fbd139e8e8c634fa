/**
 * What schemas say about themselves to people and generators: one line, a name, a default. It lies beside the
 * schemas, so that it costs nothing where nobody reads it.
 *
 * @module
 */
import { z } from "zod";

/** What is known of a schema beside its shape. */
export interface Note {
  /** One line for people. */
  description?: string;
  /** The name of a shape that several methods and events share: it is written down once. A copy has none. */
  id?: string;
  /** What a missing member counts as, where the schema itself cannot tell. */
  fallback?: unknown;
  /** How a member is to be sent, where more than that is taken. */
  shownAs?: { type: string };
  /** Whether a call without the member cannot succeed, though it is refused by another error. */
  needed?: true;
}

const notes = z.registry<Note>();

/** What has been noted of a schema. */
export function noteOf(schema: z.core.$ZodType): Note {
  return notes.get(schema as z.ZodType) ?? {};
}

/**
 * Notes one line about a schema. One that others use too is copied where it has a line already; describe it
 * first where it is made.
 */
export function note<S extends z.ZodType>(schema: S, description: string): S {
  return noted(schema, { description });
}

/** Gives a shape that is shared its name in documents, and a line about it. */
export function shape<S extends z.ZodType>(name: string, schema: S, description: string): S {
  return noted(schema, { id: name, description });
}

/** Notes anything about a schema, beside what is known of it. */
export function noted<S extends z.ZodType>(schema: S, what: Note): S {
  const known = noteOf(schema);
  const taken = known.description !== undefined && what.description !== undefined;
  const own = taken ? schema.clone() : schema;
  const { id: _itsOwn, ...inherited } = known;
  notes.add(own, { ...(taken ? inherited : known), ...what });
  return own;
}

/** A flag that clients send as whatever is true in their language; missing means false. */
export function flag(description: string): z.ZodType<boolean, unknown> {
  const schema = z.unknown().optional().transform((value) => Boolean(value));
  return noted(schema, { description, fallback: false, shownAs: { type: "boolean" } });
}
