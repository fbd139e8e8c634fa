/** The command line with a fault in it that SIGUSR2 sets off: what TIDEGATE_TEST_FAULT says. */
import { main } from "../../../src/cli/main.ts";

const FAULTS: Record<string, () => void> = {
  throw() {
    queueMicrotask(() => {
      throw new TypeError("boom");
    });
  },
  reject() {
    void Promise.reject(new TypeError("boom"));
  },
  print() {
    // deno-lint-ignore no-console
    console.log("a stray print");
    // deno-lint-ignore no-console
    console.table([{ stray: 1 }]);
  },
  token() {
    // deno-lint-ignore no-console
    console.log("token:", Deno.env.get("TIDEGATE_TOKEN"));
  },
};

Deno.addSignalListener("SIGUSR2", () => FAULTS[Deno.env.get("TIDEGATE_TEST_FAULT") ?? ""]?.());
Deno.exit(await main(Deno.args));
