import assert from "node:assert/strict";
import { WarningLimiter } from "../../src/http/warning_limiter.ts";
import { appBench, OWN } from "./support/app_bench.ts";
import { HandClock } from "./support/hand_clock.ts";
import { recordingLogger } from "./support/recording_logger.ts";

function limiter() {
  const clock = new HandClock();
  const logger = recordingLogger();
  const warnings = new WarningLimiter({ clock, logger });
  const warn = (kind: string) => warnings.warn({ kind, message: `refused: ${kind}`, fields: {} });
  /** What was logged since the last look. */
  const told = () => logger.lines.splice(0);
  return { clock, warn, told };
}

Deno.test("WarningLimiter.warn() logs the first of a minute, the others as debug", () => {
  const { clock, warn, told } = limiter();
  warn("host");
  clock.advance(59_999);
  warn("host");
  warn("host");
  assert.deepEqual(told(), [
    "warn refused: host {}",
    "debug refused: host {}",
    "debug refused: host {}",
  ]);
});

Deno.test("WarningLimiter.warn() tells after the minute how many it left out, once", () => {
  const { clock, warn, told } = limiter();
  for (let n = 0; n < 1_001; n++) warn("host");
  told();
  clock.advance(60_000);
  warn("host");
  assert.deepEqual(told(), ["warn refused: host (1000 more since the last such line) {}"]);
  clock.advance(60_000);
  warn("host");
  assert.deepEqual(told(), ["warn refused: host {}"]);
});

Deno.test("WarningLimiter.warn() keeps kinds apart", () => {
  const { warn, told } = limiter();
  for (const kind of ["host", "origin", "host"]) warn(kind);
  assert.deepEqual(told(), [
    "warn refused: host {}",
    "warn refused: origin {}",
    "debug refused: host {}",
  ]);
});

Deno.test("a flood of refused requests costs the log a line a minute and reason", async () => {
  const bench = appBench();
  const flood = async () => {
    for (let n = 0; n < 20; n++) {
      await bench.send(`/?${n}`, { headers: { host: `${n}.example` } });
      await bench.send("/", { headers: { origin: `http://${n}.example` } });
      await bench.send("/", { remoteAddress: `10.0.0.${n}` });
      await bench.send("/api/auth/exchange", {
        method: "POST",
        headers: { origin: OWN },
        body: JSON.stringify({ code: `${n}` }),
      });
    }
    return bench.logger.lines.splice(0).filter((line) => line.startsWith("warn"));
  };
  const first = await flood();
  assert.equal(first.length, 4);
  assert.match(first[0] ?? "", /host_refused .*0\.example/);
  bench.clock.advance(60_000);
  const second = await flood();
  assert.equal(second.length, 4);
  // Of codes ten are heard; after that the address has to wait, which is no warning.
  const told = second.map((line) => /\((\d+) more since/.exec(line)?.[1]);
  assert.deepEqual(told, ["19", "19", "19", "9"]);
});
