/** The conformance cases over real WebSockets, against `tidegate serve`. */
import { tidegate } from "./program.ts";
import { registerSuite } from "./suite.ts";
import { WebSocketTarget } from "./websocket_target.ts";

const target = await WebSocketTarget.start(tidegate("--allow-net", "--allow-read"));
// A filtered run skips the last test, and nothing else would end the servers.
globalThis.addEventListener("unload", () => target.abandon());

registerSuite(target);

Deno.test({
  name: "conformance (websocket): servers that took every case end with 0 and no fault in the log",
  // They were started before this test.
  sanitizeOps: false,
  sanitizeResources: false,
  fn: () => target.stop(),
});
