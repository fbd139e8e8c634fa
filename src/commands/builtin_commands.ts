/**
 * The commands every gateway has, as data.
 *
 * @module
 */

/** What is told of a command. */
export interface BuiltinCommand {
  /** Without the slash, lower case. */
  name: string;
  description: string;
  category: string;
  /** Other names of it. */
  aliases?: readonly string[];
  /** What may stand behind the name. */
  usage?: string;
  /** Words that may stand behind the name, for completion. */
  words?: readonly string[];
  /** Its answer is something the client does with the prompt, so `slash.exec` answers like dispatch. */
  pendingInput?: true;
  /** First words behind it with which `command.dispatch` alone carries it out: PROTOCOL 3.4. */
  dispatchOnly?: readonly string[];
}

const conversation = "Conversation";
const turn = "Turn";
const agent = "Agent";
const gateway = "Gateway";

/** Commands the gateway carries out. */
export const builtinCommands = [
  { name: "help", category: gateway, description: "list all commands" },
  { name: "status", category: conversation, description: "show what this session is" },
  { name: "usage", category: conversation, description: "show the tokens used so far" },
  { name: "title", category: conversation, description: "show or set the title", usage: "[text]" },
  {
    name: "undo",
    category: conversation,
    description: "take back the last exchange, or so many",
    usage: "[count]",
    pendingInput: true,
  },
  {
    name: "retry",
    category: conversation,
    description: "send the last message again",
    pendingInput: true,
  },
  {
    name: "compress",
    category: conversation,
    description: "put a summary in the place of older messages",
    usage: "[what to keep above all]",
  },
  {
    name: "branch",
    category: conversation,
    description: "go on with a copy of this conversation in another session",
    aliases: ["fork"],
    usage: "[title]",
  },
  { name: "save", category: conversation, description: "write the conversation into a file" },
  {
    name: "clear",
    category: conversation,
    description: "forget what was said in this session and begin anew",
  },
  {
    name: "rollback",
    category: conversation,
    description:
      "list checkpoints of the folder, show what has changed since one, or go back to it",
    usage: "[list | diff <number> | <number> [file]]",
    words: ["list", "diff"],
  },
  {
    name: "snapshot",
    category: conversation,
    description: "the same, for windows that know it by this name",
    aliases: ["snap"],
    usage: "[list | diff <number> | restore <number>]",
    words: ["list", "diff", "restore"],
    dispatchOnly: ["restore", "rewind"],
  },
  {
    name: "queue",
    category: turn,
    description: "send a message after the turn that runs",
    aliases: ["q"],
    usage: "<message>",
    pendingInput: true,
  },
  {
    name: "steer",
    category: turn,
    description: "give the running agent a hint without interrupting it",
    usage: "<hint>",
    pendingInput: true,
  },
  { name: "stop", category: turn, description: "interrupt the turn and the commands that run" },
  { name: "model", category: agent, description: "show or change the model", usage: "[name]" },
  { name: "agents", category: agent, description: "show the agents of this gateway" },
  { name: "tools", category: agent, description: "list the tools of the agent" },
  {
    name: "update",
    category: gateway,
    description: "show the version, and how to get a newer one",
  },
] as const satisfies readonly BuiltinCommand[];

/** The name of a command the gateway carries out. */
export type BuiltinName = typeof builtinCommands[number]["name"];

/** Commands a terminal UI carries out itself; the gateway only lists them for its completion. */
export const terminalCommands: readonly BuiltinCommand[] = [
  {
    name: "compact",
    category: "Terminal",
    description: "toggle the compact layout",
    words: ["on", "off", "toggle"],
  },
  { name: "logs", category: "Terminal", description: "show recent log lines" },
  {
    name: "mouse",
    category: "Terminal",
    description: "choose what the mouse does",
    words: ["off", "wheel", "buttons", "all"],
  },
  { name: "sessions", category: "Terminal", description: "switch between live sessions" },
];

/** What a terminal UI does by itself is never asked of the gateway, so no other may have its name. */
export function isTerminal(name: string): boolean {
  return terminalCommands.some((command) => command.name === name);
}
