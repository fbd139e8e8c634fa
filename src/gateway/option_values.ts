/**
 * Options that are plain values: their defaults, their bounds, and what is said of those that are out of
 * them.
 *
 * @module
 */
import { z } from "zod";
import { type QuestionTimeouts, usualTimeoutsMs } from "../session/question_kinds.ts";
import type { LoadRenderer } from "../session/rendering.ts";
import { fault, isFunction, shown } from "./option_fault.ts";
import type { SaveDocument } from "./saved_conversation.ts";

const MiB = 1024 * 1024;
// A longer timer fires at once, in every runtime: setTimeout keeps 31 bits.
const LONGEST_TIMER_MS = 2 ** 31 - 1;

const number = (min: number, max = Number.MAX_SAFE_INTEGER) =>
  z.number().int().min(min).max(max).describe(
    max === Number.MAX_SAFE_INTEGER
      ? `a whole number, ${min} or more`
      : `a whole number from ${min} to ${max}`,
  );
const oneOf = <const T extends string>(...words: T[]) =>
  z.enum(words).describe(words.map((word) => `"${word}"`).join(" or "));
const timer = (min = 0) => number(min, LONGEST_TIMER_MS);
const waits = (kind: keyof QuestionTimeouts) => timer(1).default(usualTimeoutsMs[kind]);

const questionTimeouts = z.strictObject({
  clarify: waits("clarify"),
  approval: waits("approval"),
  sudo: waits("sudo"),
  secret: waits("secret"),
  terminal_read: waits("terminal_read"),
}).describe("an object of milliseconds by kind of question");

/** What can be checked value by value. The descriptions complete "must be …". */
const values = z.strictObject({
  maxFrameBytes: number(1).default(32 * MiB),
  coalesceWindowMs: number(0, 10_000).default(33),
  coalesceMode: oneOf("merge", "frames").default("merge"),
  highWaterBytes: number(1).default(MiB),
  queueLimitChars: number(1).default(64 * MiB),
  rpcConcurrency: number(1).default(4),
  rpcQueueLimit: number(1).default(1024),
  maxSessions: number(0).default(0),
  maxLiveSessions: number(0).default(0),
  journalChars: number(0).default(64 * MiB),
  orphanGraceMs: timer().default(20_000),
  sessionTtlMs: number(0).default(21_600_000),
  busyMode: oneOf("interrupt", "queue", "steer").default("interrupt"),
  buildDelayMs: timer().default(50),
  agentWaitMs: timer(1).default(30_000),
  stuckAgentMs: timer().default(5_000),
  questionTimeoutsMs: questionTimeouts.prefault({}),
  retentionMs: number(0).default(90 * 86_400_000),
  retentionChars: number(0).default(256 * MiB),
  cwd: z.string().describe("a folder's path, as text").default(""),
  autoTitle: z.boolean().describe("true or false").default(true),
  saveDocument: z.custom<SaveDocument>(isFunction).describe("a function of a name and a text")
    .default(() => nowhere),
  renderer: z.custom<LoadRenderer>(isFunction).optional().describe("a function that loads one"),
});

/** Options that are looked at member by member. */
const ports = [
  ...["provider", "agents", "store", "clock", "logger", "methods", "commands", "hooks"],
  ...["telemetry", "workspace", "attachments", "pastes", "spawnTrees", "git"],
];

/**
 * Checks the values among the options, and fills in their defaults.
 *
 * @throws {TypeError} naming the first that is wrong, or that is no option
 */
export function checkValues(given: object): z.output<typeof values> {
  const parsed = values.safeParse(given);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = issue?.path.map(String) ?? [];
  if (issue?.code === "unrecognized_keys") {
    const name = [...path, ...issue.keys.slice(0, 1)].join(".");
    const known = path.length === 0
      ? [...ports, ...Object.keys(values.shape)]
      : Object.keys(questionTimeouts.shape);
    throw fault(name, `is not there; there are ${known.sort().join(", ")}`);
  }
  throw fault(path.join("."), `must be ${described(path)}, it is ${shown(at(given, path))}`);
}

function described([name, member]: readonly string[]): string {
  const shape: Record<string, z.ZodType> = member === undefined
    ? values.shape
    : questionTimeouts.shape;
  const schema = shape[member ?? name ?? ""];
  const inner = schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault
    ? schema.unwrap() as z.ZodType
    : schema;
  return inner?.description ?? "something else";
}

function at(given: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, name) => (value as Record<string, unknown>)[name], given);
}

function nowhere(): never {
  throw new Error("this gateway has no folder for documents");
}
