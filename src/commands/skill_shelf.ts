/**
 * The skills of a gateway.
 *
 * @module
 */
import { errorMessage, errorStack } from "../lib/error_text.ts";
import type { Logger } from "../lib/logger.ts";
import type { Skill } from "./skill.ts";
import type { SkillFault, SkillSource } from "./skill_source.ts";

/** All skills there are, by name, and what could not be read. */
export interface Skills {
  all: ReadonlyMap<string, Skill>;
  faults: readonly SkillFault[];
}

const none: Skills = { all: new Map(), faults: [] };

/** Reads skills when they are first asked for, and again when somebody says so. */
export class SkillShelf {
  readonly #source: SkillSource | undefined;
  readonly #logger: Logger;
  #skills: Skills | undefined;
  #reading: Promise<Skills> | undefined;

  constructor(source: SkillSource | undefined, logger: Logger) {
    this.#source = source;
    this.#logger = logger;
    if (source === undefined) this.#skills = none;
  }

  /** What has been read; `undefined`: nobody has asked for {@linkcode SkillShelf.load} yet. */
  get current(): Skills | undefined {
    return this.#skills;
  }

  /** The skills, read now unless they have been. Never rejects. */
  load(): Promise<Skills> {
    if (this.#skills !== undefined) return Promise.resolve(this.#skills);
    this.#reading ??= this.reload().finally(() => this.#reading = undefined);
    return this.#reading;
  }

  /** Reads everything anew. Where that fails, what was there stays. Never rejects. */
  async reload(): Promise<Skills> {
    if (this.#source === undefined) return none;
    try {
      this.#skills = await this.#read(this.#source);
    } catch (error) {
      this.#logger.error("skills cannot be read", { error: errorStack(error) });
      const fault = { path: "skills", why: errorMessage(error) };
      this.#skills = { all: this.#skills?.all ?? none.all, faults: [fault] };
    }
    return this.#skills;
  }

  /**
   * Copies a skill to where they are read, and reads all of them anew. Missing: there is no such place.
   *
   * @throws {Error} saying why not, for the user
   */
  get install(): ((path: string) => Promise<string>) | undefined {
    const source = this.#source;
    if (source?.install === undefined) return undefined;
    return async (path) => {
      const name = await source.install?.(path) ?? "";
      await this.reload();
      return name;
    };
  }

  async #read(source: SkillSource): Promise<Skills> {
    const { files, faults: unreadable } = await source.read();
    const all = new Map<string, Skill>();
    const faults = [...unreadable];
    if (files.length === 0) return { all, faults: told(faults, this.#logger) };
    // A parser that gateways without skills have no use for.
    const { readSkill } = await import("./read_skill.ts");
    for (const file of files) {
      const outcome = readSkill(file);
      if (outcome.kind === "fault") {
        faults.push({ path: file.path, why: outcome.why });
        continue;
      }
      const { name } = outcome.skill;
      const first = all.get(name);
      if (first === undefined) all.set(name, outcome.skill);
      else faults.push({ path: file.path, why: `"${first.path}" is named "${name}" already` });
    }
    return { all, faults: told(faults, this.#logger) };
  }
}

function told(faults: readonly SkillFault[], logger: Logger): readonly SkillFault[] {
  for (const fault of faults) logger.warn("a skill cannot be used", { ...fault });
  return faults;
}
