/** A real server on Deno in front of a stand-in gateway. */
import { type RunningServer, serve, type ServeOptions } from "../../../src/adapters/deno.ts";
import { Credentials } from "../../../src/http/credentials.ts";
import { systemClock } from "../../../src/lib/clock.ts";
import { TOKEN } from "./app_bench.ts";
import { recordingLogger } from "./recording_logger.ts";
import { StandInGateway } from "./stand_in_gateway.ts";
import { WebSocketClient } from "./web_socket_client.ts";

export interface DenoBench extends AsyncDisposable {
  gateway: StandInGateway;
  credentials: Credentials;
  logger: ReturnType<typeof recordingLogger>;
  server: RunningServer;
  port: number;
  /** Connects with the token as a subprotocol. */
  connect(): WebSocketClient;
}

export async function denoBench(options: Partial<ServeOptions> = {}): Promise<DenoBench> {
  const { clock = systemClock } = options;
  const gateway = new StandInGateway();
  const logger = recordingLogger();
  const credentials = new Credentials({ token: TOKEN, clock });
  const server = await serve({
    gateway,
    credentials,
    hostname: "127.0.0.1",
    port: 0,
    clock,
    logger,
    ...options,
  });
  return {
    gateway,
    credentials,
    logger,
    server,
    port: server.port,
    connect: () =>
      new WebSocketClient(`ws://127.0.0.1:${server.port}/api/ws`, [
        "tidegate.v1",
        `tidegate.token.${TOKEN}`,
      ]),
    async [Symbol.asyncDispose]() {
      await server.shutdown();
      await server.finished;
    },
  };
}
