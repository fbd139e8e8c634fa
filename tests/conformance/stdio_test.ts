/** The conformance cases over real pipes, against `tidegate stdio`. */
import { tidegate } from "./program.ts";
import { StdioTarget } from "./stdio_target.ts";
import { registerSuite } from "./suite.ts";

registerSuite(new StdioTarget(tidegate("--allow-net")));
