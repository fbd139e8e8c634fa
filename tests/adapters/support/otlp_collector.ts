/** A server that takes spans by OTLP over HTTP, as JSON. */
import type { Json } from "../../support/stage.ts";

export interface Span {
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  kind: number;
  status: { code?: number };
  attributes: Record<string, unknown>;
  events: string[];
}

export class OtlpCollector implements AsyncDisposable {
  readonly spans: Span[] = [];
  /** Of the resource that sent them last. */
  resource: Record<string, unknown> = {};
  readonly bodies: string[] = [];
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  constructor() {
    const onListen = () => {};
    this.#server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen }, async (request) => {
      const text = await request.text();
      this.bodies.push(text);
      for (const { resource, scopeSpans } of JSON.parse(text).resourceSpans) {
        this.resource = valuesOf(resource.attributes);
        for (const { spans } of scopeSpans) this.spans.push(...spans.map(readSpan));
      }
      return Response.json({ partialSuccess: {} });
    });
  }

  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}/v1/traces`;
  }

  /** The one span of this name. */
  span(name: string): Span {
    const found = this.spans.filter((span) => span.name === name);
    const names = this.spans.map((span) => span.name).join(", ");
    if (found.length !== 1 || !found[0]) throw new Error(`${found.length} of ${name}: ${names}`);
    return found[0];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }
}

function readSpan(span: Json): Span {
  const events = (span.events ?? []).map(({ name }: Json) => name);
  return { ...span, attributes: valuesOf(span.attributes ?? []), events };
}

function valuesOf(attributes: Json[]): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}
