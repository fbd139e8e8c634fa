/**
 * @module
 */
import process from "node:process";
import { readVariable } from "../../adapters/environment.ts";
import type { McpServer } from "../../agent/mcp_server.ts";
import type { Clock } from "../../lib/clock.ts";
import { type Finding, ok, problem } from "./finding.ts";
import { reach } from "./probe.ts";
import { checkProgram } from "./program_check.ts";

/** Whether the program of a tool server is there, or its address answers. Its headers stay here. */
export async function checkToolServer(server: McpServer, clock: Clock): Promise<Finding> {
  const check = `tool server ${server.name}`;
  if ("command" in server) {
    const path = server.env?.PATH ?? readVariable("PATH");
    return checkProgram({
      check,
      command: server.command,
      member: `mcp_servers.${server.name}.command`,
      place: { os: process.platform, path, extensions: readVariable("PATHEXT") },
    });
  }
  const subject = { check, looked: new URL(server.url).origin };
  const found = await reach(server.url, clock);
  // It is for POST requests with headers: any answer says that it is there.
  if (found.kind === "answered") return ok(subject, `it answers (status ${found.status})`);
  return problem(
    subject,
    found.why,
    `start it, or correct mcp_servers.${server.name}.url in the configuration`,
  );
}
