/**
 * What a check of `tidegate doctor` answers.
 *
 * @module
 */
import { errorMessage } from "../../lib/error_text.ts";
import { isForbidden } from "../../lib/is_forbidden.ts";

/** What a check is about, and what it looked at: `port`, `127.0.0.1:9120`. */
export interface Subject {
  check: string;
  /** Never a secret: where something is, not what it holds. */
  looked: string;
}

/**
 * What a check has found. A `problem`: `tidegate serve` would not start, not do what was asked, or let in
 * whom nobody meant. A `note`: it starts, and there is something to know.
 */
export type Finding =
  & Subject
  & (
    | { kind: "ok"; found: string }
    /** `remedy`: lines to add or commands to run, each as it is to be typed. */
    | { kind: "note" | "problem"; found: string; remedy: readonly string[] }
  );

/** All is as it should be. */
export function ok(subject: Subject, found: string): Finding {
  return { ...subject, kind: "ok", found };
}

/** Something to know. */
export function note(subject: Subject, found: string, ...remedy: string[]): Finding {
  return { ...subject, kind: "note", found, remedy };
}

/** Something to mend. */
export function problem(subject: Subject, found: string, ...remedy: string[]): Finding {
  return { ...subject, kind: "problem", found, remedy };
}

/**
 * Runs a check. One that this run is not permitted to make, or that fails otherwise, is a problem of its
 * own and takes no other with it.
 */
export async function guarded(
  subject: Subject,
  check: () => Finding | Promise<Finding>,
): Promise<Finding> {
  try {
    return await check();
  } catch (error) {
    const why = errorMessage(error);
    if (!isForbidden(error)) return problem(subject, `it cannot be looked at: ${why}`);
    const [flag = "--allow-all"] = /--allow-[a-z]+/.exec(why) ?? [];
    return problem(subject, "this run may not look at it", `deno run ${flag} …`);
  }
}
