/**
 * Signing in: by the one-time code of a link, or by the access token.
 *
 * @module
 */

/** Whether this browser is let in: `go`; `stop`: not as it is; `later`: nobody can tell now. */
export interface Verdict {
  readonly verdict: "go" | "later" | "stop";
  /** For people; "" where there is nothing to say. */
  readonly message: string;
}

/** The one-time code in the fragment of an address; "" where there is none. */
export function codeIn(fragment: string): string {
  return new URLSearchParams(fragment.replace(/^#/, "")).get("code") ?? "";
}

/** See the module. The token is in this object only: no store, no address has it. */
export class SignIn {
  readonly #fetch: typeof fetch;
  #token = "";

  /** @param ask asks the gateway; what is fetched is relative to the page */
  constructor(ask: typeof fetch = (...args) => fetch(...args)) {
    this.#fetch = ask;
  }

  /** What the socket shows: the token, or nothing where the browser's cookie speaks for us. */
  get credential(): string | undefined {
    return this.#token === "" ? undefined : this.#token;
  }

  /** Takes the token a person pasted; "" goes back to the cookie. `false`: it cannot be one. */
  useToken(pasted: string): boolean {
    this.#token = "";
    const trimmed = pasted.trim();
    // No header could carry anything else: the request would fail without a word to say why.
    if (!/^[\x21-\x7e]*$/.test(trimmed)) return false;
    this.#token = trimmed;
    return true;
  }

  /**
   * Signs in by a one-time code. A code that is refused changes nothing for whoever is signed in already: a link
   * is easily opened twice.
   */
  async byCode(code: string): Promise<Verdict> {
    const answer = await this.#post("api/auth/exchange", {
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ code }),
    });
    if (answer.verdict === "go") {
      // From now on the cookie speaks for us.
      this.#token = "";
      return answer;
    }
    const present = await this.check();
    return present.verdict === "go" ? present : answer;
  }

  /** Asks whether our credential is good. */
  check(): Promise<Verdict> {
    const headers: Record<string, string> = this.#token === ""
      ? {}
      : { authorization: `Bearer ${this.#token}` };
    return this.#post("api/auth/check", { headers });
  }

  /** Ends this browser's sign-in and forgets the token. */
  async signOut(): Promise<Verdict> {
    this.#token = "";
    return await this.#post("api/auth/logout", {});
  }

  async #post(path: string, init: { headers?: Record<string, string>; body?: string }) {
    try {
      const response = await this.#fetch(path, { method: "POST", ...init });
      if (response.ok) {
        await response.body?.cancel();
        return { verdict: "go", message: "" } as const;
      }
      const { error } = await response.json();
      const temporary = response.status >= 500 || response.status === 429;
      return { verdict: temporary ? "later" : "stop", message: sentence(error) } as const;
    } catch {
      // Whatever the network said: the gateway did not answer as one.
      return { verdict: "later", message: "The gateway cannot be reached." } as const;
    }
  }
}

function sentence({ reason, message }: { reason: string; message: string }): string {
  // Nothing was presented yet: the form itself says what to do.
  if (reason === "no_credential") return "";
  return `${message[0]?.toUpperCase() ?? ""}${message.slice(1)}.`;
}
