/** The gateway under measurement: a real one, behind its real adapter, with an agent that makes tokens. */
import type { AgentProvider } from "../../mod.ts";
import { createGateway, silentLogger, systemClock } from "../../mod.ts";
import { serve } from "../../src/adapters/deno.ts";
import { Credentials } from "../../src/http/credentials.ts";
import { answerQuestions } from "./child.ts";
import { type Order, tokens } from "./tokens.ts";

const provider: AgentProvider = {
  name: "bench",
  describe: () => ({ model: "bench", provider: "bench", tools: {}, skills: {}, configured: true }),
  create: () =>
    Promise.resolve({ prompt: ({ text }: { text: string }) => tokens(JSON.parse(text) as Order) }),
};

const gateway = createGateway({ provider, logger: silentLogger, sessionTtlMs: 0 });
const server = await serve({
  gateway,
  hostname: "127.0.0.1",
  port: 0,
  clock: systemClock,
  logger: silentLogger,
  credentials: new Credentials({ token: "bench", clock: systemClock }),
});
await answerQuestions(server.port);
