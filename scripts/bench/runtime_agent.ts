/** The benchmarks' tokens, as an agent that any build of the command can load. */
import type { Agent } from "../../mod.ts";
import { type Order, tokens } from "./tokens.ts";

/** Its prompts are orders, as JSON. */
export default function runtimeAgent(): Agent {
  return { prompt: ({ text }) => tokens(JSON.parse(text) as Order) };
}
