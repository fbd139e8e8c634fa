import assert from "node:assert/strict";
import { checkOpenai } from "../../../src/cli/doctor/openai_check.ts";
import { checkOrigins } from "../../../src/cli/doctor/origin_check.ts";
import { PROBE_MS, reach } from "../../../src/cli/doctor/probe.ts";
import { checkToolServer } from "../../../src/cli/doctor/tool_server_check.ts";
import { systemClock as clock } from "../../../src/lib/clock.ts";
import { fakeClock } from "../../support/fake_clock.ts";
import { closedPort, serveOnce } from "./support/answering_server.ts";

Deno.test("reach() tells a refused connection without the address", async () => {
  const found = await reach(`http://127.0.0.1:${closedPort()}/v1?key=hush`, clock);
  assert.deepEqual(found, { kind: "silent", why: "the connection was refused" });
});

Deno.test("reach() gives up after three seconds", async () => {
  const asked = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<Response>();
  await using server = serveOnce(() => {
    asked.resolve();
    return answer.promise;
  });
  const fake = fakeClock();
  const found = reach(server.url, fake.clock);
  await asked.promise;
  fake.tick(PROBE_MS);
  assert.deepEqual(await found, { kind: "silent", why: "nothing answered within 3 s" });
  answer.resolve(new Response());
});

Deno.test("checkOpenai() asks for a model and a key, and asks the server without either", async () => {
  const seen: { path: string; key: string | null }[] = [];
  await using server = serveOnce((request) => {
    seen.push({ path: new URL(request.url).pathname, key: request.headers.get("authorization") });
    return Response.json({ data: [] });
  });
  const agent = {
    type: "openai",
    isolate: "worker",
    base_url: `${server.url}/v1/`,
    model: "m",
  } as const;
  assert.match((await checkOpenai("agent o", { ...agent, model: "" }, clock)).found, /no model/);
  const named = await checkOpenai("agent o", { ...agent, api_key_env: "TIDEGATE_NONE" }, clock);
  assert(named.kind === "problem");
  assert.deepEqual(named.remedy, ["export TIDEGATE_NONE=…"]);
  assert.equal(seen.length, 0);

  Deno.env.set("TIDEGATE_TEST_KEY", "hush-hush");
  try {
    const good = await checkOpenai(
      "agent o",
      { ...agent, api_key_env: "TIDEGATE_TEST_KEY" },
      clock,
    );
    assert.equal(good.kind, "ok");
    assert(!JSON.stringify(good).includes("hush"));
  } finally {
    Deno.env.delete("TIDEGATE_TEST_KEY");
  }
  assert.deepEqual(seen, [{ path: "/v1/models", key: null }]);

  const base = `http://127.0.0.1:${closedPort()}/v1?key=hush`;
  const silent = await checkOpenai("agent o", { ...agent, base_url: base }, clock);
  assert.equal(silent.kind, "problem");
  assert(!JSON.stringify(silent).includes("hush"));
});

Deno.test("checkToolServer() reaches a server that streams, and tells one that is away", async () => {
  const endless = () =>
    new Response(new ReadableStream(), { headers: { "content-type": "text/event-stream" } });
  await using server = serveOnce(endless);
  const said = { name: "s", headers: { authorization: "hush" } };
  assert.equal((await checkToolServer({ ...said, url: `${server.url}/mcp` }, clock)).kind, "ok");
  const url = `http://127.0.0.1:${closedPort()}/mcp?key=hush`;
  const away = await checkToolServer({ ...said, url }, clock);
  assert.equal(away.kind, "problem");
  assert(!JSON.stringify(away).includes("hush"));
});

Deno.test("checkOrigins() writes the line that the server would take", async () => {
  const place = { hostname: "127.0.0.1", allowedHosts: [], isServing: false, clock };
  const lineFor = async (origin: string) => {
    const [finding] = await checkOrigins({ ...place, publicOrigins: [origin] });
    return finding?.kind === "problem" ? finding.remedy : finding?.kind;
  };
  const line = ["--public-origin https://a.example:8443"];
  assert.deepEqual(await lineFor("https://a.example:8443/base"), line);
  assert.deepEqual(await lineFor("a.example:8443"), line);
  assert.deepEqual(await lineFor("http://a.example:8443"), line);
  assert.equal(await lineFor("https://a.example:8443"), "ok");
  const [beyond] = await checkOrigins({ ...place, hostname: "0.0.0.0", publicOrigins: [] });
  assert(beyond?.kind === "note");
  assert.match(beyond.remedy.join(), /--allow-host /);
});

Deno.test("checkOrigins() tries the proxy of a gateway that serves", async () => {
  let body: unknown = { status: "ok", version: "9.8.7" };
  await using server = serveOnce(() => Response.json(body));
  const place = { hostname: "127.0.0.1", allowedHosts: [], isServing: true, clock };
  const [good] = await checkOrigins({ ...place, publicOrigins: [server.url] });
  assert.match(good?.found ?? "", /leads to tidegate 9\.8\.7/);
  body = { hello: "world" };
  const [other] = await checkOrigins({ ...place, publicOrigins: [server.url] });
  assert.equal(other?.kind, "problem");
});
