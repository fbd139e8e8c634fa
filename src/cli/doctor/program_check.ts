/**
 * @module
 */
import { type Finding, note, ok, problem } from "./finding.ts";
import { lookUpProgram, type ProgramPlace } from "./program_lookup.ts";

/** What {@linkcode checkProgram} looks at. */
export interface ProgramCheck {
  check: string;
  /** Without its arguments: a key may stand in them. */
  command: string;
  /** Where it was said: a member of the configuration, or of the command line. */
  member: string;
  place: ProgramPlace;
}

/** Whether a program that is to be started is there. */
export function checkProgram({ check, command, member, place }: ProgramCheck): Finding {
  const subject = { check, looked: command };
  const found = lookUpProgram(command, place);
  switch (found.kind) {
    case "found":
      return ok(subject, found.path === command ? "it is there" : `it is ${found.path}`);
    case "not_executable":
      return problem(subject, `${found.path} cannot be executed`, `chmod +x "${found.path}"`);
    case "hidden":
      return note(subject, "this run may not look where it is", "deno run --allow-read …");
    case "no_file":
      return problem(subject, "there is no such file", `correct ${member}`);
    case "not_on_path":
      return problem(
        subject,
        "it is not on the PATH",
        `install it, or write its whole path as ${member}`,
      );
  }
}
