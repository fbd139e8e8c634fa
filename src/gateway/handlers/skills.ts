/**
 * Skills: PROTOCOL 3.7.
 *
 * @module
 */
import type { Skills } from "../../commands/skill_shelf.ts";
import { skillsManage, skillsReload } from "../../protocol/command_methods.ts";
import { errorMessage } from "../../lib/error_text.ts";
import { wireError } from "../../protocol/errors.ts";
import { RpcError } from "../../rpc/rpc_error.ts";
import { usualFolder } from "./config_readers.ts";
import { namedPath } from "../../workspace/named_path.ts";
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

const manage = implement(skillsManage, async (params, context: CallContext) => {
  const { action, query, page } = params;
  const { commands } = context;
  if (action === "install") return await install(query.trim(), context);
  const wanted = query.trim().toLowerCase();
  const skills = await commands.load();
  switch (action) {
    case "list":
      return { skills: byCategory(skills) };
    case "search":
      return { results: search(skills, wanted).slice(0, MOST_HITS) };
    case "browse":
      return browse(search(skills, wanted), page);
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
        }; expected list, search, browse, inspect or install`,
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
  return [...byName, ...byText];
}

/** One page of what there is; one behind the last is empty. */
function browse(all: readonly { name: string; description: string }[], page: number) {
  return {
    items: all.slice((page - 1) * MOST_HITS, page * MOST_HITS),
    page,
    total: all.length,
    total_pages: Math.max(1, Math.ceil(all.length / MOST_HITS)),
  };
}

/** @throws {RpcError} 5024 saying why it cannot be installed */
async function install(path: string, context: CallContext) {
  const { commands, options: { workspace, logger } } = context;
  const failed = (why: string) =>
    wireError(
      "skillsFailed",
      `Cannot install the skill ${JSON.stringify(path.slice(0, 200))}: ${why}`,
    );
  const { skills } = commands;
  const copy = skills.install;
  if (copy === undefined) throw failed("this gateway has no folder for skills");
  if (path === "") throw failed("query names no file or folder of the gateway's machine");
  const source = namedPath(usualFolder(context), path, workspace);
  try {
    const name = await commands.during(undefined, () => copy(source));
    logger.info("a skill was installed", { skill: name, from: source });
    return { installed: true as const, name };
  } catch (error) {
    if (error instanceof RpcError) throw error;
    throw failed(errorMessage(error));
  }
}

/** See the module. */
export const skillMethods: Method<CallContext>[] = [reload, manage];
