import assert from "node:assert/strict";
import {
  type Admission,
  type AdmissionFacts,
  admit,
  type PresentedCredentials,
} from "../../src/http/admission.ts";
import { resolveSite, type SiteOptions } from "../../src/http/site.ts";

const NONE: PresentedCredentials = { explicit: [], cookie: null, query: null };
const EXPLICIT = { ...NONE, explicit: ["right"] };
const QUERY = { ...NONE, query: "right" };
const COOKIE = { ...NONE, cookie: "mine" };
const WRONG = { ...NONE, explicit: ["wrong"] };

type Case = [name: string, facts: Partial<AdmissionFacts>, expected: string];

/** `by` of an admission, `status/closeCode reason` of a refusal, `+` for each guess it counts as. */
function told(admission: Admission): string {
  if (admission.admitted) return admission.by;
  const { status, closeCode, reason, guesses } = admission;
  return `${status}/${closeCode} ${reason}${"+".repeat(guesses)}`;
}

function decide(
  options: Partial<SiteOptions> & { strongToken?: boolean },
  facts: Partial<AdmissionFacts>,
): Admission {
  return admit({
    requires: "credential",
    remoteAddress: "127.0.0.1",
    url: `http://${facts.host ?? "127.0.0.1:9119"}/`,
    host: "127.0.0.1:9119",
    origin: null,
    presented: EXPLICIT,
    waitSeconds: 0,
    ...facts,
  }, {
    site: resolveSite({ bindHost: "127.0.0.1", ...options }),
    strongToken: options.strongToken ?? true,
    isToken: (token) => token === "right",
    isSession: (id) => id === "mine",
  });
}

function check(options: Parameters<typeof decide>[0], cases: Case[]): void {
  for (const [name, facts, expected] of cases) {
    assert.equal(told(decide(options, facts)), expected, name);
  }
}

const NO_CREDENTIAL = "401/4401 no_credential";
const MISMATCH = "401/4401 token_mismatch+";
const HOST = "400/4403 host_refused";
const ORIGIN = "403/4403 origin_refused";
const PEER = "403/4403 peer_refused";
const LIMITED = "429/1013 rate_limited";

Deno.test("admit() takes each kind of credential where it may be used", () => {
  const own = "http://127.0.0.1:9119";
  check({}, [
    ["nothing", { presented: NONE }, NO_CREDENTIAL],
    ["explicit", { presented: EXPLICIT }, "explicit"],
    ["wrong explicit", { presented: WRONG }, MISMATCH],
    ["one right of several", { presented: { ...NONE, explicit: ["a", "right"] } }, "explicit"],
    ["query", { presented: QUERY }, "query"],
    ["wrong query", { presented: { ...NONE, query: "wrong" } }, MISMATCH],
    ["cookie", { presented: COOKIE, origin: own }, "cookie"],
    ["stale cookie", { presented: { ...NONE, cookie: "old" }, origin: own }, NO_CREDENTIAL],
    [
      "wrong explicit beside a cookie",
      { presented: { ...COOKIE, explicit: ["v1"] }, origin: own },
      "cookie",
    ],
    [
      "wrong explicit, stale cookie",
      { presented: { ...WRONG, cookie: "old" }, origin: own },
      MISMATCH,
    ],
    ["wrong query, right explicit", { presented: { ...EXPLICIT, query: "wrong" } }, "explicit"],
  ]);
  for (const bindHost of ["0.0.0.0", "192.168.1.5"]) {
    const away = { remoteAddress: "192.168.1.9", host: "192.168.1.5:9119" };
    check({ bindHost }, [
      ["explicit", { ...away, presented: EXPLICIT }, "explicit"],
      ["query", { ...away, presented: QUERY }, "401/4401 query_token_refused"],
      [
        "wrong query says nothing",
        { ...away, presented: { ...NONE, query: "x" } },
        "401/4401 query_token_refused",
      ],
      ["cookie", { ...away, presented: COOKIE, origin: "http://192.168.1.5:9119" }, "cookie"],
      ["nothing", { ...away, presented: NONE }, NO_CREDENTIAL],
    ]);
  }
});

Deno.test("admit() wants a Host that names the gateway", () => {
  check({ allowedHosts: ["dev.example"] }, [
    ["localhost", { host: "localhost:1" }, "explicit"],
    ["any case", { host: "LOCALHOST:9119" }, "explicit"],
    ["v6", { host: "[::1]:9119" }, "explicit"],
    ["configured", { host: "Dev.Example" }, "explicit"],
    ["foreign", { host: "evil.example" }, HOST],
    ["foreign with our port", { host: "evil.example:9119" }, HOST],
    ["rebound literal", { host: "192.168.1.5:9119" }, HOST],
    ["empty", { host: "" }, HOST],
    ["absent", { host: null }, HOST],
    ["two in one", { host: "localhost, evil.example" }, HOST],
    ["path in it", { host: "localhost/healthz" }, HOST],
    ["foreign without a credential asked", { host: "evil.example", requires: "nothing" }, HOST],
  ]);
  check({ bindHost: "0.0.0.0" }, [
    ["literal", { host: "10.1.2.3:9119" }, "explicit"],
    ["v6 literal", { host: "[2001:db8::1]:9119" }, "explicit"],
    ["loopback name", { host: "localhost:9119" }, "explicit"],
    ["name", { host: "evil.example:9119" }, HOST],
    ["empty", { host: "" }, HOST],
  ]);
});

