/**
 * @module
 */
import type { Host, Permission } from "../host.ts";
import { type Finding, note, ok } from "./finding.ts";

const NEEDED: Readonly<Record<Permission, string>> = {
  env: "settings",
  net: "listening, and models",
  read: "files",
  write: "conversations",
  run: "agents and tool servers",
};

/** What this run may do. Less than everything may be meant: what it keeps from working shows elsewhere. */
export function checkPermissions({ mayAll }: Pick<Host, "mayAll">): Finding {
  const subject = { check: "permissions", looked: Object.keys(NEEDED).join(", ") };
  if (mayAll === undefined) return ok(subject, "this runtime asks for none");
  const missing = Object.entries(NEEDED).filter(([what]) => !mayAll(what as Permission));
  if (missing.length === 0) return ok(subject, "all are granted");
  const uses = missing.map(([what, use]) => `${what} (${use})`).join(", ");
  return note(
    subject,
    `not or not wholly granted: ${uses}; leave it so where that is meant`,
    `deno run ${missing.map(([what]) => `--allow-${what}`).join(" ")} …`,
  );
}
