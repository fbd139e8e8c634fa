/**
 * HTTP by hand over TCP: for headers no client lets anyone set.
 *
 * @module
 */
import type { Address } from "./case.ts";

/** What came back. */
export interface RawAnswer {
  status: number;
  headers: Headers;
  /** Empty for an upgrade. */
  body: string;
}

/** Headers that ask for a WebSocket. */
export const HANDSHAKE = {
  upgrade: "websocket",
  connection: "Upgrade",
  "sec-websocket-version": "13",
  "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
};

/** Asks for an upgrade with these headers on top; an empty value leaves a header out. */
export function handshake(
  { port }: Address,
  headers: Record<string, string>,
  query = "",
): Promise<RawAnswer> {
  return rawRequest(port, {
    line: `GET /api/ws${query} HTTP/1.1`,
    headers: { host: `127.0.0.1:${port}`, ...HANDSHAKE, ...headers },
  });
}

/** Sends a request and reads one answer. */
export async function rawRequest(
  port: number,
  request: { line: string; headers: Record<string, string>; body?: string },
): Promise<RawAnswer> {
  const { line, headers, body = "" } = request;
  const lines = Object.entries(headers).filter(([, value]) => value !== "")
    .map(([name, value]) => `${name}: ${value}`);
  if (body !== "") lines.push(`content-length: ${body.length}`);
  const connection = await Deno.connect({ hostname: "127.0.0.1", port });
  try {
    const text = [line, ...lines, "", body].join("\r\n");
    await connection.write(new TextEncoder().encode(text));
    return await readAnswer(connection);
  } finally {
    connection.close();
  }
}

async function readAnswer(connection: Deno.TcpConn): Promise<RawAnswer> {
  // A character a byte, since lengths are in bytes.
  const decoder = new TextDecoder("latin1");
  const buffer = new Uint8Array(16_384);
  let text = "";
  for (;;) {
    const end = text.indexOf("\r\n\r\n");
    const head = end === -1 ? undefined : readHead(text.slice(0, end));
    const length = head?.status === 101 ? 0 : Number(head?.headers.get("content-length") ?? 0);
    const body = text.slice(end + 4);
    if (head !== undefined && body.length >= length) {
      return { ...head, body: body.slice(0, length) };
    }
    const count = await connection.read(buffer);
    if (count === null) {
      throw new Error(`Reading an answer: it ended after ${JSON.stringify(text)}`);
    }
    text += decoder.decode(buffer.subarray(0, count));
  }
}

function readHead(text: string): { status: number; headers: Headers } {
  const [statusLine = "", ...lines] = text.split("\r\n");
  const headers = new Headers(lines.map((line): [string, string] => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon), line.slice(colon + 1).trim()];
  }));
  return { status: Number(statusLine.split(" ")[1]), headers };
}
