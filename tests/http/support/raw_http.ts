/** HTTP by hand over TCP: for headers that fetch and WebSocket do not let anyone set. */
import { HANDSHAKE } from "./app_bench.ts";

export interface RawAnswer {
  status: number;
  headers: Headers;
  body: string;
}

export interface RawOptions {
  method?: string;
  path?: string;
  hostname?: string;
  /** `host` is set to the server's address unless given; "" leaves the header out. */
  headers?: Record<string, string>;
  body?: string;
}

/** Sends one request and reads one answer; the connection is closed afterwards. */
export async function rawRequest(port: number, options: RawOptions = {}): Promise<RawAnswer> {
  const connection = await rawConnect(port, options);
  try {
    return await readAnswer(connection, options);
  } finally {
    connection.close();
  }
}

/** Asks for an upgrade; an answer of 101 means that the server made one. */
export function rawHandshake(
  port: number,
  headers: Record<string, string> = {},
  options: RawOptions = {},
): Promise<RawAnswer> {
  return rawRequest(port, { path: "/api/ws", ...options, headers: { ...HANDSHAKE, ...headers } });
}

/** Sends a request and leaves the connection to the caller. */
export async function rawConnect(port: number, options: RawOptions = {}): Promise<Deno.TcpConn> {
  const { method = "GET", path = "/", hostname = "127.0.0.1", body = "" } = options;
  const connection = await Deno.connect({ hostname, port });
  const host = hostname.includes(":") ? `[${hostname}]:${port}` : `${hostname}:${port}`;
  const headers = Object.entries({
    host,
    "content-length": String(body.length),
    ...options.headers,
  })
    .filter(([name, value]) => value !== "" && !(name === "content-length" && body === ""))
    .map(([name, value]) => `${name}: ${value}\r\n`);
  const text = `${method} ${path} HTTP/1.1\r\n${headers.join("")}\r\n${body}`;
  await connection.write(new TextEncoder().encode(text));
  return connection;
}

/** Reads the head of an answer, and as much of a body as it announces: none to a HEAD request. */
export async function readAnswer(
  connection: Deno.TcpConn,
  { method }: Pick<RawOptions, "method"> = {},
): Promise<RawAnswer> {
  let text = await readUntil(connection, "", (read) => read.includes("\r\n\r\n"));
  const head = text.slice(0, text.indexOf("\r\n\r\n"));
  const [statusLine = "", ...lines] = head.split("\r\n");
  const headers = new Headers(lines.map((line): [string, string] => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon), line.slice(colon + 1).trim()];
  }));
  const status = Number(statusLine.split(" ")[1]);
  const announced = method === "HEAD" ? 0 : Number(headers.get("content-length") ?? 0);
  const length = head.length + 4 + announced;
  text = await readUntil(connection, text, (read) => read.length >= length);
  return { status, headers, body: status === 101 ? "" : text.slice(head.length + 4) };
}

async function readUntil(
  connection: Deno.TcpConn,
  start: string,
  enough: (read: string) => boolean,
): Promise<string> {
  const buffer = new Uint8Array(16_384);
  // One character a byte: lengths are in bytes.
  const decoder = new TextDecoder("latin1");
  let text = start;
  while (!enough(text)) {
    const count = await connection.read(buffer);
    if (count === null) throw new Error(`connection ended after ${JSON.stringify(text)}`);
    text += decoder.decode(buffer.subarray(0, count));
  }
  return text;
}
