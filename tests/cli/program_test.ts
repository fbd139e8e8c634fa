import assert from "node:assert/strict";
import type { CommanderError } from "commander";
import type { GatewayFlags, ServeFlags } from "../../src/cli/flags.ts";
import { KNOBS } from "../../src/cli/knobs.ts";
import { buildProgram, withoutTaskDashes } from "../../src/cli/program.ts";

interface Run {
  command?: string;
  flags: ServeFlags & GatewayFlags;
  out: string;
  err: string;
  /** Of the error that parsing ended with; `undefined` when a command ran. */
  exitCode?: number;
  thrown?: Error;
}

async function run(...args: string[]): Promise<Run> {
  const result: Run = { flags: {}, out: "", err: "" };
  const take = (command: string) => (flags: ServeFlags) => {
    Object.assign(result, { command, flags });
    return Promise.resolve();
  };
  const program = buildProgram({
    serve: take("serve"),
    stdio: take("stdio"),
    chat: take("chat"),
    doctor: take("doctor"),
    out: (text) => result.out += text,
    err: (text) => result.err += text,
    version: "1.2.3",
  });
  try {
    await program.parseAsync(args, { from: "user" });
  } catch (error) {
    result.thrown = error as Error;
    result.exitCode = (error as CommanderError).exitCode;
  }
  return result;
}

Deno.test("serve takes every flag, typed", async () => {
  const { command, flags } = await run(
    ..."serve --host 0.0.0.0 --port 0 --agent openai --base-url http://h/v1 --model m".split(" "),
    ..."--api-key-env MY_KEY --token-file /t --public-origin https://a --public-origin https://b"
      .split(" "),
    ..."--allow-host c --ready-prefix HERMES_BACKEND_READY --ready-file /r --coalesce-ms 0".split(
      " ",
    ),
    ..."--first-byte-timeout 1.5 --stall-timeout 300".split(" "),
    ..."--coalesce-mode frames --max-sessions 5 --log-level debug --pace 1.5 --no-open".split(" "),
    "--system-prompt",
    "be brief",
  );
  assert.equal(command, "serve");
  assert.deepEqual({ ...flags }, {
    host: "0.0.0.0",
    port: 0,
    agent: "openai",
    baseUrl: "http://h/v1",
    model: "m",
    apiKeyEnv: "MY_KEY",
    firstByteTimeout: 1.5,
    stallTimeout: 300,
    tokenFile: "/t",
    publicOrigin: ["https://a", "https://b"],
    allowHost: ["c"],
    readyPrefix: "HERMES_BACKEND_READY",
    readyFile: "/r",
    coalesceMs: 0,
    coalesceMode: "frames",
    maxSessions: 5,
    logLevel: "debug",
    pace: 1.5,
    open: false,
    systemPrompt: "be brief",
  });
});

Deno.test("a flag that is not given stays undefined, for the environment to fill", async () => {
  assert.deepEqual({ ...(await run("serve")).flags }, { open: true });
  assert.deepEqual({ ...(await run("stdio")).flags }, {});
});

Deno.test("serve can be measured, stdio traced", async () => {
  const { flags } = await run("serve", "--metrics", "--otel");
  assert.deepEqual({ ...flags }, { open: true, metrics: true, otel: true });
  assert.deepEqual({ ...(await run("stdio", "--otel")).flags }, { otel: true });
  assert.match((await run("stdio", "--metrics")).err, /unknown option '--metrics'/);
});

Deno.test("serve reads an IPv6 address with or without brackets", async () => {
  assert.equal((await run("serve", "--host", "[::1]")).flags.host, "::1");
  assert.equal((await run("serve", "--host", "::1")).flags.host, "::1");
});

