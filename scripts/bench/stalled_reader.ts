/**
 * A viewer that stops to read. By hand, since a WebSocket of the runtime's reads whether it is asked to or
 * not.
 *
 * @module
 */

/** Its socket is open, and nobody takes anything from it. */
export class StalledReader implements Disposable {
  readonly #line: Deno.TcpConn;

  constructor(line: Deno.TcpConn) {
    this.#line = line;
  }

  /**
   * Watches a session; from then on nothing is read.
   *
   * @throws {Error} when the server does not let it
   */
  static async open(port: number, sessionId: string): Promise<StalledReader> {
    const line = await Deno.connect({ hostname: "127.0.0.1", port });
    try {
      const said = { line, text: "" };
      await write(line, new TextEncoder().encode(upgrade(port)));
      await readUntil(said, /\r\n\r\n/);
      if (!said.text.startsWith("HTTP/1.1 101 ")) throw new Error(said.text.split("\r\n")[0]);
      const params = { session_id: sessionId };
      await write(line, frame({ jsonrpc: "2.0", id: 1, method: "session.activate", params }));
      const [answer = ""] = await readUntil(said, /"id":1,"(result|error)"/);
      if (answer.endsWith('"error"')) throw new Error("the session cannot be watched");
      return new StalledReader(line);
    } catch (error) {
      line.close();
      throw new Error("Cannot stall: the reader could not begin", { cause: error });
    }
  }

  /** Leaves without a word. */
  [Symbol.dispose](): void {
    this.#line.close();
  }
}

function upgrade(port: number): string {
  return [
    "GET /api/ws?token=bench HTTP/1.1",
    `Host: 127.0.0.1:${port}`,
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    `Sec-WebSocket-Key: ${btoa("0123456789abcdef")}`,
    "",
    "",
  ].join("\r\n");
}

/** A message as a client sends it: one frame of text, masked with zeros, which leave it as it is. */
export function frame(message: unknown): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(message));
  if (text.length > 0xffff) throw new RangeError("Cannot frame a message: it is too long");
  const length = text.length < 126
    ? [0x80 | text.length]
    : [0x80 | 126, text.length >> 8, text.length & 0xff];
  return Uint8Array.from([0x81, ...length, 0, 0, 0, 0, ...text]);
}

async function write(line: Deno.TcpConn, bytes: Uint8Array): Promise<void> {
  for (let rest = bytes; rest.length > 0;) rest = rest.subarray(await line.write(rest));
}

/** Reads on until there is a match in what was said. */
async function readUntil(
  said: { line: Deno.TcpConn; text: string },
  pattern: RegExp,
): Promise<RegExpExecArray> {
  const buffer = new Uint8Array(4_096);
  for (;;) {
    const found = pattern.exec(said.text);
    if (found !== null) return found;
    const count = await said.line.read(buffer);
    if (count === null) throw new Error("the server hung up");
    // Frames are told apart by nobody here: what is looked for is ASCII.
    for (const byte of buffer.subarray(0, count)) said.text += String.fromCharCode(byte);
  }
}
