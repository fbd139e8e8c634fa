/** Folders in memory. */
import { posix } from "node:path";
import type {
  FolderEntry,
  PathKind,
  WorkspaceAccess,
} from "../../../src/workspace/workspace_access.ts";

/** What stands at a path: a file's bytes or text, or `{ link }`, or `"denied"` of a folder. */
export type Node = string | Uint8Array | { link: string } | { denied: true };

/** Files by their absolute paths; the folders are made of these. */
export class MemoryWorkspace implements WorkspaceAccess {
  readonly home = "/folk/ada";
  readonly #nodes: Map<string, Node>;
  /** Folders that were listed, in order. */
  readonly listed: string[] = [];

  constructor(nodes: Readonly<Record<string, Node>>) {
    this.#nodes = new Map(Object.entries(nodes));
  }

  add(path: string, node: Node): void {
    this.#nodes.set(path, node);
  }

  absolute = (folder: string, path: string) => posix.resolve(folder, path);
  base = (path: string) => posix.basename(path);
  url = (path: string) => `file://${path.split("/").map(encodeURIComponent).join("/")}`;

  inside(folder: string, path: string): string | undefined {
    return path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : undefined;
  }

  kindOf(path: string): Promise<PathKind> {
    return Promise.resolve(this.#kindOf(path));
  }

  list(path: string, most: number): ReturnType<WorkspaceAccess["list"]> {
    this.listed.push(path);
    const kind = this.#kindOf(path);
    if (kind !== "folder") return Promise.resolve({ kind: "missing" });
    const node = this.#nodes.get(path);
    if (isDenied(node)) return Promise.resolve({ kind: "refused", why: "EACCES" });
    const root = path === "/" ? "/" : `${path}/`;
    const entries = new Map<string, FolderEntry>();
    for (const [each, held] of this.#nodes) {
      if (!each.startsWith(root) || each === path) continue;
      const [name = "", ...rest] = each.slice(root.length).split("/");
      const itself = isLink(held) ? "link" : isDenied(held) ? "folder" : "file";
      entries.set(name, { name, kind: rest.length > 0 ? "folder" : itself });
    }
    const all = [...entries.values()];
    return Promise.resolve({
      kind: "listed",
      entries: all.slice(0, most),
      more: all.length > most,
    });
  }

  read(path: string, maxBytes: number): ReturnType<WorkspaceAccess["read"]> {
    const node = this.#follow(path);
    if (node === undefined) return Promise.resolve({ kind: "missing" });
    if (typeof node !== "string" && !(node instanceof Uint8Array)) {
      return Promise.resolve({ kind: "no_file" });
    }
    const bytes = new Uint8Array(
      typeof node === "string" ? new TextEncoder().encode(node) : node,
    );
    if (bytes.length > maxBytes) return Promise.resolve({ kind: "too_large", bytes: bytes.length });
    return Promise.resolve({ kind: "read", bytes });
  }

  #kindOf(path: string): PathKind {
    const node = this.#follow(path);
    if (typeof node === "string" || node instanceof Uint8Array) return "file";
    if (isDenied(node)) return "folder";
    const root = path === "/" ? "/" : `${path}/`;
    const target = this.#nodes.get(path);
    if (isLink(target)) return this.#kindOf(target.link);
    return [...this.#nodes.keys()].some((each) => each.startsWith(root)) ? "folder" : "missing";
  }

  #follow(path: string): Node | undefined {
    const node = this.#nodes.get(path);
    return isLink(node) ? this.#nodes.get(node.link) : node;
  }
}

function isLink(node: Node | undefined): node is { link: string } {
  return typeof node === "object" && "link" in node;
}

function isDenied(node: Node | undefined): node is { denied: true } {
  return typeof node === "object" && "denied" in node;
}