Deno.test("admit() holds web origins to the gateway's names, on any port", () => {
  const ways = [["explicit", EXPLICIT, ["https://gw.example"]], ["query", QUERY, []]] as const;
  for (const [by, presented, publicOrigins] of ways) {
    check({ allowedHosts: ["dev.example", "gw.example"], publicOrigins }, [
      ["own", { presented, origin: "http://127.0.0.1:9119" }, by],
      ["other port", { presented, origin: "http://localhost:5173" }, by],
      ["configured host", { presented, origin: "https://dev.example:8443" }, by],
      ["public origin", { presented, origin: "https://gw.example" }, by],
      ["foreign", { presented, origin: "http://evil.example" }, ORIGIN],
      ["foreign, https", { presented, origin: "https://evil.example:9119" }, ORIGIN],
      ["looks like ours", { presented, origin: "http://localhost.evil.example" }, ORIGIN],
      ["unreadable", { presented, origin: "http://localhost@evil.example" }, ORIGIN],
      ["none", { presented, origin: null }, by],
      ["null", { presented, origin: "null" }, by],
      ["file", { presented, origin: "file://" }, by],
      ["app", { presented, origin: "app://tidegate" }, by],
    ]);
  }
  check({ bindHost: "0.0.0.0" }, [
    [
      "literal that is the Host",
      { host: "10.0.0.1:9119", origin: "http://10.0.0.1:80" },
      "explicit",
    ],
    ["another literal", { host: "10.0.0.1:9119", origin: "http://203.0.113.9" }, ORIGIN],
  ]);
  check({}, [
    [
      "foreign, no credential asked",
      { requires: "nothing", origin: "http://evil.example" },
      ORIGIN,
    ],
    ["none, no credential asked", { requires: "nothing", presented: NONE }, "none"],
  ]);
});

Deno.test("admit() takes a cookie from the gateway's own origin only", () => {
  const presented = COOKIE;
  check({ allowedHosts: ["dev.example"], publicOrigins: ["https://gw.example"] }, [
    ["own", { presented, origin: "http://127.0.0.1:9119" }, "cookie"],
    ["public origin", { presented, origin: "https://gw.example" }, "cookie"],
    ["public origin, http", { presented, origin: "http://gw.example" }, ORIGIN],
    ["other port", { presented, origin: "http://127.0.0.1:5173" }, ORIGIN],
    ["other loopback name", { presented, origin: "http://localhost:9119" }, ORIGIN],
    ["configured host, other port", { presented, origin: "http://dev.example:1" }, ORIGIN],
    ["none", { presented, origin: null }, ORIGIN],
    ["null", { presented, origin: "null" }, ORIGIN],
    ["file", { presented, origin: "file://" }, ORIGIN],
    ["app", { presented, origin: "app://tidegate" }, ORIGIN],
    ["foreign", { presented, origin: "https://evil.example" }, ORIGIN],
  ]);
});

Deno.test("admit() wants pages of its own origin where a route says so", () => {
  const requires = "same-origin";
  check({ publicOrigins: ["https://gw.example"] }, [
    ["own", { requires, presented: NONE, origin: "http://127.0.0.1:9119" }, "none"],
    ["public origin", { requires, presented: NONE, origin: "https://gw.example" }, "none"],
    ["other port", { requires, origin: "http://127.0.0.1:5173" }, ORIGIN],
    ["none, even with the token", { requires, origin: null }, ORIGIN],
    ["null", { requires, origin: "null" }, ORIGIN],
  ]);
});

Deno.test("admit() serves this machine only on a loopback bind", () => {
  check({}, [
    ["v4", { remoteAddress: "127.0.0.1" }, "explicit"],
    ["v6", { remoteAddress: "::1" }, "explicit"],
    ["mapped", { remoteAddress: "::ffff:127.0.0.1" }, "explicit"],
    ["remote", { remoteAddress: "192.168.1.9" }, PEER],
    ["mapped remote", { remoteAddress: "::ffff:192.168.1.9" }, PEER],
    ["unknown", { remoteAddress: "" }, PEER],
    ["remote, nothing asked", { remoteAddress: "192.168.1.9", requires: "nothing" }, PEER],
  ]);
  for (const remoteAddress of ["192.168.1.9", "", "127.0.0.1"]) {
    check({ bindHost: "0.0.0.0" }, [["anybody", { remoteAddress }, "explicit"]]);
    check({ bindHost: "10.0.0.1" }, [["anybody", { remoteAddress, host: "10.0.0.1" }, "explicit"]]);
  }
});

