/**
 * A server that listens to what a gateway tells a sidecar.
 *
 * @module
 */

/** What it heard, and how it behaves. */
export interface Sidecar {
  /** Its address, with a credential and a channel. */
  readonly url: string;
  /** When the first connection is there. */
  readonly opened: Promise<void>;
  /** All frames of the first connection, once that has ended. */
  readonly ended: Promise<string[]>;
  /** From now on every connection is ended from this side after so many frames. */
  hangsUpAfter(frames: number): void;
}

/** Runs something beside a sidecar that is there as long as it lasts. */
export async function withSidecar(act: (sidecar: Sidecar) => Promise<void>): Promise<void> {
  const stop = new AbortController();
  let mostFrames = Infinity;
  let end: (frames: string[]) => void = () => {};
  const ended = new Promise<string[]>((resolve) => end = resolve);
  let open: () => void = () => {};
  const opened = new Promise<void>((resolve) => open = resolve);
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, signal: stop.signal, onListen() {} },
    (request) => {
      const { socket, response } = Deno.upgradeWebSocket(request);
      const frames: string[] = [];
      socket.onopen = () => open();
      socket.onmessage = ({ data }) => {
        frames.push(data);
        if (frames.length === mostFrames) socket.close(1011);
      };
      socket.onclose = () => end(frames);
      return response;
    },
  );
  try {
    const url = `ws://127.0.0.1:${server.addr.port}/api/pub?token=t0ken&channel=tides`;
    await act({ url, opened, ended, hangsUpAfter: (frames) => void (mostFrames = frames) });
  } finally {
    stop.abort();
    await server.finished;
  }
}
