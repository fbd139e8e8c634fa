/** Looks at the processes of this machine from outside, without any of what is to be tested. */
import { randomHex } from "../../../src/lib/ids.ts";

/** Whether the system has what these tests look with. */
export const CAN_AUDIT = Deno.build.os === "linux";

// Two ways to look, since each misses something: what replaced its environment, what cannot be read.
// The tag comes in on stdin: on the command line it would find itself.
const LOOK = `
read -r tag seconds guard
end=$(( $(date +%s) + seconds ))
while :; do
  found=$(
    printf '%s\\n' "$tag" | grep -lF -f - /proc/[0-9]*/environ 2>/dev/null | cut -d / -f 3
    ps axeww -o pid= -o command= | while read -r pid words; do
      case $words in *"$tag"*) echo "$pid" ;; esac
    done
    # Its name ends its command line, not its environment.
    ps axww -o pid= -o command= | while read -r pid words; do
      case $words in *"$guard") echo "$pid" ;; esac
    done
  )
  alive=
  for pid in $found; do
    state=$(ps -o stat= -p "$pid")
    case $state in Z*|'') ;; *) alive="$alive $pid" ;; esac
  done
  [ -z "$alive" ] && exit 0
  [ "$(date +%s)" -ge $end ] && break
  sleep 0.05
done
for pid in $alive; do ps -o pid=,ppid=,pgid=,stat=,args= -p "$pid"; done
`;

/** Marks the processes of one test: give them {@linkcode Audit.env}. */
export class Audit {
  readonly #tag = `audit-${randomHex(12)}`;
  readonly env = { TIDEGATE_TEST_AUDIT: this.#tag };

  /**
   * Lines about what runs of the marked, and of the guard of process `guardOf`; waits up to `seconds` for
   * there to be nothing.
   */
  async left({ seconds = 0, guardOf = 0 } = {}): Promise<string[]> {
    const out = await shell(LOOK, `${this.#tag} ${seconds} tidegate-guard of ${guardOf}\n`);
    return out.split("\n").filter((line) => line !== "");
  }
}

/** What a script of `sh` prints. */
export async function shell(script: string, input = ""): Promise<string> {
  const child = new Deno.Command("sh", {
    args: ["-c", script],
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(input));
  await writer.close();
  return new TextDecoder().decode((await child.output()).stdout);
}

/**
 * A tree of three generations that says three lines when all of it runs: one in a session of its own that
 * ignores SIGTERM, one that a double fork gave away to init, and the rest as usual.
 */
export const STUBBORN_TREE = `
trap '' TERM
setsid sh -c '
  sh -c "while :; do sleep 1; done" &
  echo a
  while :; do sleep 1; done
' &
(setsid sh -c 'trap - TERM; echo b; while :; do sleep 1; done' &)
sh -c 'sh -c "echo c; sleep 1000" & wait' &
while :; do sleep 1; done
`;
