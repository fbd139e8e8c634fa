/** Runs an agent that prints in every way, in a process whose stdout is somebody's protocol. */
import { agentInput, runTurn } from "../../agent/support/turn.ts";
import { IsolatedBench } from "./isolated.ts";

const bench = new IsolatedBench();
const { text } = await runTurn(await bench.make(), agentInput("prints"));
await bench[Symbol.asyncDispose]();
await Deno.stdout.write(new TextEncoder().encode(`frame: ${text} ${bench.printed.length}\n`));
