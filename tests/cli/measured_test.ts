/** The flags of who measures, on real processes. */
import assert from "node:assert/strict";
import { OtlpCollector } from "../adapters/support/otlp_collector.ts";
import { Scraped } from "../adapters/support/scraped.ts";
import { Child, TASK_PERMISSIONS } from "./support/child.ts";
import { readyPort } from "./support/viewer.ts";

const TOKEN = "0123456789abcdef0123456789abcdef";

async function metricsOf(port: number): Promise<Response> {
  const headers = { authorization: `Bearer ${TOKEN}` };
  return await fetch(`http://127.0.0.1:${port}/metrics`, { headers });
}

Deno.test("serve --metrics has metrics, with no further permission", async () => {
  const env = { TIDEGATE_TOKEN: TOKEN };
  await using child = new Child({ args: ["serve", "--port", "0", "--metrics"], env });
  const answer = await metricsOf(await readyPort(child));
  assert.equal(answer.status, 200);
  const seen = new Scraped(await answer.text());
  assert.ok(seen.value("process_resident_memory_bytes") > 0);
});

Deno.test("serve has metrics where the environment asks for them, and else none", async () => {
  for (const [TIDEGATE_METRICS, status] of [["1", 200], ["0", 404]] as const) {
    const env = { TIDEGATE_TOKEN: TOKEN, TIDEGATE_METRICS };
    await using child = new Child({ args: ["serve", "--port", "0"], env });
    const answer = await metricsOf(await readyPort(child));
    await answer.body?.cancel();
    assert.equal(answer.status, status);
  }
});

Deno.test("stdio --otel exports its spans before it ends, to where the environment says", async () => {
  await using collector = new OtlpCollector();
  await using child = new Child({
    args: ["stdio", "--otel"],
    permissions: TASK_PERMISSIONS,
    env: {
      OTEL_EXPORTER_OTLP_ENDPOINT: new URL(collector.url).origin,
      OTEL_SERVICE_NAME: "my-gateway",
      // What is exported at the end must not depend on how busy this machine is.
      TIDEGATE_GATEWAY_SHUTDOWN_GRACE_S: "60",
    },
  });
  await child.call(1, "session.list");
  await child.out.answer(1);
  await child.endInput();
  const { code, err } = await child.end();
  assert.equal(code, 0, err.join("\n"));
  assert.equal(collector.span("session.list").attributes["rpc.jsonrpc.request_id"], "1");
  assert.equal(collector.resource["service.name"], "my-gateway");
});
