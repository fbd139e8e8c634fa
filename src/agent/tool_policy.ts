/**
 * @module
 */
import type { ToolPermission, ToolPolicy } from "./mcp_server.ts";

/** Asks for every tool. */
export const ASK_ALWAYS: ToolPolicy = { otherwise: "ask", allow: [], never: [] };

/**
 * Makes a function that tells whether a tool of a name may run.
 *
 * @throws {TypeError} naming the member that is wrong
 */
export function permissions(policy: ToolPolicy): (name: string) => ToolPermission {
  const { otherwise } = policy;
  if (!["ask", "allow", "never"].includes(otherwise)) {
    throw new TypeError(
      'Cannot use the tool policy: "otherwise" must be ask, allow or never, not ' +
        JSON.stringify(otherwise),
    );
  }
  const never = policy.never.map(patternOf);
  const allow = policy.allow.map(patternOf);
  return (name) => {
    if (never.some((matches) => matches(name))) return "never";
    if (allow.some((matches) => matches(name))) return "allow";
    return otherwise;
  };
}

/** `*` stands for any characters, everything else for itself. */
function patternOf(pattern: string): (name: string) => boolean {
  const [head = "", ...parts] = pattern.split("*");
  if (parts.length === 0) return (name) => name === pattern;
  const tail = parts.pop() ?? "";
  return (name) => {
    if (!name.startsWith(head)) return false;
    let at = head.length;
    for (const part of parts) {
      const found = name.indexOf(part, at);
      if (found === -1) return false;
      at = found + part.length;
    }
    return name.length - tail.length >= at && name.endsWith(tail);
  };
}
