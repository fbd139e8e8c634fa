/** Settings and keys that are kept in files, against `tidegate stdio`. */
import { setupCases } from "./cases/setup.ts";
import { tidegateWithChildren } from "./program.ts";
import { StdioTarget } from "./stdio_target.ts";
import { registerSuite } from "./suite.ts";

// On macOS the folder of configurations is told by the home alone, which Deno's cache is in, too.
if (Deno.build.os !== "darwin") {
  registerSuite(new StdioTarget(tidegateWithChildren("--allow-write")), "stdio", setupCases);
}
