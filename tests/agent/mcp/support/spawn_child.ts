/** Processes for tests of what speaks to them. */
import type { Spawn } from "../../../../src/agent/spawn.ts";
import { SpawnError } from "../../../../src/agent/spawn.ts";
import type { McpServer } from "../../../../src/agent/mcp_server.ts";

/** Starts processes, and knows which of them still run. */
export class Children {
  readonly running = new Set<number>();
  started = 0;

  readonly spawn: Spawn = ({ command, args, env = {} }) => {
    let child: Deno.ChildProcess;
    try {
      const given = Object.entries(env).filter(([, value]) => value !== undefined);
      child = new Deno.Command(command, {
        args: [...args],
        env: Object.fromEntries(given) as Record<string, string>,
        stdin: "piped",
        stdout: "piped",
        stderr: "piped",
      }).spawn();
    } catch (error) {
      return Promise.reject(new SpawnError(`cannot start "${command}": ${error}`));
    }
    this.started++;
    this.running.add(child.pid);
    const ended = child.status.then(({ code, signal }) => {
      this.running.delete(child.pid);
      return { code: signal === null ? code : null, signal };
    });
    const { pid, stdin, stdout, stderr } = child;
    const kill = async () => {
      if (this.running.has(pid)) child.kill("SIGKILL");
      await ended;
    };
    return Promise.resolve({ pid, stdin, stdout, stderr, ended, kill });
  };
}

/** The test server, behaving in one of its ways. */
export function stdioServer(
  name: string,
  way = "serve",
  env: Record<string, string> = {},
): McpServer {
  const main = new URL("./stdio_server_main.ts", import.meta.url).pathname;
  const args = ["run", "--quiet", "--no-prompt", "--cached-only", "-A", main, way];
  return { name, command: Deno.execPath(), args, env };
}
