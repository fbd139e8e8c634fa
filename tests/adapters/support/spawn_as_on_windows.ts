/** Starts a program by its name, as on Windows, in a folder: apart, since tests may not run every file. */
import { Children, textOf } from "./children.ts";

const [command = "", cwd = "", path = ""] = Deno.args;

async function said(): Promise<string> {
  await using children = new Children({ env: { PATH: path }, os: "win32" });
  try {
    return await textOf((await children.processes.spawn({ command, args: [], cwd })).stdout);
  } catch (error) {
    return String(error);
  }
}

await Deno.stdout.write(new TextEncoder().encode(await said()));