Deno.test("a wrong value is told with flag, value and remedy", async () => {
  const cases: [string[], RegExp][] = [
    [
      ["--port", "x"],
      /'--port <number>' argument 'x' is invalid\. Give a whole number from 0 to 65535/,
    ],
    [["--port", "65536"], /'65536' is invalid\. Give a whole number/],
    [["--port", "-1"], /Give a whole number/],
    [["--port", "1.5"], /Give a whole number/],
    [["--host", "a b"], /Give an address or a name/],
    [["--host", "http://x"], /Give an address or a name/],
    [["--isolate", "vm"], /'--isolate <how>' argument 'vm' is invalid\. Give one of worker, none/],
    [["--files", "all"], /Give one of off, read, write/],
    [["--pace", "-1"], /Give a number of milliseconds, 0 or more/],
    [["--pace", "fast"], /Give a number of milliseconds/],
    [["--base-url", "localhost:11434"], /Give a URL such as http/],
    [["--first-byte-timeout", "0"], /Give a number of seconds from 0\.001 to 2147483, such as 90/],
    [["--stall-timeout", "2m"], /'--stall-timeout <s>' argument '2m' is invalid\. Give a number/],
    [["--stall-timeout", "2147484"], /Give a number of seconds/],
    [["--coalesce-ms", "10001"], /Give a whole number, from 0 to 10000/],
    [["--coalesce-mode", "both"], /Give one of merge, frames/],
    [["--max-sessions", "many"], /Give a whole number, 0 or more/],
    [["--log-level", "loud"], /Give one of debug, info, warning, error/],
    [["--ready-prefix", "a\nb"], /Give a text of one line/],
    [["--port"], /'--port <number>' argument missing/],
  ];
  for (const [args, wanted] of cases) {
    const { command, err, out, exitCode } = await run("serve", ...args);
    assert.equal(command, undefined, args.join(" "));
    assert.match(err, wanted);
    assert.match(err, /tidegate serve --help/);
    assert.equal(out, "");
    assert.notEqual(exitCode, 0);
  }
});

Deno.test("--api-key-env does not repeat what may be the key itself", async () => {
  const { thrown, err } = await run("serve", "--api-key-env", "sk-secret-123");
  assert.match(thrown?.message ?? "", /takes the name of an environment variable/);
  assert.ok(!`${thrown?.message}${err}`.includes("sk-secret"));
});

Deno.test("a typo is answered with what was likely meant", async () => {
  assert.match((await run("serv")).err, /unknown command 'serv'\n\(Did you mean serve\?\)/);
  assert.match((await run("serve", "--prot", "1")).err, /Did you mean --port\?/);
  assert.match((await run("stdio", "--port", "1")).err, /unknown option '--port'/);
});

Deno.test("help lists every flag and environment variable, defaults, and the exit codes", async () => {
  const serve = await run("serve", "--help");
  assert.equal(serve.exitCode, 0);
  assert.equal(serve.err, "");
  for (
    const word of [
      "--host",
      "--ready-file",
      "9120",
      "33 ms",
      "seconds an answer may take to begin (default: 60 s)",
      "seconds of silence within an answer (default: 120 s)",
      "Examples:",
      "Exit codes:",
      "130",
    ]
  ) {
    assert.ok(serve.out.includes(word), word);
  }
  assert.ok(!serve.out.includes("--no-open"));
  assert.ok(serve.out.split("\n").every((line) => line.length <= 100));

  const environment = await run("help", "environment");
  assert.equal(environment.exitCode, undefined);
  for (const knob of Object.values(KNOBS)) assert.ok(environment.out.includes(`  ${knob.name}`));
  assert.ok(environment.out.includes("HERMES_TUI_WS_ORPHAN_REAP_GRACE_S"));

  assert.equal((await run("help", "serve")).out, serve.out);
  assert.equal((await run("help")).out, (await run("--help")).out);
  assert.match(
    (await run("help", "nothing")).err,
    /no help on 'nothing': ask for serve, stdio, chat, doctor or/,
  );
});

Deno.test("without a command the help goes to stderr, as a mistake", async () => {
  const { out, err, exitCode } = await run();
  assert.equal(out, "");
  assert.match(err, /^Usage: tidegate/);
  assert.equal(exitCode, 1);
});

Deno.test("--version prints the version", async () => {
  const { out, exitCode } = await run("--version");
  assert.equal(out, "1.2.3\n");
  assert.equal(exitCode, 0);
});

Deno.test("withoutTaskDashes() drops the -- that a task runner hands on, and no other", () => {
  const cases: [string[], string[]][] = [
    [["serve", "--", "--port", "0"], ["serve", "--port", "0"]],
    [["serve", "--port", "0"], ["serve", "--port", "0"]],
    [["serve", "--agent", "acp", "--", "cmd"], ["serve", "--agent", "acp", "--", "cmd"]],
    [["serve", "--", "--", "x"], ["serve", "--", "x"]],
    [["--help", "--"], ["--help", "--"]],
    [[], []],
  ];
  for (const [given, wanted] of cases) assert.deepEqual(withoutTaskDashes(given), wanted);
});
