/**
 * Skills: PROTOCOL 3.7.
 *
 * @module
 */
import type { Skills } from "../../commands/skill_shelf.ts";
import { skillsManage, skillsReload } from "../../protocol/command_methods.ts";
import { wireError } from "../../protocol/errors.ts";
import { implement, type Method } from "../../rpc/method.ts";
import type { CallContext } from "../call_context.ts";

/** Hits of one search; CONFORMANCE 173. */
const MOST_HITS = 20;

const reload = implement(skillsReload, async (_params, { commands }: CallContext) => {
  const before = [...(commands.skills.current?.all ?? new Map()).keys()];
  const { all, faults } = await commands.skills.reload();
  const added = [...all.keys()].filter((name) => !before.includes(name));
  const removed = before.filter((name) => !all.has(name));
  const rows = [
    `Skills: ${all.size}`,
    ...added.map((name) => `  + ${name}`),
    ...removed.map((name) => `  - ${name}`),
    ...faults.map(({ path, why }) => `Cannot use ${path}: ${why}`),
  ];
  return { output: rows.join("\n"), result: { count: all.size, added, removed } };
});

const manage = implement(skillsManage, async ({ action, query }, { commands }: CallContext) => {
  const wanted = query.trim().toLowerCase();
  const skills = await commands.load();
  switch (action) {
    case "list":
      return { skills: byCategory(skills) };
    case "search":
      return { results: search(skills, wanted) };
    case "inspect": {
      const found = skills.all.get(wanted);
      if (found === undefined) {
        throw wireError(
          "skillsFailed",
          `there is no skill "${wanted.slice(0, 80).toWellFormed()}"`,
        );
      }
      return { info: found };
    }
    default:
      throw wireError(
        "unknownSkillAction",
        `unknown skills action: ${
          action.slice(0, 80).toWellFormed()
        }; expected list, search or inspect`,
      );
  }
});

/** There is one category. */
function byCategory({ all }: Skills): Record<string, string[]> {
  return all.size === 0 ? {} : { Skills: [...all.keys()] };
}

/** Those whose name holds the query first, then those whose description does. */
function search({ all }: Skills, query: string): { name: string; description: string }[] {
  const rows = [...all.values()].map(({ name, description }) => ({ name, description }));
  const byName = rows.filter(({ name }) => name.includes(query));
  const byText = rows.filter((row) =>
    !byName.includes(row) && row.description.toLowerCase().includes(query)
  );
  return [...byName, ...byText].slice(0, MOST_HITS);
}

/** See the module. */
export const skillMethods: Method<CallContext>[] = [reload, manage];
