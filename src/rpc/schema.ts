/**
 * @module
 */

/** What a {@linkcode Schema} says of a value. */
export type SchemaVerdict<Output> =
  | { success: true; data: Output }
  | { success: false; error: SchemaFault };

/** Why a value does not fit. */
export interface SchemaFault {
  /** Each of the reasons. */
  readonly issues: readonly {
    /** Where in the value. */
    readonly path: readonly PropertyKey[];
    /** What is wrong there, for people. */
    readonly message: string;
  }[];
}

/**
 * A schema of zod, as much of it as is used: it takes an `Input`, checks it, and makes an `Output` of it.
 * One that checks asynchronously does not do.
 */
export interface Schema<Input = unknown, Output = unknown> {
  /** Checks a value. */
  safeParse(value: unknown): SchemaVerdict<Output>;
  /** By the convention Standard Schema: the types, which exist for the compiler alone. */
  readonly "~standard": {
    /** See there. */
    readonly types?: { readonly input: Input; readonly output: Output } | undefined;
  };
}
