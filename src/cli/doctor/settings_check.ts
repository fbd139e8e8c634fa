/**
 * @module
 */
import { readKnobs } from "../../lib/env.ts";
import { KNOBS, type Settings } from "../knobs.ts";
import { type Finding, note, ok } from "./finding.ts";

/** The settings from the environment, and which of them cannot be used. */
export function checkSettings(
  get: (name: string) => string | undefined,
): { settings: Settings; findings: Finding[] } {
  const subject = { check: "environment", looked: "TIDEGATE_ variables" };
  const warnings: string[] = [];
  const settings = readKnobs(KNOBS, get, (message) => warnings.push(message));
  if (warnings.length === 0) {
    return { settings, findings: [ok(subject, "all that is set is used")] };
  }
  const remedy = "tidegate help environment";
  return { settings, findings: warnings.map((warning) => note(subject, warning, remedy)) };
}
