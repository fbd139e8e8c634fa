/**
 * Runs deno with its arguments from the second on, in a process that may hold only as many open files as
 * the first says. SIGTERM and SIGUSR2 are sent on to it, and it is killed at the end of the input. Not on Windows.
 */
const [limit = "", ...args] = Deno.args;
const child = new Deno.Command("sh", {
  // exec: the shell becomes the process, with the hard limit it set itself and under its number.
  args: ["-c", 'ulimit -n "$0" && exec "$@"', limit, Deno.execPath(), ...args],
  stdin: "null",
  stdout: "inherit",
  stderr: "inherit",
}).spawn();
for (const signal of ["SIGTERM", "SIGUSR2"] as const) {
  Deno.addSignalListener(signal, () => child.kill(signal));
}
child.status.then(({ code }) => Deno.exit(code));
for await (const _ of Deno.stdin.readable);
child.kill("SIGKILL");
