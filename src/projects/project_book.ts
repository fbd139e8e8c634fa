/**
 * The projects somebody has made: names for folders that belong together.
 *
 * @module
 */
import { randomHex } from "../lib/ids.ts";

/** A folder of a project. Times are whole seconds since the epoch. */
export interface ProjectFolder {
  path: string;
  label: string;
  is_primary: boolean;
  added_at: number;
}

/** A project as clients are shown it. */
export interface Project {
  /** `p_` and 8 hex digits. */
  id: string;
  /** Unique; takes the place of the id wherever one is asked for. */
  slug: string;
  name: string;
  description: string;
  icon: string | null;
  color: string | null;
  board_slug: string | null;
  primary_path: string | null;
  archived: boolean;
  created_at: number;
  folders: ProjectFolder[];
}

/** What a project is made of. What is missing or `null` is left to the book. */
export interface ProjectWish {
  name?: string | null | undefined;
  slug?: string | null | undefined;
  folders?: readonly string[] | null | undefined;
  primary_path?: string | null | undefined;
  description?: string | null | undefined;
  icon?: string | null | undefined;
  color?: string | null | undefined;
  board_slug?: string | null | undefined;
}

/** Why a book does not do what it is asked for. */
export class ProjectError extends Error {
  override readonly name = "ProjectError";
  /** `unknown`: there is no such project; `invalid`: a value makes no sense. */
  readonly kind: "unknown" | "invalid";

  constructor(kind: "unknown" | "invalid", message: string) {
    super(message);
    this.kind = kind;
  }
}

/** Projects at most, and folders of one: nobody makes more by hand. */
const MOST_PROJECTS = 1_000;
const MOST_FOLDERS = 256;
const MOST_CHARS = 4_096;
const LABEL_CHARS = 200;

/** See the module. In the order they were made. */
export class ProjectBook {
  readonly all: Project[];
  /** The id of the one a client works in. */
  activeId: string | null;
  readonly #now: () => number;

  /** @param now milliseconds since the epoch */
  constructor(
    { projects = [], activeId = null }: { projects?: Project[]; activeId?: string | null },
    now: () => number,
  ) {
    this.all = projects;
    this.activeId = activeId;
    this.#now = now;
  }

  /**
   * By id or slug.
   *
   * @throws {ProjectError}
   */
  get(idOrSlug: string): Project {
    const found = this.all.find(({ id }) => id === idOrSlug) ??
      this.all.find(({ slug }) => slug === idOrSlug);
    if (found !== undefined) return found;
    throw new ProjectError("unknown", `no such project: ${idOrSlug.slice(0, 80)}`);
  }

  /** @throws {ProjectError} */
  create(wish: ProjectWish): Project {
    const name = named(wish.name);
    if (this.all.length >= MOST_PROJECTS) {
      throw invalid(`there are ${MOST_PROJECTS} projects; delete one first`);
    }
    const project: Project = {
      id: `p_${randomHex(4)}`,
      slug: this.#slug(wish.slug ?? "", name),
      name,
      description: text(wish.description, "description") ?? "",
      icon: text(wish.icon, "icon") || null,
      color: text(wish.color, "color") || null,
      board_slug: text(wish.board_slug, "board_slug") || null,
      primary_path: null,
      archived: false,
      created_at: this.#seconds(),
      folders: [],
    };
    for (const path of wish.folders ?? []) this.#put(project, path, {});
    if (wish.primary_path) this.#put(project, wish.primary_path, { primary: true });
    this.all.push(project);
    return project;
  }

  /**
   * `null` leaves a value, an empty text clears those that may be missing.
   *
   * @throws {ProjectError}
   */
  update(idOrSlug: string, wish: ProjectWish): Project {
    const project = this.get(idOrSlug);
    const { name, description } = wish;
    // All of it is looked at before any of it is changed.
    const changes: Partial<Project> = {
      ...(name === null || name === undefined ? {} : { name: named(name) }),
      ...(description === null || description === undefined
        ? {}
        : { description: text(description, "description") ?? "" }),
    };
    for (const key of ["icon", "color", "board_slug"] as const) {
      const value = text(wish[key], key);
      if (value !== undefined) changes[key] = value || null;
    }
    return Object.assign(project, changes);
  }

