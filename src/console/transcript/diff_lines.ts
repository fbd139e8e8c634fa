/**
 * Reads unified diffs.
 *
 * @module
 */

/** A line of a diff, with its sign. */
export interface DiffLine {
  readonly kind: "add" | "remove" | "same" | "hunk" | "note";
  readonly text: string;
}

/** What a diff says of one file. */
export interface FileDiff {
  /** The file's name after it, or before where it was removed; empty where none is told. */
  readonly name: string;
  readonly added: number;
  readonly removed: number;
  readonly lines: readonly DiffLine[];
}

const HUNK = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/;
/** Lines between files that say nothing a reader needs. */
const NOISE = /^(?:diff |index |Index: |=+$)/;

class FileReader {
  name = "";
  added = 0;
  removed = 0;
  readonly lines: DiffLine[] = [];

  push(kind: DiffLine["kind"], text: string): void {
    this.lines.push({ kind, text });
    if (kind === "add") this.added += 1;
    if (kind === "remove") this.removed += 1;
  }
}

/** The files of a unified diff, or of several one after the other. */
export function readDiff(text: string): FileDiff[] {
  const files: FileReader[] = [];
  // What the hunk still has to say: only there a leading `--- ` is a removed line.
  let [old, fresh] = [0, 0];
  const lines = text.replace(/\r\n?/g, "\n").replace(/\n$/, "").split("\n");
  const current = () => files.at(-1) ?? files[files.push(new FileReader()) - 1];
  lines.forEach((line, index) => {
    const isHeader = old <= 0 && fresh <= 0 && line.startsWith("--- ") &&
      lines[index + 1]?.startsWith("+++ ");
    if (isHeader) {
      const file = files[files.push(new FileReader()) - 1];
      if (file) file.name = nameOf(lines[index + 1] ?? "") ?? nameOf(line) ?? "";
      return;
    }
    if (old <= 0 && fresh <= 0 && line.startsWith("+++ ") && lines[index - 1]?.startsWith("--- ")) {
      return;
    }
    const hunk = HUNK.exec(line);
    if (hunk) [old, fresh] = [Number(hunk[1] ?? 1), Number(hunk[2] ?? 1)];
    else if (old <= 0 && fresh <= 0 && NOISE.test(line)) return;
    const kind = hunk ? "hunk" : kindOf(line);
    if (kind === "remove" || kind === "same") old -= 1;
    if (kind === "add" || kind === "same") fresh -= 1;
    current()?.push(kind, line);
  });
  return files;
}

function kindOf(line: string): DiffLine["kind"] {
  if (line.startsWith("+")) return "add";
  if (line.startsWith("-")) return "remove";
  return line.startsWith("\\") ? "note" : "same";
}

/** The file of a header line; `undefined` where there is none, before or after. */
function nameOf(header: string): string | undefined {
  const name = header.slice(4).split("\t")[0]?.trim() ?? "";
  return name === "" || name === "/dev/null" ? undefined : name.replace(/^[ab]\//, "");
}