Deno.test("admit() makes an address that guessed wrong too often wait", () => {
  const waitSeconds = 6;
  const own = "http://127.0.0.1:9119";
  check({}, [
    ["wrong", { waitSeconds, presented: WRONG }, LIMITED],
    ["wrong query", { waitSeconds, presented: { ...NONE, query: "wrong" } }, LIMITED],
    ["right, on loopback", { waitSeconds, presented: EXPLICIT }, "explicit"],
    ["right query, on loopback", { waitSeconds, presented: QUERY }, "query"],
    ["cookie", { waitSeconds, presented: COOKIE, origin: own }, "cookie"],
    ["nothing", { waitSeconds, presented: NONE }, NO_CREDENTIAL],
    ["stale cookie", { waitSeconds, presented: { ...NONE, cookie: "old" } }, NO_CREDENTIAL],
  ]);
  check({ bindHost: "0.0.0.0" }, [
    ["wrong", { waitSeconds, presented: WRONG }, LIMITED],
    ["right, elsewhere", { waitSeconds, presented: EXPLICIT }, LIMITED],
    ["cookie", { waitSeconds, presented: COOKIE, origin: own }, "cookie"],
    ["nothing", { waitSeconds, presented: NONE }, NO_CREDENTIAL],
  ]);
  const refused = decide({}, { waitSeconds, presented: WRONG });
  assert.equal(refused.admitted ? null : refused.retryAfterSeconds, 6);
});

Deno.test("admit() takes nobody for local behind a public origin", () => {
  const waitSeconds = 6;
  for (const bindHost of ["127.0.0.1", "0.0.0.0"]) {
    const behind = { bindHost, publicOrigins: ["https://gw.example"] };
    check(behind, [
      ["right", { presented: EXPLICIT }, "explicit"],
      ["wrong", { presented: WRONG }, MISMATCH],
      ["query", { presented: QUERY }, "401/4401 query_token_refused"],
      ["right, when others have guessed", { waitSeconds, presented: EXPLICIT }, "explicit"],
      ["wrong, when others have guessed", { waitSeconds, presented: WRONG }, LIMITED],
      ["cookie", { waitSeconds, presented: COOKIE, origin: "https://gw.example" }, "cookie"],
    ]);
    check({ ...behind, strongToken: false }, [
      ["right, short", { presented: EXPLICIT }, "explicit"],
      ["right, short, waiting", { waitSeconds, presented: EXPLICIT }, LIMITED],
    ]);
  }
  check({ strongToken: false }, [[
    "short, local",
    { waitSeconds, presented: EXPLICIT },
    "explicit",
  ]]);
});

Deno.test("admit() counts every wrong candidate, and looks at four at most", () => {
  const explicit = ["a", "b", "c", "d"];
  const many = { ...NONE, explicit: ["a", "b", "c", "d", "right"] };
  const TOO_MANY = "401/4401 too_many_credentials+";
  for (const bindHost of ["127.0.0.1", "0.0.0.0"]) {
    check({ bindHost }, [
      ["four wrong", { presented: { ...NONE, explicit } }, "401/4401 token_mismatch++++"],
      [
        "the right one of four",
        { presented: { ...NONE, explicit: ["a", "b", "c", "right"] } },
        "explicit",
      ],
      ["five", { presented: many }, TOO_MANY],
      ["four and a query", { presented: { ...QUERY, explicit } }, TOO_MANY],
      ["five beside a cookie", { presented: { ...many, cookie: "mine" } }, TOO_MANY],
      ["five, waiting", { presented: many, waitSeconds: 6 }, LIMITED],
    ]);
  }
  check({}, [
    ["query too", { presented: { ...WRONG, query: "x" } }, "401/4401 token_mismatch++"],
    ["the same again", { presented: { ...WRONG, query: "wrong" } }, MISMATCH],
  ]);
});

Deno.test("admit() does not let a stranger's page try tokens", () => {
  const page = { origin: "https://evil.example" };
  check({}, [
    ["right token", { ...page, presented: EXPLICIT }, ORIGIN],
    ["wrong token", { ...page, presented: WRONG }, ORIGIN],
    ["rebound name", { host: "evil.example", presented: WRONG }, HOST],
  ]);
});

Deno.test("admit() says what to do, quotes what was sent, and never repeats a credential", () => {
  const table: [Partial<AdmissionFacts>, RegExp][] = [
    [{ host: "evil.example" }, /"evil\.example".*--allow-host/],
    [{ origin: "https://gw.example" }, /"https:\/\/gw\.example".*--public-origin/],
    [{ remoteAddress: "10.0.0.9" }, /"10\.0\.0\.9".*--host/],
    [{ presented: NONE }, /Authorization: Bearer/],
    [{ presented: COOKIE }, /access token/],
    [{ presented: { ...NONE, cookie: "old" } }, /sign-in has ended/],
    [{ presented: WRONG, waitSeconds: 3 }, /3 s/],
    [{ host: `${"a".repeat(5_000)}.example` }, /…/],
  ];
  for (const [facts, expected] of table) {
    const admission = decide({}, facts);
    assert.ok(!admission.admitted);
    assert.match(admission.message, expected);
    assert.doesNotMatch(admission.message, /wrong"|"old"|mine/);
    assert.ok(admission.message.length < 300);
  }
});
