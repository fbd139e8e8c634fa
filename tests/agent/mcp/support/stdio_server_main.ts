/** The test server as a program. Its first argument says how it behaves: see {@linkcode ways}. */
import process from "node:process";
// @ts-types="@modelcontextprotocol/sdk/server/stdio"
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { toolServer, type ToolServerOptions } from "./tool_server.ts";

function die(): never {
  process.stderr.write("my key was test-secret-value\nso long\n");
  Deno.exit(3);
}

function serve(options: ToolServerOptions = {}): Promise<void> {
  const readVariable = (name: string) => Deno.env.get(name);
  return toolServer({ die, readVariable, ...options }).connect(new StdioServerTransport());
}

const ways: Record<string, () => unknown> = {
  serve: () => serve(),
  /** Ends before it has said a word. */
  die,
  /** Never says a word. */
  mute: () => setInterval(() => {}, 1_000_000),
  /** Has no tools. */
  empty: () => serve({ instead: [] }),
  /** Some tools cannot be used. */
  broken: () =>
    serve({
      instead: [
        { name: "good", inputSchema: { type: "object" } },
        { name: "list", inputSchema: { type: "array" } },
        { name: "odd name!", description: 7, inputSchema: {} },
        { inputSchema: { type: "object" } },
        "nonsense",
      ],
    }),
  /** Has more tools than anybody could use: 20 MB of them. */
  many: () =>
    serve({
      instead: Array.from({ length: 10_000 }, (_, i) => ({
        name: `tool_${i}`,
        description: "d".repeat(1_000),
        inputSchema: {
          type: "object",
          properties: { path: { type: "string", description: "p".repeat(1_000) } },
        },
      })),
    }),
  /** Says again and again that its tools have changed. */
  flood: async () => {
    const message = { jsonrpc: "2.0", method: "notifications/tools/list_changed" };
    const lines = `${JSON.stringify(message)}\n`.repeat(1_000);
    await serve();
    // It answers too: writing alone would not let it hear a word.
    for (;;) {
      await new Promise<void>((done) => process.stdout.write(lines, () => setTimeout(done)));
    }
  },
  /** Greets on stdout, which is not for people. */
  chatty: () => {
    process.stdout.write("Welcome! Listening on stdin.\n");
    return serve();
  },
  /** Writes without an end and without a line. */
  babble: async () => {
    const piece = new Uint8Array(1 << 20).fill(0x61);
    for (;;) await new Promise<void>((done) => process.stdout.write(piece, () => done()));
  },
};

await ways[Deno.args[0] ?? "serve"]!();
