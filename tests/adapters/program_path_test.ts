import assert from "node:assert/strict";
import { programPath } from "../../src/adapters/program_path.ts";

/** A folder with files of these names, each a script that says where it is. */
async function withPrograms(
  names: readonly string[],
  run: (root: string) => Promise<void> | void,
): Promise<void> {
  const root = await Deno.makeTempDir({ prefix: "tidegate-path-" });
  try {
    for (const name of names) {
      const file = `${root}/${name}`;
      await Deno.mkdir(file.slice(0, file.lastIndexOf("/")), { recursive: true });
      await Deno.writeTextFile(file, `#!/bin/sh\necho ${name}\n`, { mode: 0o700 });
    }
    await run(root);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

Deno.test("programPath() leaves a command as it is, but for a mere name on Windows", () => {
  assert.equal(programPath("git", "linux", {}), "git");
  for (const path of ["C:\\x\\git.exe", "./git", "sub\\git", "C:git", ""]) {
    assert.equal(programPath(path, "win32", {}), path);
  }
});

Deno.test("programPath() looks for a name on the PATH of Windows, whatever its case", async () => {
  await withPrograms(["a/other.exe", "b/git.exe", "c/git.com", "c/run.cmd"], (root) => {
    const Path = `"${root}/a";${root}/b;${root}/c`;
    assert.equal(programPath("git", "win32", { Path }), `${root}/b/git.exe`);
    assert.equal(programPath("git.com", "win32", { Path }), `${root}/c/git.com`);
    assert.equal(programPath("other", "win32", { Path }), `${root}/a/other.exe`);
    assert.equal(programPath("run.cmd", "win32", { Path }), `${root}/c/run.cmd`);
    assert.throws(() => programPath("run", "win32", { Path }), { code: "ENOENT" });
    assert.throws(() => programPath("git", "win32", {}), { code: "ENOENT" });
  });
});

Deno.test({
  name: "ChildProcesses.spawn() as on Windows runs nothing of its folder by a mere name",
  ignore: Deno.build.os === "windows",
  async fn() {
    await withPrograms(["bin/git.exe", "work/git.exe", "work/other.exe"], async (root) => {
      // With parts of the PATH that lead to where the process is.
      const path = `;.;../work;${root}/bin`;
      assert.equal(await spawned("git", `${root}/work`, path), "bin/git.exe");
      assert.match(
        await spawned("other", `${root}/work`, path),
        /^SpawnError: cannot start other: no such program/,
      );
    });
  },
});

async function spawned(command: string, cwd: string, path: string): Promise<string> {
  const main = new URL("support/spawn_as_on_windows.ts", import.meta.url).href;
  const args = ["run", "--quiet", "--no-prompt", "--cached-only", "-A", main, command, cwd, path];
  const { stdout } = await new Deno.Command(Deno.execPath(), { args, stderr: "inherit" }).output();
  return new TextDecoder().decode(stdout).trim();
}
