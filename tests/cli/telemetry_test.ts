import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { createMetrics, createTracing, Credentials, serve } from "../../src/adapters/deno.ts";
import { openTelemetry } from "../../src/cli/telemetry.ts";
import { echoProvider } from "../../src/agent/echo_agent.ts";
import { createGateway } from "../../src/gateway/gateway.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { silentLogger } from "../../src/lib/logger.ts";
import type { Startup } from "../../src/cli/startup.ts";

const startup = {
  settings: { shutdownGrace: 1 },
  clock: systemClock,
  logger: silentLogger,
} as Startup;

/** Which of the libraries this process has loaded. */
function loaded(): string[] {
  const files = Object.keys(createRequire(import.meta.url).cache);
  return ["prom-client", "@opentelemetry/sdk-trace"].filter((name) =>
    files.some((file) => file.includes(`/${name}/`))
  );
}

Deno.test("a gateway that nobody measures loads no library for it, and has no /metrics", async () => {
  const { telemetry, metrics, close } = await openTelemetry(
    { metrics: false, otel: false },
    startup,
  );
  assert.deepEqual([telemetry, metrics], [[], undefined]);
  const gateway = createGateway({ provider: echoProvider(), logger: silentLogger, telemetry });
  const token = "correct-horse-battery-staple";
  const credentials = new Credentials({ token });
  const place = { hostname: "127.0.0.1", port: 0 };
  const server = await serve({ gateway, credentials, ...place, logger: silentLogger });
  const authorization = `Bearer ${token}`;
  const answer = await fetch(`${server.url}/metrics`, { headers: { authorization } });
  assert.equal(answer.status, 404);
  await answer.body?.cancel();
  await server.shutdown({ drain: (signal) => gateway.shutdown({ signal }) });
  await close();
  assert.deepEqual(loaded(), []);

  await createMetrics();
  assert.deepEqual(loaded(), ["prom-client"]);
  await (await createTracing({ logger: silentLogger })).shutdown();
  assert.deepEqual(loaded(), ["prom-client", "@opentelemetry/sdk-trace"]);
});

Deno.test("openTelemetry() gives what was asked for", async () => {
  const both = await openTelemetry({ metrics: true, otel: true }, startup);
  assert.equal(both.telemetry.length, 2);
  assert.match((await both.metrics?.scrape())?.text ?? "", /^# HELP tidegate_/m);
  await both.close();
  const { telemetry, metrics } = await openTelemetry({ metrics: true, otel: false }, startup);
  assert.deepEqual(telemetry, [metrics?.telemetry]);
});
