/** Runs deno with its arguments, on a stdout whose disk is full. */
import { spawn } from "node:child_process";
import { openSync } from "node:fs";

const output = openSync("/dev/full", "w");
const child = spawn(Deno.execPath(), Deno.args, { stdio: ["inherit", output, "inherit"] });
child.on("exit", (code) => Deno.exit(code ?? 255));
