// deno-fmt-ignore-file
/**
 * The names of the console's files, made by scripts/gen_page.ts: what they say is loaded when it is asked for.
 * Not edited by hand.
 *
 * @module
 */

/** Where every file of the page is served. */
export const pagePaths: readonly string[] = [
  "/",
  "/assets/main-4ac36fb91c.js",
  "/assets/style-5cc7f1703c.css",
  "/assets/icon-40774e9806.svg",
  "/assets/manifest-2ab3a4360a.webmanifest",
  "/assets/chunk-5e133d508b.js",
  "/assets/highlight_grammars-03e4f425d1.js",
];
