/**
 * @module
 */
import { createServer } from "node:net";
import { localUrl } from "../../http/site.ts";
import type { Clock } from "../../lib/clock.ts";
import { errorMessage } from "../../lib/error_text.ts";
import type { Host } from "../host.ts";
import { type Finding, note, ok, problem } from "./finding.ts";
import { gatewayAt } from "./probe.ts";

type Listening = { kind: "free" } | { kind: "refused"; error: NodeJS.ErrnoException };

/** What {@linkcode checkPort} looks at. */
export interface PortPlace extends Pick<Host, "mayListen"> {
  hostname: string;
  port: number;
  clock: Clock;
}

/** Whether the address can be listened on, by doing so for a moment; if not, who has it. */
export async function checkPort(
  { hostname, port, mayListen, clock }: PortPlace,
): Promise<Finding> {
  const url = localUrl(hostname, port);
  const subject = { check: "port", looked: `${hostname} port ${port}` };
  // Without asking: Deno takes the whole process down over it.
  if (mayListen?.({ host: hostname, port }) === false) {
    return problem(subject, "this run may not listen there", "deno run --allow-net …");
  }
  const outcome = await listenOnce(hostname, port);
  if (outcome.kind === "free") return ok(subject, port === 0 ? "any free one will do" : "free");
  const { error } = outcome;
  switch (error.code) {
    case "EADDRINUSE": {
      const { version } = await gatewayAt(url, clock);
      if (version !== undefined) {
        const who = `tidegate ${version} serves there already`;
        return note(subject, `${who}; use it, or for a second one add`, "--port 0");
      }
      return problem(subject, "another program has it", "--port 0");
    }
    case "EACCES":
      return problem(subject, "this user may not listen there", "--port 9120");
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return problem(subject, "this machine has no such address", "--host 127.0.0.1");
    default:
      return problem(subject, `it cannot be listened on: ${errorMessage(error)}`, "--port 0");
  }
}

function listenOnce(host: string, port: number): Promise<Listening> {
  const server = createServer();
  return new Promise((resolve) => {
    const refuse = (error: NodeJS.ErrnoException) => resolve({ kind: "refused", error });
    server.once("error", refuse);
    server.listen({ host, port, exclusive: true }, () => {
      server.close(() => resolve({ kind: "free" }));
    });
  });
}
