/** The conformance cases of servers that keep checkpoints, against `tidegate stdio`. */
import { HAS_GIT } from "../git/support/git_world.ts";
import { rollbackCases } from "./cases/rollback.ts";
import { tidegateWithChildren } from "./program.ts";
import { StdioTarget } from "./stdio_target.ts";
import { registerSuite } from "./suite.ts";

if (HAS_GIT) {
  registerSuite(new StdioTarget(tidegateWithChildren("--allow-write")), "stdio", rollbackCases);
}
