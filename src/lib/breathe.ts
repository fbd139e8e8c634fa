/**
 * Lets the event loop run once. A message channel rather than a timer of 0 ms, which runtimes round up
 * to a millisecond or two; and nothing here waits for time, so no clock has to move.
 */
export function breathe(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      port2.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
