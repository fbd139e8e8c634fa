import assert from "node:assert/strict";
import { Hono } from "hono";
import { createHandler, mount } from "../../src/adapters/deno_mount.ts";
import { rawHandshake } from "../http/support/raw_http.ts";
import { hostname } from "./support/mount_names.ts";
import { answersUnder, chatsUnder, endGateway, mountParts } from "./support/mounted.ts";

function served(fetch: Deno.ServeHandler<Deno.NetAddr>) {
  const server = Deno.serve({ hostname, port: 0, onListen() {} }, fetch);
  return { server, base: `http://${hostname}:${server.addr.port}`, port: server.addr.port };
}

Deno.test("mount() puts the page, sign-in and status of a gateway under a path, and nothing else", async () => {
  const parts = mountParts();
  const app = new Hono();
  app.get("/", (c) => c.text("my own page"));
  mount(app, parts);
  const { server, base } = served(app.fetch);
  await answersUnder(base, parts.credentials.mintCode());
  await endGateway(parts.gateway);
  await server.shutdown();
});

Deno.test("mount() carries a chat over a WebSocket, which the gateway's shutdown ends", async () => {
  const parts = mountParts();
  const app = new Hono<{ Variables: { visits: number } }>();
  mount(app, { ...parts, path: "/gateway/" });
  const { server, base } = served(app.fetch);
  const client = await chatsUnder(base);
  await endGateway(parts.gateway, client);
  await server.shutdown();
});

Deno.test("mount() lets nobody upgrade without a token", async () => {
  const parts = mountParts();
  const app = new Hono();
  mount(app, parts);
  const { server, port } = served(app.fetch);
  const answer = await rawHandshake(port, {}, { path: "/gateway/api/ws" });
  assert.equal(answer.status, 401);
  await endGateway(parts.gateway);
  await server.shutdown();
});

Deno.test("mount() says how to serve an app that was not told who asks", async () => {
  const parts = mountParts();
  const app = new Hono();
  const faults: unknown[] = [];
  app.onError((error, c) => {
    faults.push(error);
    return c.text("", 500);
  });
  mount(app, parts);
  assert.equal((await app.request("/gateway/healthz")).status, 500);
  assert.match(String(faults[0]), /Cannot answer under "\/gateway": .* Deno\.serve\(app\.fetch\)/);
  await endGateway(parts.gateway);
});

Deno.test("mount() leaves out the page where it is told to", async () => {
  const parts = mountParts();
  const app = new Hono();
  mount(app, { ...parts, page: false });
  const { server, base } = served(app.fetch);
  for (const [path, status] of [["/gateway/", 404], ["/gateway", 404], ["/gateway/healthz", 200]]) {
    const response = await fetch(`${base}${path}`);
    await response.body?.cancel();
    assert.equal(response.status, status);
  }
  await endGateway(parts.gateway);
  await server.shutdown();
});

Deno.test("createHandler() answers without Hono, and carries a chat", async () => {
  const parts = mountParts();
  const answer = createHandler(parts);
  const { server, base } = served((request, info) =>
    new URL(request.url).pathname.startsWith("/gateway") ? answer(request, info) : new Response("")
  );
  const client = await chatsUnder(base);
  await endGateway(parts.gateway, client);
  await server.shutdown();
});

Deno.test("createHandler() refuses a path that is none, and a host that cannot be one", async () => {
  const parts = mountParts();
  for (const path of ["", "/", "gateway", "/a b", "/a//b", "/:id", "/*"]) {
    assert.throws(
      () => createHandler({ ...parts, path }),
      /^TypeError: Cannot mount the gateway at/,
    );
  }
  assert.throws(
    () => createHandler({ ...parts, allowedHosts: ["a b"] }),
    /Cannot allow host "a b"/,
  );
  await endGateway(parts.gateway);
});
