/**
 * Reads skills as people write them: Markdown, with YAML in front.
 *
 * @module
 */
import { parse } from "yaml";
import { errorMessage } from "../lib/error_text.ts";
import { isRecord } from "../lib/is_record.ts";
import { COMMAND_NAME } from "./quick_command.ts";
import type { Skill } from "./skill.ts";
import type { SkillFile } from "./skill_source.ts";

/** What became of reading one. */
export type SkillOutcome = { kind: "skill"; skill: Skill } | { kind: "fault"; why: string };

/** Enough for any list; a description may be a whole page. */
const DESCRIPTION_CHARS = 500;
const FRONT_MATTER = /^---[ \t]*\r?\n([\s\S]*?)(?:\r?\n)?---[ \t]*(?:\r?\n|$)/;

/** Reads a skill. Never throws: a bad file is told of, and harms no other. */
export function readSkill({ stem, path, text }: SkillFile): SkillOutcome {
  const source = text.replace(/^\uFEFF/, "");
  const [head = "", matter] = FRONT_MATTER.exec(source) ?? [];
  const facts = matter === undefined ? {} : readMatter(matter);
  if (typeof facts === "string") return { kind: "fault", why: facts };
  const body = source.slice(head.length).trim();
  if (body === "") return { kind: "fault", why: "there is no text in it" };
  const name = (facts.name ?? stem).trim().toLowerCase().replace(/\s+/g, "-");
  if (!COMMAND_NAME.test(name)) {
    return { kind: "fault", why: `"${name.slice(0, 80)}" cannot be the name of a command` };
  }
  const description = shortened(facts.description ?? firstLine(body));
  return { kind: "skill", skill: { name, description, path, body } };
}

/** Name and description, or why there are none to be had. */
function readMatter(matter: string): { name?: string; description?: string } | string {
  let facts: unknown;
  try {
    facts = parse(matter, { maxAliasCount: 16, logLevel: "error" });
  } catch (error) {
    return `its front matter is no YAML: ${errorMessage(error).split("\n", 1)[0]}`;
  }
  if (facts === null || facts === undefined) return {};
  if (!isRecord(facts)) return "its front matter is no list of members";
  const { name, description } = facts;
  for (const [key, value] of Object.entries({ name, description })) {
    if (value === undefined || value === null || typeof value === "string") continue;
    return `its front matter says no text for "${key}"`;
  }
  return {
    ...(typeof name === "string" && name.trim() !== "" ? { name } : {}),
    ...(typeof description === "string" ? { description } : {}),
  };
}

function firstLine(body: string): string {
  return (body.split("\n", 1)[0] ?? "").replace(/^#+\s*/, "");
}

function shortened(text: string): string {
  return text.slice(0, DESCRIPTION_CHARS * 4).replace(/\s+/g, " ").trim().slice(
    0,
    DESCRIPTION_CHARS,
  )
    .toWellFormed();
}
