/**
 * The published document: everything a peer sees is held against it.
 *
 * @module
 */
import { Declared } from "../support/declared.ts";

const text = await Deno.readTextFile(new URL("../../docs/openrpc.json", import.meta.url));

/** See the module. */
export const declared: Declared = new Declared(JSON.parse(text));
