import assert from "node:assert/strict";
import { checkPort } from "../../../src/cli/doctor/port_check.ts";
import { systemClock } from "../../../src/lib/clock.ts";
import { serveOnce } from "./support/answering_server.ts";

const hostname = "127.0.0.1";

Deno.test("checkPort() lets go of a free port", async () => {
  const listener = Deno.listen({ hostname, port: 0 });
  const { port } = listener.addr;
  listener.close();
  for (let n = 0; n < 2; n++) {
    const finding = await checkPort({ hostname, port, clock: systemClock });
    assert.equal(finding.kind, "ok", finding.found);
  }
});

Deno.test("checkPort() knows another gateway by its status", async () => {
  const answer = () => Response.json({ status: "ok", version: "9.8.7" });
  await using server = serveOnce(answer);
  const finding = await checkPort({ hostname, port: server.port, clock: systemClock });
  assert(finding.kind === "note");
  assert.match(finding.found, /tidegate 9\.8\.7/);
  assert.deepEqual(finding.remedy, ["--port 0"]);
});

Deno.test("checkPort() takes any other program for a problem", async () => {
  await using server = serveOnce(() => new Response("hello"));
  const finding = await checkPort({ hostname, port: server.port, clock: systemClock });
  assert(finding.kind === "problem");
  assert.deepEqual(finding.remedy, ["--port 0"]);
});

Deno.test("checkPort() does not ask for what this run may not do", async () => {
  const mayListen = () => false;
  const finding = await checkPort({ hostname, port: 0, mayListen, clock: systemClock });
  assert(finding.kind === "problem");
  assert.deepEqual(finding.remedy, ["deno run --allow-net …"]);
});
