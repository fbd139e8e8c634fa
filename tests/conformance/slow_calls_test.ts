/** What answers at all times, over real WebSockets, against `tidegate serve` that may start programs. */
import { slowCallCases } from "./cases/slow_calls.ts";
import { tidegateWithChildren } from "./program.ts";
import { registerSuite } from "./suite.ts";
import { WebSocketTarget } from "./websocket_target.ts";

// The slow calls are those of a shell, which is not everywhere.
if (Deno.build.os !== "windows") {
  const target = await WebSocketTarget.start(tidegateWithChildren());
  // A filtered run skips the last test, and nothing else would end the servers.
  globalThis.addEventListener("unload", () => target.abandon());

  registerSuite(target, "websocket", slowCallCases);

  Deno.test({
    name:
      "conformance (websocket): servers that took slow calls end with 0 and no fault in the log",
    // They were started before this test.
    sanitizeOps: false,
    sanitizeResources: false,
    fn: () => target.stop(),
  });
}
