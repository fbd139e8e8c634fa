/**
 * @module
 */

/** Where systems keep a Chromium. */
export const BROWSER_PLACES: readonly string[] = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
];
