/**
 * @module
 */
import { mayReadVariable, readVariable } from "../../adapters/environment.ts";
import { DEFAULT_BASE_URL, resolveOpenaiOptions } from "../../agent/openai_options.ts";
import type { Clock } from "../../lib/clock.ts";
import type { AgentConfig } from "../config_schema.ts";
import { type Finding, note, ok, problem } from "./finding.ts";
import { reach } from "./probe.ts";

type OpenaiConfig = Extract<AgentConfig, { type: "openai" }>;

/** Whether the endpoint answers, a model is named and the key is set. The key is sent nowhere. */
export async function checkOpenai(
  check: string,
  agent: OpenaiConfig,
  clock: Clock,
  readKey: (variable: string) => string | undefined = readVariable,
): Promise<Finding> {
  const { base_url: baseUrl = DEFAULT_BASE_URL, model, api_key_env: named } = agent;
  // Of the address the origin alone is shown: a key may stand in the rest.
  const subject = { check, looked: new URL(baseUrl).origin };
  const variable = named ?? "OPENAI_API_KEY";
  if (model === undefined || model.trim() === "") {
    return problem(subject, "no model is named", "--model <name>");
  }
  const hasKey = (readKey(variable)?.trim() ?? "") !== "";
  if (!hasKey && !mayReadVariable(variable)) {
    const found = `this run may not read the variable ${variable} of the key`;
    return problem(subject, found, `deno run --allow-env=${variable} …`);
  }
  const { needsKey } = resolveOpenaiOptions({ baseUrl });
  const wantsKey = needsKey || named !== undefined;
  if (wantsKey && !hasKey) {
    return problem(subject, `the key's variable ${variable} is not set`, `export ${variable}=…`);
  }
  const url = new URL(baseUrl);
  url.pathname = `${url.pathname.replace(/(\/chat\/completions)?\/*$/, "")}/models`;
  const found = await reach(url.href, clock);
  if (found.kind === "silent") {
    return problem(subject, found.why, "start the server, or correct --base-url (base_url)");
  }
  const key = hasKey ? `the key is in ${variable}` : "no key";
  if (found.status === 404 || found.status >= 500) {
    return note(
      subject,
      `it answers with status ${found.status}; ${key}`,
      "--base-url <url>, mostly one that ends with /v1",
    );
  }
  return ok(subject, `it answers; model ${model}; ${key}`);
}
