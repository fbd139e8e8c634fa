/** The conformance cases of servers that may look into folders and keep files, over stdio. */
import { folderCases } from "./cases/files.ts";
import { tidegate } from "./program.ts";
import { StdioTarget } from "./stdio_target.ts";
import { registerSuite } from "./suite.ts";

const program = tidegate("--allow-net", "--allow-read", "--allow-write");

registerSuite(new StdioTarget(program), "stdio", folderCases);
