/**
 * Where skills are read from: a port, since only adapters know files.
 *
 * @module
 */

/** Bytes of a skill's text that are read: a prompt, not a library. */
export const MOST_SKILL_BYTES = 256 * 1024;

/** A skill as it is written. */
export interface SkillFile {
  /** Where it is, for messages. */
  path: string;
  /** Its name, unless its front matter says another. */
  stem: string;
  /** Markdown, perhaps with YAML front matter. */
  text: string;
}

/** Something that should hold skills and cannot be read. */
export interface SkillFault {
  /** The file, as a person would look for it. */
  path: string;
  /** Why it cannot be used. */
  why: string;
}

/** Reads all skills there are. Called anew for each reload; may be asked while a call of it runs. */
export interface SkillSource {
  /**
   * Reads all of them anew.
   *
   * @throws {unknown} when nothing can be read at all; single faults belong in the answer
   */
  read(): Promise<{ files: readonly SkillFile[]; faults: readonly SkillFault[] }>;
  /**
   * Copies a skill of this machine to where this source reads them. Missing: nothing can be installed.
   *
   * @param path absolute; a markdown file, or a folder with one
   * @returns its name
   * @throws {Error} saying why not, for the user
   */
  install?(path: string): Promise<string>;
}
