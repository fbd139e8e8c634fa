/**
 * `debounce` of @std/async with the types its npm build lacks.
 *
 * @module
 */
// @ts-types="./debounce_types.d.ts"
export { debounce } from "@std/async/debounce.js";
export type { DebouncedFunction } from "./debounce_types.d.ts";
