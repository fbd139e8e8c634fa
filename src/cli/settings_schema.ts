/**
 * @module
 */
import { z } from "zod";
import { type Setting, settingFrom, settingTable } from "../gateway/setting_table.ts";

type Members = { [name: string]: Setting | Members };

/** What the settings of front ends look like in the configuration file, by their first names there. */
export function settingMembers(): Record<string, z.ZodType> {
  const members: Members = {};
  for (const setting of settingTable.values()) put(members, setting.path, setting);
  return shapesOf(members);
}

function put(members: Members, [name = "", ...rest]: readonly string[], setting: Setting): void {
  if (rest.length === 0) {
    members[name] = setting;
    return;
  }
  const inner = (members[name] ?? {}) as Members;
  members[name] = inner;
  put(inner, rest, setting);
}

function shapesOf(members: Members): Record<string, z.ZodType> {
  return Object.fromEntries(
    Object.entries(members).map(([name, member]) => [name, shapeOf(member).optional()]),
  );
}

function shapeOf(member: Setting | Members): z.ZodType {
  return isSetting(member) ? valueOf(member) : z.strictObject(shapesOf(member));
}

function isSetting(member: Setting | Members): member is Setting {
  return typeof member.accept === "function";
}

function valueOf(setting: Setting): z.ZodType {
  const expected = setting.flag === undefined ? setting.expects : "true, false";
  const error = `expected ${expected}`;
  return z.union([z.string(), z.boolean()], { error })
    .refine((said) => settingFrom(setting, said) !== undefined, { error });
}
