/** A server of tools for tests, on the SDK's own server side: tools that work, and tools that do harm. */
// @ts-types="@modelcontextprotocol/sdk/server/index"
import { Server } from "@modelcontextprotocol/sdk/server/index.js";
// @ts-types="@modelcontextprotocol/sdk/types"
import { CallToolRequestSchema, ListToolsRequestSchema } from "@modelcontextprotocol/sdk/types.js";

/** What a test's server does beside. */
export interface ToolServerOptions {
  /** Names of tools beside the usual ones. */
  more?: readonly string[];
  /** The only tools it has, in place of the usual ones. */
  instead?: readonly unknown[];
  /** What the tool `die` does. */
  die?(): void;
  /** What the tool `env` reads. */
  readVariable?(name: string): string | undefined;
}

const anyArguments = { type: "object", properties: {} };
const usual = [
  "answer",
  "fail",
  "big",
  "die",
  "hang",
  "count",
  "grow",
  "picture",
  "env",
  "refuse",
];

/** Makes one, to be connected to a transport. */
export function toolServer(options: ToolServerOptions = {}): Server {
  const server = new Server({ name: "test tools", version: "1" }, {
    capabilities: { tools: { listChanged: true } },
  });
  const more = [...options.more ?? []];
  server.setRequestHandler(ListToolsRequestSchema, () => ({
    tools: (options.instead ?? [...usual, ...more].map((name) => ({
      name,
      description: `the tool ${name}`,
      inputSchema: anyArguments,
    }))) as { name: string; inputSchema: { type: "object" } }[],
  }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }, extra) => {
    const args = params.arguments ?? {};
    switch (params.name) {
      case "answer":
        return text(`${args.text}`);
      case "fail":
        return { ...text("it did not work"), isError: true };
      case "big":
        return text("x".repeat(Number(args.size)));
      case "die":
        options.die?.();
        return await forever(extra.signal);
      case "hang": {
        const progressToken = extra._meta?.progressToken;
        if (progressToken !== undefined) {
          const params = { progressToken, progress: 1, message: "hanging" };
          await extra.sendNotification({ method: "notifications/progress", params });
        }
        return await forever(extra.signal);
      }
      case "count": {
        const progressToken = extra._meta?.progressToken;
        for (let progress = 1; progressToken !== undefined && progress <= 3; progress++) {
          const params = { progressToken, progress, total: 3 };
          await extra.sendNotification({ method: "notifications/progress", params });
        }
        return text("counted");
      }
      case "grow":
        more.push(`${args.name}`);
        await server.sendToolListChanged();
        return text("grown");
      case "picture":
        return { content: [{ type: "image", data: "AAAA", mimeType: "image/png" }] };
      case "env":
        return text(options.readVariable?.(`${args.name}`) ?? "not set");
      case "refuse":
        throw new Error("no, and the key is test-secret-value");
      default:
        return text(`${params.name} ran`);
    }
  });
  return server;
}

function text(said: string) {
  return { content: [{ type: "text" as const, text: said }] };
}

/** Until the caller gives up. */
function forever(signal: AbortSignal): Promise<ReturnType<typeof text>> {
  return new Promise((resolve) => {
    signal.addEventListener("abort", () => resolve(text("given up")), { once: true });
  });
}
