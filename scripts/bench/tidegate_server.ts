/**
 * The gateway under measurement: a real one, behind its real adapter, with an agent that makes tokens.
 *
 * @module
 */
import type { AgentProvider, GatewayOptions } from "../../mod.ts";
import { createGateway, silentLogger, systemClock } from "../../mod.ts";
import { serve } from "../../src/adapters/deno.ts";
import { openState } from "../../src/cli/state_store.ts";
import { Credentials } from "../../src/http/credentials.ts";
import { answerQuestions } from "./child.ts";
import { countBuffered } from "./count_buffered.ts";
import { type Order, tokens } from "./tokens.ts";

/** What this script is told: its argument, as JSON. */
export interface TidegateSettings {
  /** The state file; without one conversations are kept in memory. */
  state?: string;
  /** Options that differ from the usual. */
  options?: Partial<GatewayOptions>;
  /** Whether the bytes that wait in sockets are counted. */
  counted?: boolean;
}

const { state = ":memory:", options, counted = false }: TidegateSettings = JSON.parse(
  Deno.args[0] ?? "{}",
);

const provider: AgentProvider = {
  name: "bench",
  describe: () => ({ model: "bench", provider: "bench", tools: {}, skills: {}, configured: true }),
  create: () =>
    Promise.resolve({ prompt: ({ text }: { text: string }) => tokens(JSON.parse(text) as Order) }),
};

const store = openState({
  named: state,
  clock: systemClock,
  logger: silentLogger,
  tell() {},
  recover() {},
});
const gateway = createGateway({
  provider,
  logger: silentLogger,
  sessionTtlMs: 0,
  store,
  ...options,
});
const { acceptor, bytes } = counted
  ? countBuffered(gateway)
  : { acceptor: gateway, bytes: undefined };
const server = await serve({
  gateway: acceptor,
  hostname: "127.0.0.1",
  port: 0,
  clock: systemClock,
  logger: silentLogger,
  credentials: new Credentials({ token: "bench", clock: systemClock }),
});
await answerQuestions(server.port, bytes);
