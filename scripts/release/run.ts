/**
 * The way to a release: checks, gates, packages, the plan. Nothing is published by it.
 *
 * @module
 */
import { type Found, releaseFaults, tagOf, versionOf } from "./checks.ts";
import { planLines, type PlannedFile, publishedFiles } from "./plan.ts";

/** What a release needs from outside. */
export interface ReleaseTools {
  find(): Promise<Found>;
  /** `YYYY-MM-DD`. */
  today(): string;
  /** Runs every gate, and says whether all passed. */
  passGates(): Promise<boolean>;
  /** Runs `deno` with its output shown, and gives the exit code. */
  runDeno(args: readonly string[]): Promise<number>;
  /** What `deno publish --dry-run` says, or `undefined` where it fails. */
  tryPublishing(): Promise<string | undefined>;
  /** Files in a folder and below, none where there is no such folder. */
  filesIn(folder: string): PlannedFile[];
  /** The project's root as a URL with a slash at its end. */
  readonly root: string;
  say(line: string): void;
}

/** Tasks that build what is published, where deno.json has them. */
const BUILDS = ["npm", "compile"];

/**
 * Goes the whole way and prints what would be published; stops at the first that fails.
 *
 * @returns the exit code: 0 when this could be published, otherwise 1
 */
export async function prepareRelease(tools: ReleaseTools): Promise<0 | 1> {
  const { say } = tools;
  const found = await tools.find();
  const faults = releaseFaults(found, tools.today());
  if (faults.length > 0) {
    for (const fault of faults) say(fault);
    say(
      `release: ${faults.length === 1 ? "1 thing is" : `${faults.length} things are`} in the way`,
    );
    return 1;
  }
  if (!await tools.passGates()) return 1;
  for (const task of tasksOf(found.denoJson)) {
    const code = await tools.runDeno(["task", task]);
    if (code === 0) continue;
    say(`Building with "deno task ${task}": exit code ${code}; run it alone, then release again`);
    return 1;
  }
  const said = await tools.tryPublishing();
  if (said === undefined) {
    say('Trying "deno publish --dry-run": it failed; run it alone, then release again');
    return 1;
  }
  for (const line of plan(tools, { found, said })) say(line);
  return 0;
}

function tasksOf(denoJson: string): string[] {
  const { tasks = {} } = JSON.parse(denoJson) as { tasks?: Record<string, unknown> };
  return BUILDS.filter((task) => Object.hasOwn(tasks, task));
}

function plan(tools: ReleaseTools, { found, said }: { found: Found; said: string }): string[] {
  const version = versionOf(found.denoJson);
  const { name } = JSON.parse(found.denoJson) as { name: string };
  const binaries = tools.filesIn("dist").filter(({ path }) => /^dist\/tidegate-[^/]*$/.test(path));
  const packaged = tools.filesIn("npm").filter(({ path }) => !path.startsWith("npm/node_modules/"));
  const publications = [
    {
      name: `npm tidegate@${version}`,
      files: packaged,
      command: "npm publish ./npm",
    },
    {
      name: `JSR ${name}@${version}`,
      files: publishedFiles(said, tools.root),
      command: "deno publish",
    },
    {
      name: `binaries of ${tagOf(version)}`,
      files: binaries,
      listed: true,
      command: `attach dist/tidegate-* to the release ${tagOf(version)}, with their checksums`,
    },
  ];
  return planLines({ version, tag: tagOf(version), publications });
}
