/** A server in a real Node process, and ways to speak to it from outside. */
import { HANDSHAKE, TOKEN } from "../../http/support/app_bench.ts";
import { rawConnect, readAnswer } from "../../http/support/raw_http.ts";
import { WebSocketClient } from "../../http/support/web_socket_client.ts";
import { hasNode, NodeProcess } from "./node_process.ts";

export const BEARER = { authorization: `Bearer ${TOKEN}` };

export interface NodeBench {
  node: NodeProcess;
  port: number;
  url: string;
  /** Connects with the token as a subprotocol. */
  connect(): WebSocketClient;
  /** A WebSocket by hand: what it sends and reads are bytes. */
  rawSocket(): Promise<Deno.TcpConn>;
}

/** A test with a server of its own, left out where there is no Node. */
export function nodeTest(
  name: string,
  act: (bench: NodeBench) => Promise<void>,
  { hostname = "127.0.0.1", setup = ":" } = {},
): void {
  Deno.test({
    name: hasNode ? name : `${name} (left out: there is no node)`,
    ignore: !hasNode,
    async fn() {
      await using node = await NodeProcess.start("./node_server_main.ts", {
        args: [hostname],
        setup,
      });
      const { port, url } = await node.read() as { port: number; url: string };
      const connect = () => {
        const protocols = ["tidegate.v1", `tidegate.token.${TOKEN}`];
        return new WebSocketClient(`ws://127.0.0.1:${port}/api/ws`, protocols);
      };
      await act({ node, port, url, connect, rawSocket: () => rawSocket(port) });
    },
  });
}

async function rawSocket(port: number): Promise<Deno.TcpConn> {
  const headers = { ...HANDSHAKE, ...BEARER };
  const connection = await rawConnect(port, { path: "/api/ws", headers });
  const { status } = await readAnswer(connection);
  if (status !== 101) throw new Error(`expected an upgrade, got ${status}`);
  return connection;
}

/** Reads until the bytes end with these. */
export async function readUntil(connection: Deno.TcpConn, last: readonly number[]): Promise<void> {
  const buffer = new Uint8Array(1 << 16);
  let tail: number[] = [];
  while (last.some((byte, index) => tail[index] !== byte)) {
    const count = await connection.read(buffer);
    if (count === null) throw new Error(`it ended after ${tail}`);
    tail = [...tail, ...buffer.subarray(Math.max(0, count - last.length), count)];
    tail = tail.slice(-last.length);
  }
}

/** Whether a connection ends, whatever still comes. */
export async function readToEnd(connection: Deno.TcpConn): Promise<void> {
  const buffer = new Uint8Array(1 << 16);
  try {
    while (await connection.read(buffer) !== null);
  } catch (error) {
    if (!(error instanceof Deno.errors.ConnectionReset)) throw error;
  }
}
