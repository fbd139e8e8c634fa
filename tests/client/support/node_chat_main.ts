/** A chat from Node: what it came to goes to stdout. */
import process from "node:process";
import { WebSocket as Socket } from "ws";
import { connect } from "../../../src/client/mod.ts";

const [url = "", token = "", which] = process.argv.slice(2);
const own = globalThis.WebSocket;
if (which === "own" && own === undefined) {
  process.stdout.write(`${JSON.stringify({ socket: "none" })}\n`);
} else {
  const client = connect({ url, token, WebSocket: which === "ws" ? Socket : own });
  const session = await client.sessions.create();
  let text = "";
  const turn = session.prompt("Hello from Node");
  for await (const event of turn) {
    if (event.type === "message.delta") text += event.payload.text;
  }
  const { kind: end } = await turn.done;
  process.stdout.write(`${JSON.stringify({ socket: which, text, end })}\n`);
  await client.close();
}
process.stdin.unref();
