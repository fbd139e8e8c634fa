/**
 * What becomes of the servers that tools come from, shown in the sessions that have them.
 *
 * @module
 */
import type { AgentProvider } from "../agent/agent.ts";
import type { Clock, Timer } from "../lib/clock.ts";
import type { Registry } from "../session/registry.ts";
import type { Providers } from "./providers.ts";

/** Milliseconds that news are gathered for: a start is news of every server, twice. */
const GATHER_MS = 200;

/** Starts to look for tools, and tells each session whose agent is ready of their news. Call what it returns to end. */
export function followTools(
  { providers, registry, clock }: { providers: Providers; registry: Registry; clock: Clock },
): () => void {
  const stops = providers.all.map((provider) =>
    follow(provider, (fresh) => {
      for (const session of registry.all()) {
        const concerned = providers.of(session.providerName) === fresh;
        if (concerned && session.agents.state === "ready") session.tellInfo();
      }
    }, clock)
  );
  return () => stops.forEach((stop) => stop());
}

function follow(
  provider: AgentProvider,
  tell: (provider: AgentProvider) => void,
  clock: Clock,
): () => void {
  const { tools } = provider;
  if (tools === undefined) return () => {};
  let timer: Timer | undefined;
  let told = "";
  const look = () => {
    timer = undefined;
    const news = JSON.stringify(tools.states());
    if (news !== told) tell(provider);
    told = news;
  };
  tools.start();
  const unwatch = tools.watch(() => timer ??= clock.after(GATHER_MS, look));
  return () => {
    unwatch();
    timer?.cancel();
  };
}
