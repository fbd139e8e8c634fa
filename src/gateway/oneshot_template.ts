/**
 * Texts of the configuration that are asked of a model, with places for what they are about.
 *
 * @module
 */
import { isRecord } from "../lib/is_record.ts";
import { wireError } from "../protocol/errors.ts";
import { valueAt } from "./config_desk.ts";
import type { Settings } from "./settings.ts";

/** Where a configuration has its templates. */
const TEMPLATES = ["oneshot_templates"];

/**
 * The text of a template, `{name}` replaced by the variable of that name.
 *
 * @throws {RpcError} 4031 where there is none, 4032 for a variable that is missing
 */
export function filledTemplate(
  name: string,
  variables: Readonly<Record<string, unknown>>,
  { config }: Settings,
): string {
  const all = valueAt(config.values, TEMPLATES);
  const templates = isRecord(all) ? all : {};
  const text = Object.hasOwn(templates, name) ? templates[name] : undefined;
  if (typeof text !== "string") {
    const shown = name.slice(0, 80).toWellFormed();
    const remedy = 'name it under "oneshot_templates" in the configuration file';
    throw wireError("unknownTemplate", `unknown template: ${shown}; ${remedy}`);
  }
  return text.replaceAll(/\{(\w+)\}/g, (_, variable: string) => {
    const value = Object.hasOwn(variables, variable) ? variables[variable] : undefined;
    if (value !== undefined && value !== null) return String(value);
    const what = `template ${name} needs a value for "${variable}" in variables`;
    throw wireError("missingTemplateValue", what);
  });
}
