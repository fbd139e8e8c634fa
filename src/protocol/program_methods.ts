/**
 * Contracts of the programs a gateway runs for its windows: PROTOCOL 3.4, 3.8 and 3.9. None is for observers:
 * what programs are called, and what they say, is nobody else's business.
 *
 * @module
 */
import { z } from "zod";
import { contract } from "../rpc/method.ts";
import { note, noted } from "./notes.ts";
import { liveId } from "./session_methods.ts";
import { orElse } from "./shapes.ts";

/** `shell.exec` */
export const shellExec = contract({
  name: "shell.exec",
  summary: "runs a line of shell, 30 s at most; what it leaves in the background is ended",
  lane: "background",
  params: z.object({
    command: note(orElse(z.string(), ""), "what a POSIX shell reads"),
    session_id: note(
      z.string().nullish(),
      "a live session: it runs in its folder and ends with it; missing or unknown: in the gateway's",
    ),
  }),
  result: z.object({
    stdout: note(z.string(), "of what it wrote, the last 4,000 characters"),
    stderr: note(z.string(), "of what it wrote there, the last 2,000"),
    code: note(z.number().int(), "its exit code; 128 and more: a signal ended it"),
  }),
});

const argv = noted(z.unknown().optional(), {
  description: "words of the gateway's own command line, without its name",
  fallback: [],
  shownAs: { type: "array" },
});

/** `cli.exec` */
export const cliExec = contract({
  name: "cli.exec",
  summary: "runs a command of the gateway's own command line that needs nobody at a terminal",
  lane: "background",
  params: z.object({
    argv,
    timeout: note(orElse(z.number(), 240), "seconds it may run, 600 at most"),
  }),
  result: z.object({
    blocked: note(
      z.boolean(),
      "it is none that can be run from here: hint says what to do instead",
    ),
    code: note(
      z.number().int(),
      "its exit code; 128 and more: a signal ended it; -1: it was blocked",
    ),
    output: note(z.string(), "what it wrote, the first 48,000 characters"),
    hint: note(z.string().optional(), "what to do instead, for people"),
  }),
});

const id = note(z.string(), "its own id, which process.kill takes as process_id");

/** `process.list` */
export const processList = contract({
  name: "process.list",
  summary: "the programs that run for a session, and those that run for none",
  lane: "inline",
  params: z.object({ session_id: liveId }),
  result: z.object({
    processes: z.array(z.object({
      session_id: id,
      command: note(z.string(), "what runs; credentials in it are not shown"),
      cwd: note(z.string(), "where it runs; may be empty: where the gateway does"),
      pid: note(z.number().int(), "the system's number for it"),
      started_at: note(z.string(), "ISO 8601, UTC"),
      uptime_seconds: note(z.number().int(), "how long it has been running"),
      status: z.literal("running"),
      output_preview: note(z.string(), "the last 200 characters of its output"),
      output_tail: note(z.string(), "the last 4,000"),
    })),
  }),
});

/** `process.kill` */
export const processKill = contract({
  name: "process.kill",
  summary: "ends a program that runs for a session, or for none, and all it started",
  lane: "background",
  params: z.object({
    session_id: liveId,
    process_id: note(orElse(z.string(), ""), "session_id of its entry in process.list"),
  }),
  result: z.object({ status: z.literal("killed"), session_id: id }),
});

/** `process.stop` */
export const processStop = contract({
  name: "process.stop",
  summary: "ends the programs that run for a session, or for all the caller may control",
  lane: "background",
  params: z.object({
    session_id: note(z.string().nullish(), "a live session; missing or unknown: all are meant"),
  }),
  result: z.object({ killed: note(z.number().int(), "how many were ended") }),
});
