/**
 * Contracts of `projects.*`: names for folders that belong together, and conversations by them.
 *
 * @module
 */
import { z } from "zod";
import { contract } from "../rpc/method.ts";
import { flag, note, shape } from "./notes.ts";
import { projectTreeNode } from "./project_shapes.ts";
import { orElse } from "./shapes.ts";

const seconds = note(z.number(), "seconds since the epoch");
const text = (description: string) => note(z.string().nullish(), description);
const id = note(orElse(z.string(), ""), "the id or the slug of a project");
const path = note(orElse(z.string(), ""), "a folder");

const project = shape(
  "Project",
  z.object({
    id: z.string(),
    slug: note(z.string(), "unique; may stand wherever an id is asked for"),
    name: z.string(),
    description: z.string(),
    icon: z.string().nullable(),
    color: z.string().nullable(),
    board_slug: z.string().nullable(),
    primary_path: note(z.string().nullable(), "the first of its folders, unless one was chosen"),
    archived: z.boolean(),
    created_at: seconds,
    folders: z.array(z.object({
      path: z.string(),
      label: z.string(),
      is_primary: z.boolean(),
      added_at: seconds,
    })),
  }),
  "a name for folders that belong together",
);
const one = z.object({ project });
const all = z.object({
  projects: note(z.array(project), "in the order they were made, archived ones too"),
  active_id: z.string().nullable(),
});
const repositories = z.object({
  repos: z.array(z.object({
    root: z.string(),
    label: z.string(),
    sessions: note(z.number(), "conversations in it"),
    last_active: seconds,
  })),
});
const wish = {
  description: text("for people; null leaves it as it is"),
  icon: text("null leaves it, an empty text clears it"),
  color: text("null leaves it, an empty text clears it"),
  board_slug: text("null leaves it, an empty text clears it"),
};
const most = (fallback: number) =>
  note(
    orElse(z.coerce.number().int().min(1).max(10_000), fallback),
    "conversations that are looked at, the newest",
  );

/** `projects.list` */
export const projectsList = contract({
  name: "projects.list",
  summary: "the projects somebody has made",
  lane: "inline",
  readOnly: true,
  params: z.object({}),
  result: all,
});

/** `projects.get` */
export const projectsGet = contract({
  name: "projects.get",
  summary: "one project",
  lane: "inline",
  readOnly: true,
  params: z.object({ id }),
  result: one,
});

/** `projects.create` */
export const projectsCreate = contract({
  name: "projects.create",
  summary: "makes a project",
  lane: "inline",
  params: z.object({
    name: note(orElse(z.string(), ""), "for people"),
    slug: text("default: made from the name, and unique"),
    folders: note(z.array(z.string()).nullish(), "its folders; the first is the primary one"),
    primary_path: text("another folder, which is the primary one then"),
    ...wish,
    use: flag("it becomes the active one"),
  }),
  result: one,
});

/** `projects.update` */
export const projectsUpdate = contract({
  name: "projects.update",
  summary: "changes what a project is called and how it looks",
  lane: "inline",
  params: z.object({ id, name: text("for people; null leaves it as it is"), ...wish }),
  result: one,
});

/** `projects.add_folder` */
export const projectsAddFolder = contract({
  name: "projects.add_folder",
  summary: "adds a folder to a project",
  lane: "inline",
  params: z.object({
    id,
    path,
    label: text("for people"),
    is_primary: flag("it becomes the primary one"),
  }),
  result: one,
});

/** `projects.remove_folder` */
export const projectsRemoveFolder = contract({
  name: "projects.remove_folder",
  summary: "takes a folder from a project; on the disk nothing changes",
  lane: "inline",
  params: z.object({ id, path }),
  result: one,
});

/** `projects.set_primary` */
export const projectsSetPrimary = contract({
  name: "projects.set_primary",
  summary: "chooses the primary folder; one that is not in the project changes nothing",
  lane: "inline",
  params: z.object({ id, path }),
  result: one,
});

/** `projects.archive` */
export const projectsArchive = contract({
  name: "projects.archive",
  summary: "puts a project away, or back",
  lane: "inline",
  params: z.object({ id, restore: flag("back") }),
  result: all,
});

/** `projects.delete` */
export const projectsDelete = contract({
  name: "projects.delete",
  summary: "forgets a project; its folders and conversations stay",
  lane: "inline",
  params: z.object({ id }),
  result: all,
});

/** `projects.set_active` */
export const projectsSetActive = contract({
  name: "projects.set_active",
  summary: "says which project is worked in, or none",
  lane: "inline",
  params: z.object({ id: text("the id or the slug of a project; null: none") }),
  result: z.object({ active_id: z.string().nullable() }),
});

/** `projects.for_cwd` */
export const projectsForCwd = contract({
  name: "projects.for_cwd",
  summary: "the project a folder belongs to, and what git says of the folder",
  lane: "background",
  // Of other folders observers learn nothing, here as in complete.path.
  readOnly: ({ cwd }) => typeof cwd !== "string" || cwd.trim() === "",
  params: z.object({ cwd: text("the folder; default: the one of the gateway") }),
  result: z.object({
    project: project.nullable(),
    cwd: z.string(),
    branch: note(z.string(), "the branch, or the short hash of what is checked out; may be empty"),
    dirty: note(z.boolean().nullable(), "whether there are changes; null: nobody can tell"),
    worktrees: note(z.array(z.string()), "the tops of all checkouts, the main one first"),
  }),
});

/** `projects.discover_repos` */
export const projectsDiscoverRepos = contract({
  name: "projects.discover_repos",
  summary: "repositories of conversations, and those that were recorded; newest activity first",
  lane: "background",
  readOnly: true,
  params: z.object({}),
  result: repositories,
});

/** `projects.record_repos` */
export const projectsRecordRepos = contract({
  name: "projects.record_repos",
  summary: "replaces the repositories that were recorded",
  lane: "background",
  params: z.object({
    repos: note(
      orElse(
        z.array(z.union([z.string(), z.object({ root: z.string(), label: z.string().nullish() })])),
        [],
      ),
      "their roots, or `{root, label}`",
    ),
  }),
  result: repositories,
});

/** `projects.tree` */
export const projectsTree = contract({
  name: "projects.tree",
  summary: "projects with their repositories and checkouts, and a few conversations of each",
  lane: "background",
  readOnly: true,
  params: z.object({
    preview_limit: note(
      orElse(z.coerce.number().int().min(0).max(100), 3),
      "conversations shown of each; 0 means 3",
    ),
    session_limit: most(2_000),
  }),
  result: z.object({
    projects: z.array(projectTreeNode),
    active_id: z.string().nullable(),
    scoped_session_ids: note(z.array(z.string()), "conversations that are in a project"),
  }),
});

/** `projects.project_sessions` */
export const projectsProjectSessions = contract({
  name: "projects.project_sessions",
  summary: "one project of the tree with all its conversations",
  lane: "background",
  readOnly: true,
  params: z.object({
    project_id: note(orElse(z.string(), ""), "as in the tree"),
    session_limit: most(5_000),
  }),
  result: z.object({ project: projectTreeNode.nullable() }),
});
