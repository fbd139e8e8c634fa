/**
 * The baseline: one JSON.stringify and one send per token, and nothing else.
 *
 * @module
 */
import { answerQuestions } from "./child.ts";
import { type Order, tokens } from "./tokens.ts";

/** What this script is told: its argument, as JSON. */
export interface NaiveSettings {
  /** Sent to whoever connects. */
  greeting?: string;
}

const { greeting }: NaiveSettings = JSON.parse(Deno.args[0] ?? "{}");
let sessions = 0;

function event(sessionId: string, type: string, payload: unknown): string {
  const params = { type, session_id: sessionId, payload };
  return JSON.stringify({ jsonrpc: "2.0", method: "event", params });
}

async function turn(socket: WebSocket, sessionId: string, order: Order): Promise<void> {
  for await (const { text } of tokens(order)) {
    socket.send(event(sessionId, "message.delta", { text }));
  }
  socket.send(event(sessionId, "message.complete", { text: "", status: "complete" }));
}

function listen(socket: WebSocket): void {
  if (greeting !== undefined) socket.onopen = () => socket.send(greeting);
  socket.onmessage = ({ data }) => {
    const { id, method, params } = JSON.parse(data);
    if (method === "session.create") {
      const result = { session_id: `s${sessions++}` };
      socket.send(JSON.stringify({ jsonrpc: "2.0", id, result }));
      return;
    }
    socket.send(JSON.stringify({ jsonrpc: "2.0", id, result: { status: "streaming" } }));
    turn(socket, params.session_id, JSON.parse(params.text));
  };
}

const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
  const { socket, response } = Deno.upgradeWebSocket(request, { idleTimeout: 0 });
  listen(socket);
  return response;
});
await answerQuestions(server.addr.port);
