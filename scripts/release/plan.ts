/**
 * What would be published, as people read it.
 *
 * @module
 */

/** A file that would be published. */
export interface PlannedFile {
  readonly path: string;
  readonly bytes: number;
}

/** A thing that would be published under a name of its own. */
export interface Publication {
  /** `npm tidegate@0.1.0`. */
  readonly name: string;
  readonly files: readonly PlannedFile[];
  /** Whether each file is named; otherwise they are counted. */
  readonly listed?: boolean;
  /** The command that publishes it; nobody runs it here. */
  readonly command: string;
}

const KIB = 1024;

/** The lines that tell it. */
export function planLines(
  { version, tag, publications }: {
    version: string;
    tag: string;
    publications: readonly Publication[];
  },
): string[] {
  const lines = [`Version ${version}, tag ${tag}. This would be published:`];
  for (const { name, files, listed = false } of publications) {
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    const count = files.length === 1 ? "1 file" : `${files.length} files`;
    lines.push("", `${name}: ${count}, ${size(bytes)}`);
    if (files.length === 0) lines.push("  nothing was built");
    if (listed) lines.push(...files.map((file) => `  ${file.path}  ${size(file.bytes)}`));
    else lines.push(...largest(files).map((file) => `  ${file.path}  ${size(file.bytes)}`));
  }
  lines.push("", "Nothing has been published. These commands do it:");
  lines.push(`  git tag ${tag} && git push origin main ${tag}`);
  lines.push(...publications.map(({ command }) => `  ${command}`));
  return lines;
}

const SHOWN = 5;

function largest(files: readonly PlannedFile[]): PlannedFile[] {
  return [...files].sort((a, b) => b.bytes - a.bytes || (a.path < b.path ? -1 : 1)).slice(0, SHOWN);
}

/** `312 B`, `4.2 KiB`, `91.3 MiB`. */
export function size(bytes: number): string {
  if (bytes < KIB) return `${bytes} B`;
  if (bytes < KIB * KIB) return `${(bytes / KIB).toFixed(1)} KiB`;
  return `${(bytes / KIB / KIB).toFixed(1)} MiB`;
}

const UNITS: Readonly<Record<string, number>> = { B: 1, KB: 1_000, MB: 1_000_000 };

/** The files that `deno publish --dry-run` names, sizes as it rounds them. */
export function publishedFiles(said: string, root: string): PlannedFile[] {
  const pattern = /^\s*(file:\S+) \(([\d.]+)(B|KB|MB)\)$/gm;
  return [...said.matchAll(pattern)].map(([, url = "", amount, unit = "B"]) => ({
    path: decodeURIComponent(url).replace(root, ""),
    bytes: Math.round(Number(amount) * (UNITS[unit] ?? 1)),
  }));
}
