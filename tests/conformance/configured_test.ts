/** The conformance cases of servers with a configuration file, against `tidegate stdio`. */
import { configuredCases } from "./cases/configured.ts";
import { isolatedCases } from "./cases/isolated.ts";
import { runningCases } from "./cases/programs.ts";
import { renderingCases } from "./cases/renderings.ts";
import { slowCallCases } from "./cases/slow_calls.ts";
import { tidegateWithChildren } from "./program.ts";
import { StdioTarget } from "./stdio_target.ts";
import { registerSuite } from "./suite.ts";

// Quick commands need a shell, which is not everywhere.
if (Deno.build.os !== "windows") {
  registerSuite(new StdioTarget(tidegateWithChildren()), "stdio", [
    ...configuredCases,
    ...isolatedCases,
    ...runningCases,
    ...renderingCases,
    ...slowCallCases,
  ]);
}
