/** A gateway for the examples of docs/CLIENT.md: it repeats what it hears. */
import { createGateway, echoProvider } from "tidegate";
import { Credentials, randomSecret, serve } from "tidegate/deno";

/** Starts it on a free port; `stop` ends it. */
export async function startGateway(): Promise<
  { url: string; token: string; stop(): Promise<void> }
> {
  const gateway = createGateway({ provider: echoProvider({ paceMs: 1 }) });
  const token = randomSecret();
  const credentials = new Credentials({ token });
  const server = await serve({ gateway, credentials, hostname: "127.0.0.1", port: 0 });
  return {
    url: server.url,
    token,
    stop: () => server.shutdown({ drain: (signal) => gateway.shutdown({ signal }) }),
  };
}
