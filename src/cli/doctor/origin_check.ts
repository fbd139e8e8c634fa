/**
 * @module
 */
import { bindKind, resolveSite } from "../../http/site.ts";
import type { Clock } from "../../lib/clock.ts";
import { errorMessage } from "../../lib/error_text.ts";
import { type Finding, note, ok, problem } from "./finding.ts";
import { gatewayAt } from "./probe.ts";

/** What {@linkcode checkOrigins} looks at. */
export interface OriginPlace {
  hostname: string;
  publicOrigins: readonly string[];
  allowedHosts: readonly string[];
  /** Whether a gateway serves already: only then can a proxy in front of it be tried. */
  isServing: boolean;
  clock: Clock;
}

/** One finding for each public origin, and one for the names a gateway beyond loopback answers to. */
export async function checkOrigins(place: OriginPlace): Promise<Finding[]> {
  const { publicOrigins } = place;
  const origins = await Promise.all(publicOrigins.map((origin) => checkOrigin(origin, place)));
  return [...origins, checkNames(place)];
}

async function checkOrigin(
  origin: string,
  { hostname, isServing, clock }: OriginPlace,
): Promise<Finding> {
  const subject = { check: "public origin", looked: safeOrigin(origin) };
  const line = `--public-origin ${suggestion(origin)}`;
  try {
    resolveSite({ bindHost: hostname, publicOrigins: [origin] });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return problem(subject, "it has to be a scheme and a host, without a path", line);
  }
  const plain = origin.replace(/\/$/, "");
  if (/^http:/i.test(plain) && bindKind(new URL(plain).hostname) !== "loopback") {
    return problem(subject, "without https everybody on the way reads the credential", line);
  }
  if (!isServing) return ok(subject, "accepted; whether it leads here shows once serve runs");
  const { reach, version } = await gatewayAt(plain, clock);
  if (version !== undefined) return ok(subject, `it leads to tidegate ${version}`);
  const state = reach.kind === "silent"
    ? reach.why
    : `it answers with status ${reach.status}, and not as a gateway`;
  return problem(subject, `${state}; check the tunnel or proxy, and that serve was given`, line);
}

function checkNames({ hostname, publicOrigins, allowedHosts }: OriginPlace): Finding {
  const subject = { check: "host names", looked: hostname };
  try {
    resolveSite({ bindHost: hostname, allowedHosts });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return problem(subject, errorMessage(error), "--allow-host gateway.example.com");
  }
  if (bindKind(hostname) === "loopback" && publicOrigins.length === 0) {
    return ok(subject, "this machine alone can reach it");
  }
  const named = publicOrigins.length + allowedHosts.length;
  if (named > 0) {
    return ok(subject, `${named} further ${named === 1 ? "name is" : "names are"} let in`);
  }
  return note(
    subject,
    "other machines can reach it by its address; for a name of it, or a proxy, add",
    "--allow-host gateway.example.com",
    "--public-origin https://gateway.example.com",
  );
}

/** What is likely meant: https, the host, no path. */
function suggestion(origin: string): string {
  const whole = /^[a-z]+:\/\//i.test(origin) ? origin : `https://${origin}`;
  const host = URL.canParse(whole) ? new URL(whole).host : "";
  return `https://${host === "" ? "gateway.example.com" : host}`;
}

/** Without a user name, a password, a query: what stands there by mistake may be a secret. */
function safeOrigin(origin: string): string {
  if (!URL.canParse(origin)) return "what was given";
  const { protocol, host, pathname } = new URL(origin);
  return `${protocol}//${host}${pathname === "/" ? "" : "/…"}`;
}
