/**
 * Which lines of shell are refused, since nobody looks at them before they run. It is a guard against slips:
 * whoever wants to get past it can. What an agent wants to run is asked about instead.
 *
 * @module
 */

/** Why a line is refused. `hardline`: nobody means that, ever. */
export interface Danger {
  hardline: boolean;
  why: string;
}

/** What is wrong with a call of some program; `undefined`: nothing. */
type Look = (args: readonly string[], program: string) => Danger | undefined;

/** Longer ones are refused unseen: a system takes no longer argument. */
export const MAX_COMMAND_CHARS = 65_536;

/** Looks at a line of shell. `undefined`: nothing speaks against it. */
export function dangerOf(line: string): Danger | undefined {
  // Quotes and backslashes change nothing about what is run.
  const plain = line.replace(/\\\r?\n/g, " ").replace(/["'\\]/g, "");
  const found = [
    ...whole.filter(([pattern]) => pattern.test(plain)).map(([, danger]) => danger),
    ...(plain.split(/[;\n]/).some(runsWhatItFetches) ? [FETCHED] : []),
    ...plain.split(/[;&|\n(){}`]/).map((call) => lookAt(call)),
  ].filter((danger) => danger !== undefined);
  return found.find(({ hardline }) => hardline) ?? found[0];
}

const never = (why: string): Danger => ({ hardline: true, why });
const risky = (why: string): Danger => ({ hardline: false, why });

const DISK = "/dev/(?:sd|hd|vd|xvd|nvme|mmcblk|disk|dm-)";

/** What shows in the line as a whole. No repetition in here can start over. */
const whole: readonly (readonly [RegExp, Danger])[] = [
  [
    /:\s{0,8}\(\s{0,8}\)\s{0,8}\{\s{0,8}:\s{0,8}\|/,
    never("it starts copies of itself without end"),
  ],
  [new RegExp(`>{1,2}[|&]?\\s{0,8}${DISK}`), never("it overwrites a disk")],
  [/>{1,2}[|&]?\s{0,8}\/etc\//, risky("it overwrites a file of the system")],
  [
    /\b(?:drop\s{1,8}(?:table|database|schema)|truncate\s{1,8}table)\b/i,
    risky("it deletes from a database"),
  ],
];

const FETCHED = risky("it runs what it fetches from the network");
const SHELL = "(?:ba|z|da|k|fi)?sh";
const FETCH = /\b(?:curl|wget)\b/;
/** `… | sudo sh` */
const INTO_SHELL = new RegExp(`\\|\\s{0,8}(?:sudo\\s{1,8})?${SHELL}\\b`);
/** `sh -c $(curl …`, `source <(curl …` */
const SHELL_OF = new RegExp(
  `(?:^|[\\s|&(/])(?:${SHELL}|eval|source|\\.)(?:\\s{1,8}-\\w{1,16}){0,4}\\s{1,8}` +
    "(?:<\\s{1,8})?(?:[<$]\\(|`)\\s{0,8}(?:curl|wget)\\b",
);

// In two steps: one pattern would begin anew at each word that fetches.
function runsWhatItFetches(call: string): boolean {
  const at = call.search(FETCH);
  return at !== -1 && (INTO_SHELL.test(call.slice(at)) || SHELL_OF.test(call));
}

/** Words in front of a program that only start it. */
const PREFIXES = new Set([
  ...["sudo", "doas", "env", "nohup", "nice", "ionice", "setsid", "time", "exec", "command"],
  ...["builtin", "eval", "xargs", "sh", "bash", "dash", "zsh", "ksh", "busybox", "then", "do"],
  ...["else", "elif", "if", "while", "until", "!", "timeout", "stdbuf", "watch"],
  "coproc",
]);

function lookAt(call: string): Danger | undefined {
  const words = call.trim().split(/\s+/);
  const at = words.findIndex((word, i) => !isInFront(word, words[i - 1] ?? ""));
  const program = baseName(words[at] ?? "").replace(/^mkfs\..*/, "mkfs");
  return calls.get(program)?.(words.slice(at + 1), program);
}

// Also variables, and flags of what is in front with what they take: `nice -n 5`, `sudo -u somebody`.
function isInFront(word: string, before: string): boolean {
  if (PREFIXES.has(baseName(word)) || /^(?:-[ugI]|--user|--group)$/.test(before)) return true;
  return /^(?:-|\d+[smhd]?$|[A-Za-z_]\w{0,255}=)/.test(word);
}

function baseName(word: string): string {
  return word.slice(word.lastIndexOf("/") + 1);
}

const has = (args: readonly string[], flag: RegExp) => args.some((arg) => flag.test(arg));
const RECURSIVE = /^(?:-[a-zA-Z]*[rR]|--recursive$)/;
/** The root, a home, a folder of the system, or all that is in one. */
const VITAL =
  /^(?:\/|~|\$HOME|\/(?:bin|boot|dev|etc|home|lib|lib64|opt|proc|root|sbin|sys|usr|var|Users|System)|\/home\/[^/]+)\/*(?:\.?\*)?$/;

/** As digits, or as letters. */
const WORLD_WRITABLE = /^(?:[0-7]{0,3}[2367]|[ug]{0,2}[oa][ugoa]{0,3}\+[rx]{0,2}w[rx]{0,2})$/;

const shutsDown: Look = () => never("it shuts the machine down");
const formats: Look = () => never("it formats a disk");
const byName: Look = () => risky("it ends every program of a name");

const remove: Look = (args) => {
  if (!has(args, RECURSIVE)) return undefined;
  if (has(args, VITAL) || args.includes("--no-preserve-root")) {
    return never("it deletes the root, a home or a folder of the system");
  }
  return risky("it deletes folders with all that is in them");
};

const changeRights: Look = (args, program) => {
  if (has(args, RECURSIVE) && has(args, VITAL)) {
    return never("it changes the rights of the root, a home or a folder of the system");
  }
  const opens = program === "chmod" && has(args, WORLD_WRITABLE);
  return opens ? risky("it lets everybody write") : undefined;
};

const writeDisk: Look = (args) =>
  has(args, new RegExp(`^of=${DISK}`)) ? never("it overwrites a disk") : undefined;

const tee: Look = (args) => {
  if (has(args, new RegExp(`^${DISK}`))) return never("it overwrites a disk");
  return has(args, /^\/etc\//) ? risky("it overwrites a file of the system") : undefined;
};

// The last word: in front of it, -1 is a signal.
const kill: Look = (args) =>
  args.at(-1) === "-1" ? never("it ends every program there is") : undefined;

const service: Look = (args) => {
  const action = args.find((arg) => !arg.startsWith("-")) ?? "";
  if (/^(?:poweroff|reboot|halt|kexec|rescue|emergency)$/.test(action)) {
    return never("it shuts the machine down");
  }
  const ends = /^(?:stop|restart|disable|mask)$/.test(action);
  return ends ? risky("it stops a service of the machine") : undefined;
};

const git: Look = (args) => {
  const force = has(args, /^(?:-[a-zA-Z]*f|--force)/);
  if (args.includes("reset") && args.includes("--hard")) {
    return risky("it gives up changes for good");
  }
  if (args.includes("clean") && force) return risky("it deletes files that git does not know");
  const overwrites = args.includes("push") && (force || has(args, /^\+./));
  return overwrites ? risky("it overwrites a branch elsewhere") : undefined;
};

const find: Look = (args) => {
  const removes = has(args, /^-(?:exec|ok)(?:dir)?$/) && args.some((arg) => baseName(arg) === "rm");
  return removes || args.includes("-delete") ? risky("it deletes every file it finds") : undefined;
};

const asSomebody: Look = (args) => {
  const at = args.findIndex((arg) => arg === "-c" || arg === "--command");
  const called = args.slice(at + 1);
  // Not over and over: such a line was made to be slow.
  return at === -1 || called.includes("su") ? undefined : lookAt(called.join(" "));
};

const runLevel: Look = (args) => has(args, /^[06]$/) ? shutsDown(args, "") : undefined;

const calls: ReadonlyMap<string, Look> = new Map<string, Look>([
  ["rm", remove],
  ["chmod", changeRights],
  ["chown", changeRights],
  ["chgrp", changeRights],
  ["mkfs", formats],
  ["wipefs", formats],
  ["shutdown", shutsDown],
  ["reboot", shutsDown],
  ["halt", shutsDown],
  ["poweroff", shutsDown],
  ["init", runLevel],
  ["telinit", runLevel],
  ["dd", writeDisk],
  ["tee", tee],
  ["kill", kill],
  ["pkill", byName],
  ["killall", byName],
  ["systemctl", service],
  ["git", git],
  ["find", find],
  ["su", asSomebody],
  ["shred", () => risky("it deletes for good")],
  ["crontab", (args) => args.includes("-r") ? risky("it deletes every timed command") : undefined],
]);
