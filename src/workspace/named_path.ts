/**
 * @module
 */
import type { WorkspaceAccess } from "./workspace_access.ts";

/** A path as people write it (`~/notes`, `../b`), as one that stands alone; it counts from `folder`. */
export function namedPath(
  folder: string,
  path: string,
  { home, absolute }: Pick<WorkspaceAccess, "home" | "absolute">,
): string {
  const isHome = home !== "" && (path === "~" || path.startsWith("~/"));
  return isHome ? absolute(home, `.${path.slice(1)}`) : absolute(folder, path);
}
