/**
 * The gates every change passes, as data, and the walk through them.
 *
 * @module
 */

/** One gate: a call of `deno`. */
export interface Gate {
  readonly name: string;
  /** What follows `deno`. */
  readonly args: readonly string[];
  /** A file without which there is nothing to check yet. */
  readonly needs?: string;
  /** Whether `--skip-tests` leaves it out. */
  readonly isTest?: true;
}

/** In the order they run: what is quick and says most comes first, what takes long last. */
export const GATES: readonly Gate[] = [
  { name: "format", args: ["fmt", "--check"] },
  { name: "lint", args: ["lint"] },
  { name: "types", args: ["check", "."] },
  // Without Deno's types: proof that these layers run on any runtime.
  { name: "neutral types", args: ["check", "--config", "deno.neutral.json", "src", "mod.ts"] },
  { name: "layers", args: ["run", "--allow-read=.", "scripts/check_layers.ts"] },
  { name: "files", args: ["run", "--allow-read=.", "--allow-run=git", "scripts/check_files.ts"] },
  {
    name: "generated page",
    // It bundles into a folder among the temporary ones.
    args: [
      "run",
      "--allow-read",
      "--allow-write",
      `--allow-run=${Deno.execPath()}`,
      "scripts/gen_page.ts",
      "--check",
    ],
    needs: "scripts/gen_page.ts",
  },
  {
    name: "generated protocol",
    args: [
      "run",
      "--allow-read=.",
      `--allow-run=${Deno.execPath()}`,
      "scripts/gen_protocol.ts",
      "--check",
    ],
    needs: "scripts/gen_protocol.ts",
  },
  {
    name: "compatibility",
    // It loads the conformance cases, whose library looks at the environment.
    args: [
      "run",
      "--allow-read=.",
      "--allow-env",
      `--allow-run=${Deno.execPath()}`,
      "scripts/gen_compatibility.ts",
      "--check",
    ],
    needs: "scripts/gen_compatibility.ts",
  },
  {
    name: "documentation",
    args: ["run", "--allow-read=.", `--allow-run=${Deno.execPath()}`, "scripts/check_docs.ts"],
  },
  // Fast types, and what a package may hold; nothing leaves this machine.
  { name: "publishing", args: ["publish", "--dry-run", "--allow-dirty", "--quiet"] },
  { name: "tests and documented examples", args: ["task", "test"], isTest: true },
];

/** What a walk through the gates needs from outside. */
export interface GateTools {
  /** Runs `deno` with `args`, its output shown as it comes, and gives the exit code. */
  runDeno(args: readonly string[]): Promise<number>;
  fileExists(path: string): boolean;
  /** A clock that never goes back, in milliseconds. */
  now(): number;
  say(line: string): void;
}

/**
 * Runs the gates one by one and stops at the first that fails, naming it and the command that runs
 * it alone.
 *
 * @returns the exit code: 0 when all gates passed, otherwise 1.
 */
export async function passGates(gates: readonly Gate[], tools: GateTools): Promise<0 | 1> {
  const { runDeno, fileExists, now, say } = tools;
  const start = now();
  const times: string[] = [];
  for (const { name, args, needs } of gates) {
    if (needs !== undefined && !fileExists(needs)) {
      times.push(`${name}: left out, there is no ${needs}`);
      continue;
    }
    const command = `deno ${args.join(" ")}`;
    say(`\n== ${name}: ${command}`);
    const began = now();
    const code = await runDeno(args);
    times.push(`${name}: ${seconds(now() - began)}`);
    if (code === 0) continue;
    say(`\nGate "${name}" failed: exit code ${code}. To run it alone: ${command}`);
    return 1;
  }
  say(`\n${times.join("\n")}`);
  say(`All gates passed in ${seconds(now() - start)}`);
  return 0;
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1_000).toFixed(1)} s`;
}
