/**
 * Agents written by users: modules whose default export is one.
 *
 * @module
 */
import { errorMessage } from "../../lib/error_text.ts";
import { isRecord } from "../../lib/is_record.ts";
import { type Agent, type AgentContext, AgentError, type AgentProvider } from "../agent.ts";
import type { AgentDescription } from "../agent.ts";

/** What stands for what a module does not say of itself. */
export interface ModuleDefaults {
  name: string;
  description: AgentDescription;
}

/** A default export that makes the agent of a session. */
export type AgentFactory = (context: AgentContext, signal: AbortSignal) => Agent | Promise<Agent>;

/**
 * Loads a module and makes what it exports by default a provider: an `Agent`, which serves all sessions of
 * this process or worker; a function that makes the agent of a session; or an `AgentProvider`.
 *
 * @param url what `import()` takes; a file's path is none
 * @throws {AgentError} for a module that cannot be loaded, or exports something else
 */
export async function loadModuleProvider(
  url: string,
  defaults: ModuleDefaults,
): Promise<AgentProvider> {
  let exported: unknown;
  try {
    exported = await import(url);
  } catch (error) {
    const text = `Cannot load the agent module "${url}": ${errorMessage(error)}`;
    throw new AgentError(text, { cause: error });
  }
  return moduleProvider(url, exported as Record<string, unknown>, defaults);
}

/** {@linkcode loadModuleProvider} behind the loading. @throws {AgentError} */
export function moduleProvider(
  url: string,
  exported: Readonly<Record<string, unknown>>,
  defaults: ModuleDefaults,
): AgentProvider {
  const made = exported.default;
  if (typeof made === "function" && !isClass(made)) return factoryProvider(made, defaults);
  if (isRecord(made) && typeof made.create === "function") {
    return providerOf(made as unknown as AgentProvider, defaults);
  }
  if (isRecord(made) && typeof made.prompt === "function") {
    return singleProvider(made as unknown as Agent, defaults);
  }
  throw new AgentError(
    `Cannot use the agent module "${url}": its default export is ${
      found(exported)
    }; it has to be an ` +
      `object with prompt(), a function that makes one, or an object with create() and describe()`,
  );
}

function factoryProvider(make: unknown, { name, description }: ModuleDefaults): AgentProvider {
  return {
    name,
    describe: () => description,
    create: async (context, signal) => {
      const agent = await (make as AgentFactory)(context, signal);
      if (typeof agent?.prompt === "function") return agent;
      throw new AgentError("the agent module's function made something that has no prompt()");
    },
  };
}

function providerOf(provider: AgentProvider, { name, description }: ModuleDefaults): AgentProvider {
  const { close, oneshot } = provider;
  return {
    name: typeof provider.name === "string" ? provider.name : name,
    describe: () => typeof provider.describe === "function" ? provider.describe() : description,
    create: (context, signal) => provider.create(context, signal),
    ...(oneshot && { oneshot: (question, signal) => oneshot.call(provider, question, signal) }),
    ...(close === undefined ? {} : { close: () => provider.close?.() }),
  };
}

/** One object for all sessions: it is closed with the provider, not with the first session that ends. */
function singleProvider(agent: Agent, { name, description }: ModuleDefaults): AgentProvider {
  return {
    name,
    describe: () => description,
    create: () => Promise.resolve(withoutClose(agent)),
    ...(agent.close === undefined ? {} : { close: () => agent.close?.() }),
  };
}

function withoutClose(agent: Agent): Agent {
  const { steer, setMode, setModel, summarize, title } = agent;
  return {
    prompt: (input, signal) => agent.prompt(input, signal),
    ...(steer && { steer: (text) => steer.call(agent, text) }),
    ...(setMode && { setMode: (id) => setMode.call(agent, id) }),
    ...(setModel && { setModel: (id) => setModel.call(agent, id) }),
    ...(summarize && { summarize: (input, signal) => summarize.call(agent, input, signal) }),
    ...(title && { title: (input, signal) => title.call(agent, input, signal) }),
  };
}

function isClass(value: unknown): boolean {
  return /^class\b/.test(Function.prototype.toString.call(value));
}

function found(exported: Readonly<Record<string, unknown>>): string {
  const { default: made } = exported;
  if (!("default" in exported)) {
    const names = Object.keys(exported);
    return names.length === 0 ? "missing" : `missing (it exports ${names.join(", ")})`;
  }
  if (typeof made === "function") return "a class";
  if (made === null) return "null";
  if (Array.isArray(made)) return "an array";
  if (!isRecord(made)) return `a ${typeof made}`;
  const names = Object.keys(made);
  return names.length === 0 ? "an empty object" : `an object with ${names.join(", ")}`;
}
