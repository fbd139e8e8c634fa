/**
 * @module
 */
import process from "node:process";
import { sqliteDriver } from "../../adapters/sqlite_driver.ts";
import { version } from "../../protocol/version.ts";
import type { Host } from "../host.ts";
import { type Finding, note, ok, problem } from "./finding.ts";

/** What {@linkcode checkRuntime} looks at. */
export interface RuntimePlace {
  host: Pick<Host, "about">;
  /** The version of Node that runs this, or that is imitated. */
  node?: string;
  hasSqlite?: boolean;
}

const OLDEST_NODE = 20;

/** The runtime, its version, and whether it can keep conversations. */
export function checkRuntime(
  {
    host,
    node = process.versions.node,
    hasSqlite = sqliteDriver() !== undefined,
  }: RuntimePlace,
): Finding {
  const subject = { check: "runtime", looked: `tidegate ${version}, ${host.about}` };
  if (Number.parseInt(node) < OLDEST_NODE) {
    return problem(subject, `Node ${OLDEST_NODE} or newer is needed`, "npm install -g node@22");
  }
  if (hasSqlite) return ok(subject, "it has all that is needed");
  return note(
    subject,
    "it has no SQLite: conversations are kept in memory and end with the process",
    "use Node 22.13 or newer, or Deno",
  );
}
