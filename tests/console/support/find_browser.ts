/** Where a Chromium is, if anywhere. */
import { existsSync } from "node:fs";
import process from "node:process";
import { BROWSER_PLACES } from "../../../scripts/browser_places.ts";

/**
 * The executable of a Chromium: that which `CHROMIUM` names, or one of the system's.
 *
 * @throws {Error} where there is none, and `TIDEGATE_TEST_BROWSER=required` says that there must be
 */
export function findBrowser(): string | undefined {
  const named = process.env.CHROMIUM;
  const found = named ? [named].find(exists) : BROWSER_PLACES.find(exists);
  if (found !== undefined || process.env.TIDEGATE_TEST_BROWSER !== "required") return found;
  const where = named
    ? `CHROMIUM names "${named}"`
    : `there is none of ${BROWSER_PLACES.join(", ")}`;
  throw new Error(`Looking for a browser: ${where}; name one in CHROMIUM`);
}

function exists(path: string): boolean {
  return existsSync(path);
}
