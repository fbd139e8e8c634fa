/**
 * Built-in commands about the agent and the gateway.
 *
 * @module
 */
import type { BuiltinName } from "../../commands/builtin_commands.ts";
import { catalogOf } from "../../commands/command_catalog.ts";
import { version } from "../../protocol/version.ts";
import { agentName, bookOf, sessionsFor } from "../command_lookup.ts";
import { changeModel, modelWish } from "../handlers/change_model.ts";
import { type Builtin, said, sessionOf } from "./builtin.ts";

/** `/help` */
const help: Builtin = async ({ session, context }) => {
  const skills = await context.commands.load();
  const book = bookOf(sessionsFor(session?.id, context), context);
  const { categories, pairs, warning } = catalogOf(book, skills);
  const listed = new Set(categories.flatMap((category) => category.pairs));
  const rest = pairs.filter((pair) => !listed.has(pair));
  const all = rest.length === 0 ? categories : [...categories, { name: "Skills", pairs: rest }];
  const sections = all.map(({ name, pairs }) =>
    [name, ...pairs.map(([command, description]) => `  ${command}  ${description}`)].join("\n")
  );
  return said([...sections, ...warning === "" ? [] : [warning]].join("\n\n"));
};

/** `/model [name]` */
const model: Builtin = (call) => {
  const session = sessionOf(call);
  if (call.arg !== "") {
    const wish = modelWish(call.arg, session, call.context);
    changeModel(session, wish, call.context);
    return said(`Model: ${wish.model}`);
  }
  const offered = session.facts.models.map(({ id }) => `  ${id}`);
  return said(
    `Model: ${session.model} (${session.info().provider})`,
    offered.length === 0 ? null : `The agent offers:\n${offered.join("\n")}`,
  );
};

/** `/agents` */
const agents: Builtin = (call) => {
  const session = sessionOf(call);
  const own = agentName(session, call.context);
  const rows = call.context.providers.names.map((name) =>
    name === own ? `* ${name}: this session's, ${session.agents.state}` : `  ${name}`
  );
  return said("Agents:", ...rows);
};

/** `/tools` */
const tools: Builtin = (call) => {
  const sets = Object.entries(sessionOf(call).info().tools);
  if (sets.length === 0) return said("The agent has told of no tools.");
  return said(...sets.map(([set, names]) => `${set}: ${names.join(", ") || "(none)"}`));
};

/** `/update` */
const update: Builtin = () =>
  said(
    `Tidegate ${version}. It does not update itself: install a newer release the way this one was ` +
      "installed, and start it again. Conversations are kept.",
  );

/** See the module. */
export const gatewayBuiltins = {
  help,
  model,
  agents,
  tools,
  update,
} satisfies Partial<Record<BuiltinName, Builtin>>;
