/**
 * What an agent asks permission for, and how the user's answer is told to it.
 *
 * @module
 */
import type { PermissionOptionKind, RequestPermissionOutcome } from "@agentclientprotocol/sdk";
import { isRecord } from "../../lib/is_record.ts";
import type { ApprovalChoice, ApprovalOption, Question } from "../question.ts";
import { cutText } from "./cut_text.ts";
import { records, text } from "./fields.ts";
import { inlineDiff } from "./inline_diff.ts";
import { changesOf, locationsOf, textsOf } from "./tool_content.ts";

/** One answer an agent takes, as it named it. */
export interface PermissionOption extends ApprovalOption {
  readonly id: string;
}

const KINDS: readonly PermissionOptionKind[] = [
  "allow_once",
  "allow_always",
  "reject_once",
  "reject_always",
];
/**
 * What each choice is for the agent, the best first. A choice never allows more than it says: `session`
 * is remembered by the gateway, since `allow_always` may be for good.
 */
const MEANINGS: Readonly<Record<ApprovalChoice, readonly PermissionOptionKind[]>> = {
  once: ["allow_once"],
  session: ["allow_once"],
  always: ["allow_always", "allow_once"],
  deny: ["reject_once", "reject_always"],
  never: ["reject_always", "reject_once"],
};
const MAX_DESCRIPTION = 8_000;
const MAX_COMMAND = 8_000;
/** The terminal UI says what the command is about in its headline, which would end in nothing. */
const NO_DETAILS = "the agent asks before it does this";
const CANCELLED: RequestPermissionOutcome = { outcome: "cancelled" };

/** The answers an agent takes; what is no option of a known kind is left out. */
export function optionsOf(params: unknown): PermissionOption[] {
  return (records(params, "options") ?? []).flatMap((option) => {
    const id = text(option, "optionId");
    const kind = KINDS.find((each) => each === option.kind);
    if (id === undefined || kind === undefined) return [];
    return [{ id, kind, name: text(option, "name") ?? id }];
  });
}

/** The question for the user. `call`: the tool call that permission is asked for. */
export function permissionQuestion(
  call: Record<string, unknown>,
  options: readonly PermissionOption[],
): Extract<Question, { kind: "approval" }> {
  const title = titleOf(call);
  const content = records(call, "content") ?? [];
  const details = [textsOf(content, () => ""), inlineDiff(changesOf(content), MAX_DESCRIPTION)];
  const command = commandOf(call);
  const key = command ?? placesKey(call);
  return {
    kind: "approval",
    command: cutText(command ?? title, MAX_COMMAND),
    description: cutText(
      [...(command === undefined || command === title ? [] : [title]), ...details]
        .filter((part) => part !== "").join("\n") || NO_DETAILS,
      MAX_DESCRIPTION,
    ),
    ...(key === undefined ? {} : { patternKeys: [key] }),
    allowPermanent: options.some(({ kind }) => kind === "allow_always"),
    options: options.map(({ name, kind }) => ({ name, kind })),
  };
}

/** Some agents title a call by nothing but its file, which does not say what is to happen to it. */
function titleOf(call: Record<string, unknown>): string {
  const kind = text(call, "kind");
  const title = text(call, "title") ?? kind ?? "a tool";
  const isPath = locationsOf(call)?.some(({ path }) => path === title) ?? false;
  return isPath && kind !== undefined ? `${kind} ${title}` : title;
}

/** The agent's option for a choice. Where it offers none, nothing is allowed. */
export function outcomeOf(
  choice: ApprovalChoice,
  options: readonly PermissionOption[],
): RequestPermissionOutcome {
  for (const kind of MEANINGS[choice] ?? MEANINGS.deny) {
    const option = options.find((each) => each.kind === kind);
    if (option !== undefined) return { outcome: "selected", optionId: option.id };
  }
  return CANCELLED;
}

/**
 * What is remembered where the user allows more than once, beside exact commands: what is done to which
 * files. Never the title of a call, which is often the same for quite different things.
 */
function placesKey(call: Record<string, unknown>): string | undefined {
  const paths = (locationsOf(call) ?? []).map(({ path }) => path);
  return paths.length === 0 ? undefined : `${text(call, "kind") ?? "use"} ${paths.join(" ")}`;
}

/** The command of a call that runs one, where the agent tells it. */
function commandOf(call: Record<string, unknown>): string | undefined {
  if (call.kind !== "execute") return undefined;
  const own = text(call.rawInput, "command") ?? text(call.rawInput, "cmd");
  if (own !== undefined) return withArguments(own, call.rawInput);
  const words = isRecord(call.rawInput) ? call.rawInput.command : undefined;
  if (!Array.isArray(words) || words.length === 0) return undefined;
  if (!words.every((word): word is string => typeof word === "string")) return undefined;
  const [, flag = "", script = ""] = words;
  // A shell and its options say nothing about what is run.
  return words.length === 3 && /^-\w*c$/.test(flag) ? script : words.join(" ");
}

/** Some tell a program, and apart from it what it is given: of the program alone nobody is asked. */
function withArguments(program: string, input: unknown): string | undefined {
  const args = isRecord(input) ? input.args ?? input.arguments : undefined;
  if (args === undefined || args === null) return program;
  if (typeof args === "string") return `${program} ${args}`;
  if (!Array.isArray(args) || !args.every((word) => typeof word === "string")) return undefined;
  return [program, ...args].join(" ");
}
