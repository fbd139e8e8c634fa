/**
 * @module
 */

/** What is done with the pieces of a stream. */
export interface Taking {
  take(bytes: Uint8Array): void;
  /** Bytes that are taken at most; the piece that goes over is the last. */
  maxBytes: number;
  /** Hears, once, that there were more. */
  onFlood(): void;
  /** Ends it: what has been taken until then counts. */
  signal: AbortSignal;
}

/** Takes what a program writes into a pipe, to its end. A pipe that breaks has ended. Never rejects. */
export async function takeAll(
  pipe: ReadableStream<Uint8Array<ArrayBuffer>>,
  { take, maxBytes, onFlood, signal }: Taking,
): Promise<void> {
  const reader = pipe.getReader();
  // Whoever reads is told that the pipe has ended.
  const leave = () => void reader.cancel().catch(() => {});
  signal.addEventListener("abort", leave, { once: true });
  if (signal.aborted) leave();
  let bytes = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      bytes += value.length;
      take(value);
      if (bytes <= maxBytes) continue;
      onFlood();
      return await reader.cancel();
    }
  } catch {
    // The pipe is broken: what was said until then counts.
  } finally {
    signal.removeEventListener("abort", leave);
  }
}
