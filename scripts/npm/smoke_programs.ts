/**
 * The programs of somebody who uses the package: what they say is in no way special.
 *
 * @module
 */

/** Loads every door that it is given, by `import`. */
export const IMPORTS = `
for (const name of process.argv.slice(2)) {
  const door = await import(name);
  if (Object.keys(door).length === 0) throw new Error(name + " exports nothing");
}
`;

/** The same by `require`. */
export const REQUIRES = `
for (const name of process.argv.slice(2)) {
  const door = require(name);
  if (Object.keys(door).length === 0) throw new Error(name + " exports nothing");
}
`;

/** An agent of one's own, which the gateway runs in a worker: a process started from a file of the package. */
export const AGENT = `
export default {
  async *prompt({ text }) {
    yield { type: "text", text: "a worker heard: " + text };
  },
};
`;

/** Has a chat with the gateway at the address it is given, by the typed client, and prints the answer. */
export const CHAT = `
import { connect } from "tidegate/client";
// Node 20 has no WebSocket of its own; the package "ws" has come along.
import { WebSocket } from "ws";

const client = connect({
  url: process.argv[2],
  token: process.env.TIDEGATE_TOKEN,
  WebSocket: globalThis.WebSocket ?? WebSocket,
});
const session = await client.sessions.create();
for await (const event of session.prompt("hello from npm")) {
  if (event.type === "message.complete") console.log(event.payload.text);
}
await client.close();
`;

/** What a typed program says of each door. */
const TYPED: Readonly<Record<string, string>> = {
  ".": `
import { AgentError, type AgentProvider, createGateway, type Gateway, version } from "tidegate";
const provider: AgentProvider = {
  name: "loud",
  describe: () => ({ model: "loud", provider: "", tools: {}, skills: {}, configured: true }),
  create: () =>
    Promise.resolve({
      async *prompt({ text }) {
        if (text === "") throw new AgentError("nothing was said");
        yield { type: "text", text: text.toUpperCase() };
      },
    }),
};
export const gateway: Gateway = createGateway({ provider });
export const release: string = version;
// @ts-expect-error a provider that is none
createGateway({ provider: 1 });
`,
  "./node": `
import { PortInUseError, type RunningServer, serve, type ServeOptions } from "tidegate/node";
export const start = (options: ServeOptions): Promise<RunningServer> => serve(options);
export const isTaken = (error: unknown): boolean => error instanceof PortInUseError;
`,
  "./protocol": `
import { type MethodParams, type MethodResult, methods } from "tidegate/protocol";
const params: MethodParams<"prompt.submit"> = { session_id: "a1", text: "hello" };
export const parsed: { text: string } = methods["prompt.submit"].params.parse(params);
export const status = (result: MethodResult<"prompt.submit">): "streaming" | "queued" | "steered" =>
  result.status;
// @ts-expect-error a text is no number
const wrong: MethodParams<"prompt.submit"> = { session_id: "a1", text: 1 };
export { wrong };
`,
  "./client": `
import { connect } from "tidegate/client";
export async function chat(): Promise<string> {
  const client = connect({ url: "http://127.0.0.1:9120", token: "secret" });
  const session = await client.sessions.create();
  let answer = "";
  for await (const event of session.prompt("hello")) {
    if (event.type === "message.delta") answer += event.payload.text;
  }
  await client.close();
  return answer;
}
`,
};

/** A program that uses the types of doors. */
export function typedProgram(doors: readonly string[]): string {
  return doors.map((door) => TYPED[door] ?? `import "tidegate${door.slice(1)}";`).join("");
}