  /** @throws {ProjectError} */
  addFolder(
    idOrSlug: string,
    path: string,
    { label = "", primary = false }: { label?: string; primary?: boolean } = {},
  ): Project {
    const project = this.get(idOrSlug);
    this.#put(project, path, { label, primary });
    return project;
  }

  /** Another one becomes the primary where that one goes. @throws {ProjectError} */
  removeFolder(idOrSlug: string, path: string): Project {
    const project = this.get(idOrSlug);
    const wanted = folderPath(path);
    project.folders = project.folders.filter((folder) => folder.path !== wanted);
    if (project.primary_path === wanted) this.#choose(project, project.folders[0]?.path);
    return project;
  }

  /** A path that is none of its folders changes nothing. @throws {ProjectError} */
  setPrimary(idOrSlug: string, path: string): Project {
    const project = this.get(idOrSlug);
    const wanted = folderPath(path);
    if (project.folders.some((folder) => folder.path === wanted)) this.#choose(project, wanted);
    return project;
  }

  /** @throws {ProjectError} */
  delete(idOrSlug: string): void {
    const project = this.get(idOrSlug);
    this.all.splice(this.all.indexOf(project), 1);
    if (this.activeId === project.id) this.activeId = null;
  }

  #put(
    project: Project,
    path: string,
    { label = "", primary = false }: { label?: string; primary?: boolean },
  ): void {
    const wanted = folderPath(path);
    const known = project.folders.find((folder) => folder.path === wanted);
    if (known !== undefined && label !== "") known.label = label.slice(0, LABEL_CHARS);
    if (known === undefined) {
      if (project.folders.length >= MOST_FOLDERS) {
        throw invalid(`a project has ${MOST_FOLDERS} folders at most`);
      }
      const added = { path: wanted, label: label.slice(0, LABEL_CHARS), is_primary: false };
      project.folders.push({ ...added, added_at: this.#seconds() });
    }
    if (primary || project.primary_path === null) this.#choose(project, wanted);
  }

  #choose(project: Project, path: string | undefined): void {
    project.primary_path = path ?? null;
    for (const folder of project.folders) folder.is_primary = folder.path === path;
  }

  #slug(wanted: string, name: string): string {
    const given = wanted.trim();
    if (given !== "" && !/^[a-z0-9][a-z0-9_-]{0,63}$/.test(given)) {
      throw invalid(`slug "${given.slice(0, 80)}": use a-z, 0-9, - and _, at most 64 of them`);
    }
    const base = given || name.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+/, "")
      .slice(0, 58).replace(/-+$/, "") ||
      "project";
    for (let n = 1;; n++) {
      const slug = n === 1 ? base : `${base.slice(0, 58)}-${n}`;
      if (!this.all.some((project) => project.slug === slug)) return slug;
    }
  }

  #seconds(): number {
    return Math.floor(this.#now() / 1000);
  }
}

function named(name: string | null | undefined): string {
  const tidy = (name ?? "").trim();
  if (tidy === "") throw invalid("project name must not be empty");
  return tidy.slice(0, 200);
}

function text(value: string | null | undefined, field: string): string | undefined {
  if (value === null || value === undefined) return undefined;
  if (value.length > MOST_CHARS) throw invalid(`${field}: ${MOST_CHARS} characters at most`);
  return value.trim();
}

function folderPath(path: string): string {
  const tidy = path.trim();
  if (tidy === "" || tidy.length > MOST_CHARS) throw invalid("path: name a folder");
  return tidy.length > 1 ? tidy.replace(/[/\\]+$/, "") || "/" : tidy;
}

function invalid(why: string): ProjectError {
  return new ProjectError("invalid", why);
}
