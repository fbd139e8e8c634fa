import assert from "node:assert/strict";
import { explainNetworkError } from "../../src/agent/network_error.ts";
import { serveModel } from "./support/model_server.ts";
import { redactor } from "../../src/agent/redact.ts";

const plain = (text: string) => text;

Deno.test("explainNetworkError() knows a refused connection of this runtime", async () => {
  // A port that was free a moment ago and that nobody listens on any more.
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  listener.close();
  const error = await fetch(`http://127.0.0.1:${port}/`).catch((error) => error);
  assert.equal(explainNetworkError(error, plain).reason, "connection refused");
});

Deno.test("explainNetworkError() knows this runtime's https to a plain http port", async () => {
  await using server = serveModel(() => new Response());
  const error = await fetch(server.baseUrl.replace("http:", "https:")).catch((error) => error);
  assert.equal(explainNetworkError(error, plain).reason, "that port does not speak TLS");
});

Deno.test("explainNetworkError() knows the errors of Node by their code", () => {
  const failed = (code: string) =>
    new TypeError("fetch failed", { cause: Object.assign(new Error("x"), { code }) });
  const reasons = ["ECONNREFUSED", "ENOTFOUND", "UND_ERR_SOCKET", "DEPTH_ZERO_SELF_SIGNED_CERT"]
    .map((code) => explainNetworkError(failed(code), plain).reason);
  assert.deepEqual(reasons, [
    "connection refused",
    "host name not found",
    "the connection was cut",
    "its TLS certificate is not trusted",
  ]);
});

Deno.test("explainNetworkError() sees no sense in asking again for a permission", () => {
  const error = Object.assign(new Error('Requires net access to "host:80"'), {
    name: "NotCapable",
  });
  assert.equal(explainNetworkError(error, plain).transient, false);
});

Deno.test("explainNetworkError() quotes an error it does not know, redacted and bounded", () => {
  const error = new Error(`odd Bearer abc sk-12345678 ${"x".repeat(1_000)}`);
  const { reason, transient } = explainNetworkError(error, redactor(["sk-12345678"]));
  assert.match(reason, /^Error: odd Bearer \[redacted\] \[redacted\] x/);
  assert.ok(reason.length <= 300);
  assert.equal(transient, true);
});

Deno.test("explainNetworkError() takes what is no Error", () => {
  assert.equal(explainNetworkError("boom", plain).reason, "boom");
});
