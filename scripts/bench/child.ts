/** The measured process's side of the benchmark: says its port, then answers what it has used so far. */
import process from "node:process";
import { createInterface } from "node:readline";
import { say } from "../report.ts";

/** What a server process has used since it started. */
export interface Used {
  /** Microseconds of user and system time. */
  cpu: number;
  /** Bytes. */
  rss: number;
}

/** Prints the port, then one line of JSON for every line on stdin, until stdin ends. */
export async function answerQuestions(port: number): Promise<never> {
  say(String(port));
  for await (const _line of createInterface({ input: process.stdin })) {
    const { user, system } = process.cpuUsage();
    const used: Used = { cpu: user + system, rss: process.memoryUsage().rss };
    say(JSON.stringify(used));
  }
  Deno.exit(0);
}
