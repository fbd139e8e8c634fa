/**
 * A gateway with agents that take all they can get, in workers or beside everything else.
 *
 * @module
 */
import type { AgentProvider } from "../../mod.ts";
import { createGateway, silentLogger, systemClock } from "../../mod.ts";
import { agentWorkers } from "../../src/adapters/agent_worker.ts";
import { ChildProcesses, systemGuard } from "../../src/adapters/child_processes.ts";
import { serve } from "../../src/adapters/deno.ts";
import { isolatedProvider } from "../../src/agent/isolation/isolated_provider.ts";
import { loadModuleProvider } from "../../src/agent/isolation/module_provider.ts";
import type { PlainOpenaiOptions } from "../../src/agent/isolation/recipe.ts";
import { openaiProvider } from "../../src/agent/openai_agent.ts";
import { Credentials } from "../../src/http/credentials.ts";
import { answerQuestions } from "./child.ts";
import { longHistory } from "./hog_agent.ts";
import { StallWatch } from "./stall_watch.ts";
import { type Order, tokens } from "./tokens.ts";

/** What this script is told: its argument, as JSON. */
export interface HogSettings {
  isolation: "worker" | "none";
  /** Of the model that asks for tools. */
  modelUrl: string;
}

const { isolation, modelUrl }: HogSettings = JSON.parse(Deno.args[0] ?? "{}");
const description = { model: "bench", provider: "bench", tools: {}, skills: {}, configured: true };

const paced: AgentProvider = {
  name: "bench",
  describe: () => description,
  create: () =>
    Promise.resolve({ prompt: ({ text }: { text: string }) => tokens(JSON.parse(text) as Order) }),
};

const own = { clock: systemClock, logger: silentLogger };
const guard = systemGuard(own);
const { spawn } = new ChildProcesses({ ...own, guard });
const isolated = {
  startWorker: agentWorkers({ spawn, clock: systemClock }),
  keeper: guard,
  ...own,
};

const url = import.meta.resolve("./hog_agent.ts");
const hog = isolation === "none"
  ? await loadModuleProvider(url, { name: "hog", description })
  : isolatedProvider({
    recipe: { kind: "module", url },
    scope: "session",
    name: "hog",
    description,
  }, isolated);

const script = new URL("./hog_tools.ts", import.meta.url).pathname;
const args = ["run", "--no-prompt", "--allow-env", script];
const options: PlainOpenaiOptions = {
  baseUrl: modelUrl,
  model: "bench",
  mcpServers: [{ name: "bench", command: Deno.execPath(), args, env: {} }],
  toolPolicy: { otherwise: "allow", allow: [], never: [] },
  // What is sent on to the model is not what is measured.
  resultChars: 1_000,
  maxIterations: 1_000,
  toolWaitMs: 10_000,
};
const tools = isolation === "none" ? openaiProvider(options, { spawn }) : isolatedProvider({
  recipe: { kind: "openai", options },
  scope: "shared",
  name: "tools",
  description,
}, isolated);

const history = longHistory();

/** The hog's sessions here have a long conversation behind them. */
const reader: AgentProvider = {
  name: "reader",
  describe: () => description,
  async create(context, signal) {
    const agent = await hog.create({ ...context, history }, signal);
    return { ...agent, prompt: (input, signal) => agent.prompt({ ...input, history }, signal) };
  },
};

const gateway = createGateway({
  provider: paced,
  agents: { hog, reader, tools },
  logger: silentLogger,
  sessionTtlMs: 0,
});
const server = await serve({
  gateway,
  hostname: "127.0.0.1",
  port: 0,
  clock: systemClock,
  logger: silentLogger,
  credentials: new Credentials({ token: "bench", clock: systemClock }),
});
const stalls = new StallWatch();
await answerQuestions(server.port, undefined, () => stalls.worst());
