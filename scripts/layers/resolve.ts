/**
 * Follows a specifier to a file of this project.
 *
 * @module
 */

/** The parts of `deno.json` that decide where a specifier leads. */
export interface ProjectConfig {
  /** The name under which a package can import itself. */
  readonly name?: string;
  readonly imports?: Readonly<Record<string, string>>;
  readonly exports?: Readonly<Record<string, string>>;
}

/**
 * The path, from the project's root, of the file that `specifier` names.
 *
 * @param from path of the file with the import.
 * @returns `null` for anything outside the project: a package, a URL, a built-in.
 */
export function resolveLocal(
  specifier: string,
  { from, config }: { from: string; config: ProjectConfig },
): string | null {
  if (/^\.{1,2}\//.test(specifier)) return join(from, specifier);
  const { name, imports = {}, exports = {} } = config;
  if (name && (specifier === name || specifier.startsWith(`${name}/`))) {
    const target = exports[`.${specifier.slice(name.length)}`];
    if (target) return join("deno.json", target);
  }
  const mapped = longestPrefix(specifier, imports);
  if (mapped === null || !/^\.{0,2}\//.test(mapped)) return null;
  return join("deno.json", mapped);
}

function longestPrefix(
  specifier: string,
  imports: Readonly<Record<string, string>>,
): string | null {
  const exact = imports[specifier];
  if (exact !== undefined) return exact;
  const prefixes = Object.keys(imports).filter((key) =>
    key.endsWith("/") && specifier.startsWith(key)
  );
  const longest = prefixes.sort((a, b) => b.length - a.length)[0];
  return longest === undefined ? null : imports[longest] + specifier.slice(longest.length);
}

function join(from: string, relative: string): string {
  const parts = relative.startsWith("/") ? [] : from.split("/").slice(0, -1);
  for (const part of relative.split("/")) {
    if (part === "" || part === ".") continue;
    // Above the root there is nothing of ours: keep the dots, and no rule will take it for a layer.
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else parts.push(part);
  }
  return parts.join("/");
}
