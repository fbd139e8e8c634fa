/** What is tried of a gateway that is mounted in somebody's app, whatever runtime serves it. */
import assert from "node:assert/strict";
import { echoProvider } from "../../../src/agent/echo_agent.ts";
import { createGateway, type Gateway } from "../../../src/gateway/gateway.ts";
import { Credentials } from "../../../src/http/credentials.ts";
import { silentLogger } from "../../../src/lib/logger.ts";
import { WebSocketClient } from "../../http/support/web_socket_client.ts";
import { hostname, TOKEN } from "./mount_names.ts";

/** What every mounted gateway of a test is made from. */
export function mountParts() {
  const gateway = createGateway({ provider: echoProvider(), logger: silentLogger });
  const credentials = new Credentials({ token: TOKEN });
  return { gateway, credentials, hostname, path: "/gateway", logger: silentLogger };
}

/** A chat through the mounted gateway, over a real socket. */
export async function chatsUnder(base: string): Promise<WebSocketClient> {
  const client = new WebSocketClient(`${base}/gateway/api/ws`.replace(/^http/, "ws"), [
    "tidegate.v1",
    `tidegate.token.${TOKEN}`,
  ]);
  assert.match(await client.next(), /"gateway\.ready"/);
  client.send('{"id":1,"method":"session.create"}');
  const session = await until(client, /"id":1,"result":\{"session_id":"(\w+)"/);
  client.send(JSON.stringify({
    id: 2,
    method: "prompt.submit",
    params: { session_id: session, text: "hello under a path" },
  }));
  await until(client, /("message\.complete")/);
  return client;
}

async function until(client: WebSocketClient, pattern: RegExp): Promise<string> {
  let match: RegExpMatchArray | null = null;
  while (match === null) match = (await client.next()).match(pattern);
  return match[1] ?? "";
}

/** Each of what an app with a gateway in it answers; `code` signs in. */
export async function answersUnder(base: string, code: string): Promise<void> {
  const get = (path: string, init?: RequestInit) =>
    fetch(`${base}${path}`, { redirect: "manual", ...init });
  const status = async (path: string, init?: RequestInit) => {
    const response = await get(path, init);
    await response.body?.cancel();
    return response.status;
  };
  assert.equal(await (await get("/")).text(), "my own page");
  assert.equal(await status("/api/status"), 404);
  assert.equal(await status("/gateway/healthz"), 200);
  assert.equal(await status("/gateway/nowhere"), 404);
  assert.equal(await status("/gatewaysaur/healthz"), 404);
  assert.equal(await status("/gateway/api/auth/check", { method: "POST" }), 401);

  const bare = await get("/gateway");
  await bare.body?.cancel();
  assert.deepEqual([bare.status, bare.headers.get("location")], [302, "/gateway/"]);

  const page = await get("/gateway/");
  const html = await page.text();
  assert.match(html, /<title>Tidegate<\/title>/);
  assert.match(page.headers.get("content-security-policy") ?? "", /default-src 'none'/);
  const [, script] = /src="([^"]+)"/.exec(html) ?? [];
  assert.equal(await status(`/gateway/${script}`), 200);

  const signedIn = await get("/gateway/api/auth/exchange", {
    method: "POST",
    headers: { origin: base },
    body: JSON.stringify({ code }),
  });
  assert.equal(signedIn.status, 204);
  assert.match(signedIn.headers.get("set-cookie") ?? "", /; Path=\/gateway\/;/);
}

/** Ends what a test has begun. */
export async function endGateway(gateway: Gateway, client?: WebSocketClient): Promise<void> {
  await gateway.shutdown();
  if (client !== undefined) assert.equal((await client.closed).code, 1001);
}
