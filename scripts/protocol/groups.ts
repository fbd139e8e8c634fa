/**
 * The order in which methods are told.
 *
 * @module
 */

/** Titles, and the words the names of their methods begin with. */
const words: Readonly<Record<string, readonly string[]>> = {
  "Sessions": ["session", "terminal"],
  "Prompts": ["prompt", "llm"],
  "Answers to questions": ["clarify", "approval", "sudo", "secret"],
  "What goes along with a prompt": ["image", "file", "pdf", "clipboard", "input", "paste"],
  "Commands, skills and completion": ["slash", "command", "commands", "skills", "complete"],
  "Tools": ["tools", "toolsets", "reload"],
  "Settings": ["config", "model", "setup", "approvals"],
  "Checkpoints": ["rollback"],
  "Beside the sessions": ["agents", "plugins", "insights", "delegation", "subagent", "spawn_tree"],
  "What there is none of": ["pet", "voice", "credits", "billing", "handoff", "browser"],
};

const OTHERS = "About the protocol";

/** The titles, in order. */
export const groups: readonly string[] = [...Object.keys(words), OTHERS];

/** The group of a method: answers to questions are together, whatever they begin with. */
export function groupOf(method: string): string {
  if (method.endsWith(".respond")) return "Answers to questions";
  const [word = ""] = method.split(".");
  return groups.find((group) => words[group]?.includes(word)) ?? OTHERS;
}
