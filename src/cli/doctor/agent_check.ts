/**
 * @module
 */
import { statSync } from "node:fs";
import { resolve } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { readVariable } from "../../adapters/environment.ts";
import { isModuleUrl } from "../../lib/is_module_url.ts";
import type { Clock } from "../../lib/clock.ts";
import type { AgentConfig } from "../config_schema.ts";
import { type Finding, note, ok, problem } from "./finding.ts";
import { mayAccess } from "./file_rights.ts";
import { checkOpenai } from "./openai_check.ts";
import { checkProgram } from "./program_check.ts";

/**
 * Whether an agent could answer, as far as that shows without starting it.
 *
 * @param readKey looks a key up by its variable
 */
export async function checkAgent(
  name: string,
  agent: AgentConfig,
  clock: Clock,
  readKey: (variable: string) => string | undefined = readVariable,
): Promise<Finding> {
  const check = `agent ${name}`;
  switch (agent.type) {
    case "echo":
      return ok({ check, looked: "echo" }, "it needs nothing");
    case "openai":
      return await checkOpenai(check, agent, clock, readKey);
    case "acp":
      return checkProgram({
        check,
        command: agent.command,
        member: `the command of ${check}`,
        place: {
          os: process.platform,
          path: agent.env.PATH ?? readVariable("PATH"),
          extensions: readVariable("PATHEXT"),
        },
      });
    case "module":
      return checkModule(check, agent.path);
  }
}

function checkModule(check: string, path: string): Finding {
  if (isModuleUrl(path) && !path.startsWith("file:")) {
    const [scheme = ""] = path.split(":", 1);
    return note({ check, looked: `a module of ${scheme}:` }, "it shows with the first session");
  }
  const file = isModuleUrl(path) ? fileURLToPath(path) : resolve(path);
  const subject = { check, looked: file };
  const remedy = `correct the path of ${check}`;
  try {
    if (!statSync(file).isFile()) return problem(subject, "it is no file", remedy);
    if (!mayAccess(file, "r")) {
      return problem(subject, "this user may not read it", `chmod u+r "${file}"`);
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ENOENT" && code !== "ENOTDIR") throw error;
    return problem(subject, "there is no such file", remedy);
  }
  return ok(subject, "it is there; whether it loads shows with the first session");
}
