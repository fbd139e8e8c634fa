#!/usr/bin/env node
/**
 * The `tidegate` command on Node.
 *
 * @module
 */
import process from "node:process";
import { runCommand } from "./command.ts";
import { nodeHost } from "./node_host.ts";

runCommand(process.argv.slice(2), nodeHost).then((code) => process.exit(code));
