/**
 * Stands at every route: reads the facts of a request, has them decided, counts wrong guesses.
 *
 * @module
 */
import type { Context } from "hono";
import type { Clock } from "../lib/clock.ts";
import type { Role } from "../protocol/shapes.ts";
import type { Logger } from "../lib/logger.ts";
import {
  admit,
  type AdmittedBy,
  type PresentedCredentials,
  rateLimited,
  type Refused,
  type Requirement,
} from "./admission.ts";
import type { AppEnv } from "./app_env.ts";
import type { Credentials } from "./credentials.ts";
import type { FailureLimiter } from "./failure_limiter.ts";
import { chooseProtocol, presentedCredentials } from "./presented.ts";
import { problem, refusal } from "./problem.ts";
import type { Site } from "./site.ts";
import { WarningLimiter } from "./warning_limiter.ts";

/** What a doorkeeper works with. */
export interface DoorkeeperOptions {
  site: Site;
  credentials: Credentials;
  limiter: FailureLimiter;
  cookieName: string;
  clock: Clock;
  logger: Logger;
}

/** What became of a request at the door. */
export type Entry =
  | {
    readonly admitted: true;
    readonly by: AdmittedBy;
    /** The sign-in that let it in: the one its cookie names. `null` for every other way in. */
    readonly signIn: string | null;
    /** The most that credential lets it do. */
    readonly role: Role;
  }
  | { readonly admitted: false; readonly response: Response };

/** Lets requests in or turns them away. */
export class Doorkeeper {
  readonly #site: Site;
  readonly #credentials: Credentials;
  readonly #limiter: FailureLimiter;
  readonly #cookieName: string;
  readonly #logger: Logger;
  readonly #warnings: WarningLimiter;

  constructor(options: DoorkeeperOptions) {
    this.#site = options.site;
    this.#credentials = options.credentials;
    this.#limiter = options.limiter;
    this.#cookieName = options.cookieName;
    this.#logger = options.logger;
    this.#warnings = new WarningLimiter(options);
  }

  /** The answer that turns a request away, or `null` when it may come in. */
  refuse(c: Context<AppEnv>, requires: Requirement): Response | null {
    const entry = this.admit(c, requires);
    return entry.admitted ? null : entry.response;
  }

  /** Lets a request in, or makes the answer that turns it away. */
  admit(c: Context<AppEnv>, requires: Requirement): Entry {
    const request = c.req.raw;
    const presented = presentedCredentials(request, this.#cookieName);
    const admission = admit({
      requires,
      remoteAddress: c.env.remoteAddress,
      url: request.url,
      host: request.headers.get("host"),
      origin: request.headers.get("origin"),
      presented,
      waitSeconds: this.#limiter.waitSeconds(c.env.remoteAddress),
    }, {
      site: this.#site,
      strongToken: this.#credentials.strongToken,
      isToken: (token) => this.#credentials.isToken(token),
      isSession: (id) => this.#credentials.isSignedIn(id),
    });
    if (!admission.admitted) return { admitted: false, response: this.#turnAway(c, admission) };
    const { by } = admission;
    const signIn = by === "cookie" ? presented.cookie : null;
    if (signIn !== null) this.#credentials.touch(signIn);
    return { admitted: true, by, signIn, role: this.#roleOf(presented, by) };
  }

  // Of several tokens the one that may do more counts; a sign-in is made by whoever may do everything.
  #roleOf({ explicit, query }: PresentedCredentials, by: AdmittedBy): Role {
    if (by === "cookie" || by === "none") return "controller";
    const tokens = query === null || by === "explicit" ? explicit : [query];
    const roles = tokens.map((token) => this.#credentials.roleOf(token));
    return roles.includes("controller") ? "controller" : "observer";
  }

  /** The subprotocol to answer an admitted upgrade with. */
  protocolFor(request: Request): string | undefined {
    return chooseProtocol(request, (token) => this.#credentials.isToken(token));
  }

  /**
   * Uses up a sign-in code. Wrong ones count as wrong guesses; an address without guesses left is not
   * even heard, unless it may be anybody's: on loopback, or behind a tunnel.
   *
   * @returns the answer that turns it away, or `null` when the code was right
   */
  refuseCode(c: Context<AppEnv>, code: string): Response | null {
    const address = c.env.remoteAddress;
    const waitSeconds = this.#limiter.waitSeconds(address);
    const { local, publicOrigins } = this.#site;
    const heard = waitSeconds === 0 || local || publicOrigins.size > 0;
    if (heard && this.#credentials.redeemCode(code)) return null;
    if (waitSeconds > 0) return this.#turnAway(c, rateLimited(waitSeconds));
    this.#limiter.recordFailure(address);
    this.#warnings.warn({
      kind: "code_refused",
      message: "refused a sign-in: unknown code",
      fields: { peer: address },
    });
    return problem("code_refused");
  }

  #turnAway(c: Context<AppEnv>, refused: Refused): Response {
    if (refused.guesses > 0) {
      this.#limiter.recordFailure(c.env.remoteAddress, refused.guesses);
    }
    const { reason } = refused;
    const message = `refused ${c.req.method} ${c.req.path.slice(0, 100)}: ${reason}`;
    const fields = { peer: c.env.remoteAddress, message: refused.message };
    if (quietReasons.has(reason)) this.#logger.debug(message, fields);
    else this.#warnings.warn({ kind: reason, message, fields });
    return refusal(refused);
  }
}

// A page looks whether it is signed in, and whoever hammers on has been warned of.
const quietReasons: ReadonlySet<string> = new Set(["no_credential", "rate_limited"]);
