/** {@linkcode busyGateway} over this process's own pipes. */
import { connectStreams } from "../../../src/adapters/streams.ts";
import { busyGateway } from "./busy_gateway.ts";

if (import.meta.main) {
  const gateway = busyGateway();
  const { readable } = Deno.stdin;
  await connectStreams(gateway, { readable, writable: Deno.stdout.writable }).ended;
  await gateway.shutdown();
}
