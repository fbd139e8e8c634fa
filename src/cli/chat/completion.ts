/**
 * What slash commands are completed to.
 *
 * @module
 */
import type { Result } from "../../client/contracts.ts";
import { MOVES } from "./moves.ts";

/** What may be completed, as the gateway last told it. */
export class Completion {
  #names = MOVES;
  // A map: what is typed may be the name of something that every object has.
  #sub: ReadonlyMap<string, readonly string[]> = new Map();

  /** Learns the commands there are. */
  learn({ pairs, canon, sub }: Result<"commands.catalog">): void {
    const names = [...pairs.map(([name]) => name), ...Object.keys(canon), ...MOVES];
    this.#names = [...new Set(names.map(slashed))].sort();
    this.#sub = new Map(Object.entries(sub));
  }

  /** Whole lines that begin like this one. Only a command is completed, and the word behind it. */
  complete(line: string): string[] {
    if (!line.startsWith("/") || line.startsWith("//")) return [];
    const [name = "", arg] = split(line);
    if (!/\s/.test(line)) {
      const hits = this.#names.filter((each) => each.startsWith(line));
      return hits.length === 1 ? [`${hits[0]} `] : hits;
    }
    const words = this.#sub.get(name) ?? this.#sub.get(name.slice(1)) ?? [];
    return words.filter((word) => word.startsWith(arg)).map((word) => `${name} ${word}`);
  }
}

function slashed(name: string): string {
  return name.startsWith("/") ? name : `/${name}`;
}

function split(line: string): [name: string, arg: string] {
  const [, name = "", arg = ""] = /^(\S+)\s*([^]*)$/.exec(line.trim()) ?? [];
  return [name, arg];
}
