/** @module */

/** Tidegate's version, as in deno.json. */
export const version = "0.1.0";

/** What a desktop client checks before it talks to a backend: an integer, at least 2. */
export const desktopContract = 2;
