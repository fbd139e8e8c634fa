/**
 * @module
 */
import { wireError } from "../../protocol/errors.ts";
import type { SetAnswer, Setting } from "./config_setting.ts";
import { usualFolder } from "./config_readers.ts";
import { namedPath } from "../../workspace/named_path.ts";

/**
 * The folder of sessions to come that name none.
 *
 * @throws {RpcError} 4002 for what is no folder
 */
export async function setFolder({ value, context }: Setting): Promise<SetAnswer> {
  const { workspace } = context.options;
  const wanted = value.trim();
  if (wanted === "") throw wireError("badConfigValue", "bad value for terminal.cwd: it is empty");
  const folder = namedPath(usualFolder(context), wanted, workspace);
  if (await workspace.kindOf(folder) !== "folder") {
    throw wireError(
      "badConfigValue",
      `bad value for terminal.cwd: there is no folder "${wanted.slice(0, 300)}"`,
    );
  }
  const set = context.settings.set("cwd", folder);
  return { key: "terminal.cwd", value: set, cwd: set, branch: await context.git.branch(set) };
}
