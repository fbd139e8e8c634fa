/** Turns in which a model asks for tools. */
import { openaiProvider } from "../../../src/agent/openai_agent.ts";
import type { AgentContext, AgentEvent } from "../../../src/agent/agent.ts";
import type { OpenaiOptions } from "../../../src/agent/openai_options.ts";
import { type Handler, serveModel, sse, stream } from "./model_server.ts";
import type { ScriptedShelf } from "./scripted_shelf.ts";
import { makeAgent } from "./turn.ts";

/** An answer that asks for tools: name and arguments, these cut in two. */
export function asksFor(...calls: [name: string, args: string, id?: string][]): Response {
  const chunks = calls.flatMap(([name, args, id], index) => {
    const half = Math.floor(args.length / 2);
    const begun = {
      index,
      id: id ?? `c${index}`,
      type: "function",
      function: { name, arguments: "" },
    };
    const pieces = [args.slice(0, half), args.slice(half)];
    return [begun, ...pieces.map((piece) => ({ index, function: { arguments: piece } }))];
  });
  const deltas = chunks.map((call) => ({ choices: [{ delta: { tool_calls: [call] } }] }));
  const end = { choices: [{ delta: {}, finish_reason: "tool_calls" }] };
  return stream(sse(...deltas, end, "[DONE]"));
}

/** The messages of a request. */
export function messagesOf(
  { body }: { body: Record<string, unknown> },
): Record<string, unknown>[] {
  return body.messages as Record<string, unknown>[];
}

/** A model server, and an agent that has the tools of a shelf. */
export async function toolBench(
  shelf: ScriptedShelf,
  { handlers, options = {}, context = {} }: {
    handlers: Handler[];
    options?: OpenaiOptions;
    context?: Partial<AgentContext>;
  },
) {
  const server = serveModel(...handlers);
  const toolPolicy = { otherwise: "allow", allow: [], never: [] } as const;
  const provider = openaiProvider(
    { baseUrl: server.baseUrl, model: "m", toolPolicy, ...options },
    { tools: shelf },
  );
  const agent = await makeAgent(provider, context);
  return { server, provider, agent, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

/** Events of some kinds, without what differs from run to run. */
export function toolEvents(events: readonly AgentEvent[]): Record<string, unknown>[] {
  return events.filter(({ type }) => type.startsWith("tool_")).map((event) => {
    const { id: _, durationSeconds: __, ...rest } = event as unknown as Record<string, unknown>;
    return rest;
  });
}
