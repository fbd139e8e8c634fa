/** An agent of one's own: `deno task serve --agent module docs/examples/agent.ts`. */
import type { Agent } from "../../mod.ts";

const parrot: Agent = {
  async *prompt({ text, ask }) {
    yield { type: "reasoning", text: "It said something." };
    const how = await ask({ kind: "clarify", question: "How loud?", choices: ["soft", "loud"] });
    yield { type: "text", text: how === "loud" ? `${text.toUpperCase()}!` : `${text}, ${text}` };
  },
};

export default parrot;
