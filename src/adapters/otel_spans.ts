/**
 * What the spans say. Names and attributes are those of OpenTelemetry's conventions for RPC and for
 * generative AI, as far as they have any. What is said in a session stands in none of them.
 *
 * @module
 */
import type * as Api from "@opentelemetry/api";
import type * as Core from "@opentelemetry/core";
import type { Telemetry } from "../gateway/telemetry.ts";

/** Characters of what peers and agents name: ids, models, tools. */
const NAME_CHARS = 128;
/** Calls of tools in one turn that may be open at once and have spans. */
const OPEN_TOOLS = 256;

/** The libraries, loaded. */
export interface OtelLibraries {
  api: typeof Api;
  core: Pick<typeof Core, "parseTraceParent">;
}

/** Telemetry that makes spans. */
export function spanTelemetry(tracer: Api.Tracer, { api, core }: OtelLibraries): Telemetry {
  const { SpanKind, SpanStatusCode } = api;
  // Nothing is taken from, or left in, the context that is active: a request knows its parent, or has none.
  const parentOf = (trace: string | undefined): Api.Context => {
    const parent = trace === undefined ? null : core.parseTraceParent(trace);
    if (parent === null) return api.ROOT_CONTEXT;
    return api.trace.setSpanContext(api.ROOT_CONTEXT, { ...parent, isRemote: true });
  };
  const failed = (span: Api.Span) => span.setStatus({ code: SpanStatusCode.ERROR });

  return {
    request({ id, method = "other", trace }) {
      const span = tracer.startSpan(method, {
        kind: SpanKind.SERVER,
        attributes: {
          "rpc.system": "jsonrpc",
          "rpc.method": method,
          "rpc.jsonrpc.version": "2.0",
          ...requestId(id),
        },
      }, parentOf(trace));
      return {
        trace: traceparent(span),
        began: () => void span.addEvent("began"),
        ended(error) {
          if (error !== undefined) failed(span).setAttribute("rpc.jsonrpc.error_code", error);
          span.end();
        },
      };
    },
    turn({ agent, model, storedId, trace }) {
      const span = tracer.startSpan(`invoke_agent ${name(agent)}`, {
        kind: SpanKind.INTERNAL,
        attributes: {
          "gen_ai.operation.name": "invoke_agent",
          "gen_ai.agent.name": name(agent),
          "gen_ai.conversation.id": storedId,
          ...model === "" ? {} : { "gen_ai.request.model": name(model) },
        },
      }, parentOf(trace));
      const inTurn = api.trace.setSpan(api.ROOT_CONTEXT, span);
      const open = new Map<string, Api.Span>();
      let tools = 0;
      return {
        toolBegan(id, tool) {
          tools++;
          if (open.size >= OPEN_TOOLS || open.has(id)) return;
          const call = tracer.startSpan(`execute_tool ${name(tool)}`, {
            kind: SpanKind.INTERNAL,
            attributes: {
              "gen_ai.operation.name": "execute_tool",
              "gen_ai.tool.name": name(tool),
              "gen_ai.tool.call.id": name(id),
            },
          }, inTurn);
          open.set(id, call);
        },
        toolEnded(id) {
          open.get(id)?.end();
          open.delete(id);
        },
        ended({ status, started, usage }) {
          for (const call of open.values()) call.setAttribute("tidegate.tool.cut", true).end();
          if (status === "error") failed(span);
          span.setAttributes({
            "tidegate.turn.status": status,
            "tidegate.turn.started": started,
            "tidegate.turn.tool_calls": tools,
            "gen_ai.usage.input_tokens": usage.input,
            "gen_ai.usage.output_tokens": usage.output,
          });
          span.end();
        },
      };
    },
  };
}

/** W3C trace context, version 00. */
function traceparent(span: Api.Span): string {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, "0")}`;
}

// An id may be any JSON; one that is no name of a request is not worth its size.
function requestId(id: unknown): Api.Attributes {
  if (typeof id !== "string" && typeof id !== "number") return {};
  return { "rpc.jsonrpc.request_id": name(String(id)) };
}

function name(text: string): string {
  return String(text).slice(0, NAME_CHARS);
}
