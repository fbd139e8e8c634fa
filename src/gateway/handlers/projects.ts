/**
 * Projects somebody has made.
 *
 * @module
 */
import { errorStack } from "../../lib/error_text.ts";
import { ProjectError } from "../../projects/project_book.ts";
import { wireError } from "../../protocol/errors.ts";
import {
  projectsAddFolder,
  projectsArchive,
  projectsCreate,
  projectsDelete,
  projectsGet,
  projectsList,
  projectsRemoveFolder,
  projectsSetActive,
  projectsSetPrimary,
  projectsUpdate,
} from "../../protocol/project_methods.ts";
import { implement, type Method } from "../../rpc/method.ts";
import type { CallContext } from "../call_context.ts";
import type { ProjectDesk } from "../project_desk.ts";
import { namedPath } from "../../workspace/named_path.ts";

type Shelf = Awaited<ReturnType<ProjectDesk["shelf"]>>;

/**
 * Does something with projects.
 *
 * @throws {RpcError} 5062, 5063, or 5061 for what goes wrong with the file
 */
export async function withProjects<T>(
  { options }: CallContext,
  act: () => T | Promise<T>,
): Promise<Awaited<T>> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof ProjectError) {
      throw wireError(error.kind === "unknown" ? "noSuchProject" : "badProject", error.message);
    }
    options.logger.error("projects cannot be read or kept", { error: errorStack(error) });
    throw wireError("projectsFailed");
  }
}

/** A folder as it was said, as a path that stands alone. */
function absolute(path: string, { options: { workspace, cwd } }: CallContext): string {
  const wanted = path.trim();
  return wanted === "" ? "" : namedPath(cwd, wanted, workspace);
}

function everything({ book }: Shelf) {
  return { projects: book.all, active_id: book.activeId };
}

const list = implement(
  projectsList,
  (_, context: CallContext) =>
    withProjects(context, async () => everything(await context.git.projects.shelf())),
);

const get = implement(
  projectsGet,
  ({ id }, context: CallContext) =>
    withProjects(context, async () => {
      const { book } = await context.git.projects.shelf();
      return { project: book.get(id) };
    }),
);

/** Changes one project, and answers with what has become of it. */
function change<T>(context: CallContext, act: (shelf: Shelf) => T): Promise<Awaited<T>> {
  return withProjects(context, () => context.git.projects.change(act));
}

const create = implement(
  projectsCreate,
  ({ use, ...wish }, context: CallContext) =>
    change(context, ({ book }) => {
      const folders = (wish.folders ?? []).map((path) => absolute(path, context));
      const primary_path = wish.primary_path && absolute(wish.primary_path, context);
      const project = book.create({ ...wish, folders, primary_path });
      if (use) book.activeId = project.id;
      return { project };
    }),
);

const update = implement(
  projectsUpdate,
  ({ id, ...wish }, context: CallContext) =>
    change(context, ({ book }) => ({ project: book.update(id, wish) })),
);

const addFolder = implement(projectsAddFolder, (params, context: CallContext) => {
  const { id, path, label, is_primary: primary } = params;
  return change(context, ({ book }) => ({
    project: book.addFolder(id, absolute(path, context), { label: label ?? "", primary }),
  }));
});

const removeFolder = implement(
  projectsRemoveFolder,
  ({ id, path }, context: CallContext) =>
    change(context, ({ book }) => ({ project: book.removeFolder(id, absolute(path, context)) })),
);

const setPrimary = implement(
  projectsSetPrimary,
  ({ id, path }, context: CallContext) =>
    change(context, ({ book }) => ({ project: book.setPrimary(id, absolute(path, context)) })),
);

const archive = implement(
  projectsArchive,
  ({ id, restore }, context: CallContext) =>
    change(context, (shelf) => {
      shelf.book.get(id).archived = !restore;
      return everything(shelf);
    }),
);

const remove = implement(
  projectsDelete,
  ({ id }, context: CallContext) =>
    change(context, (shelf) => {
      shelf.book.delete(id);
      return everything(shelf);
    }),
);

const setActive = implement(
  projectsSetActive,
  ({ id }, context: CallContext) =>
    change(context, ({ book }) => {
      book.activeId = id ? book.get(id).id : null;
      return { active_id: book.activeId };
    }),
);

/** See the module. */
export const projectMethods: Method<CallContext>[] = [
  ...[list, get, create, update, addFolder, removeFolder, setPrimary],
  ...[archive, remove, setActive],
];
