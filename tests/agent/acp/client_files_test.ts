import assert from "node:assert/strict";
import type { FileOffer } from "../../../src/agent/acp/options.ts";
import type { ApprovalChoice, Ask, Question } from "../../../src/agent/question.ts";
import { agentInput, runTurn } from "../support/turn.ts";
import { symlink } from "../../adapters/support/symlink.ts";
import { AcpBench } from "./support/acp_bench.ts";

interface Trial {
  files: FileOffer;
  method: "fs/read_text_file" | "fs/write_text_file";
  params: Record<string, unknown>;
  choice?: ApprovalChoice;
  /** Runs while the user thinks. */
  meanwhile?: (folder: string) => Promise<void>;
}

/** What an agent is answered, what the user was asked, and the folder's `a.txt` afterwards. */
async function tried({ files, method, params, choice = "once", meanwhile }: Trial) {
  const folder = await Deno.realPath(await Deno.makeTempDir());
  try {
    await Deno.mkdir(`${folder}/in`);
    await Deno.writeTextFile(`${folder}/in/a.txt`, "one\ntwo\nthree\n");
    await Deno.writeFile(`${folder}/in/b.bin`, new Uint8Array([0xff, 0xfe]));
    await using bench = new AcpBench();
    const cwd = `${folder}/in`;
    const agent = await bench.agent({ prompts: [[{ ask: method, params }]] }, { files }, { cwd });
    const asked: Question[] = [];
    const ask = (async (question) => {
      asked.push(question);
      await meanwhile?.(folder);
      return choice;
    }) as Ask;
    const { text } = await runTurn(agent, agentInput("go", { ask }));
    const made = await Deno.readTextFile(`${cwd}/new/b.txt`).catch(() => undefined);
    const kept = await Deno.readTextFile(`${cwd}/a.txt`);
    const answer = text.replaceAll(folder, "");
    return { answer, asked: JSON.stringify(asked).replaceAll(folder, ""), kept, made };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("ClientFiles reads a file of the folder, as a whole or some lines of it", async () => {
  const read = { files: "read", method: "fs/read_text_file" } as const;
  for (
    const [params, content] of [
      [{ path: "a.txt" }, "one\ntwo\nthree\n"],
      [{ path: "a.txt", line: 2 }, "two\nthree\n"],
      [{ path: "a.txt", line: 2, limit: 1 }, "two\n"],
      [{ path: "a.txt", limit: 2 }, "one\ntwo\n"],
      [{ path: "a.txt", line: 9 }, ""],
    ] as const
  ) {
    const { answer, asked } = await tried({ ...read, params });
    assert.deepEqual(JSON.parse(answer), { content });
    assert.equal(asked, "[]");
  }
});

Deno.test("ClientFiles tells why it reads nothing", async () => {
  const read = { files: "write", method: "fs/read_text_file" } as const;
  for (
    const [path, why] of [
      ["../secret", 'cannot use \\"../secret\\": it is not inside of /in'],
      ["/etc/passwd", "it is not inside of /in"],
      ["gone.txt", "Resource not found: gone.txt"],
      [".", "it is no file"],
      ["b.bin", "it is no text in UTF-8"],
      ["", '\\"path\\" is missing'],
    ] as const
  ) {
    const { answer } = await tried({ ...read, params: { path } });
    assert.ok(answer.includes(why), answer);
  }
});

Deno.test("ClientFiles writes what the user allows, folders included", async () => {
  const { answer, asked, made } = await tried({
    files: "write",
    method: "fs/write_text_file",
    params: { path: "new/b.txt", content: "bee" },
  });
  assert.equal(answer, "{}");
  assert.equal(made, "bee");
  assert.match(asked, /"command":"write \/in\/new\/b\.txt"/);
});

Deno.test("ClientFiles writes nothing the user does not allow, and nothing outside of the folder", async () => {
  const write = { files: "write", method: "fs/write_text_file" } as const;
  const params = { path: "a.txt", content: "gone" };
  for (const choice of ["deny", "never", "" as "deny"] as const) {
    const { answer, kept } = await tried({ ...write, params, choice });
    assert.match(answer, /the user did not allow it/);
    assert.equal(kept, "one\ntwo\nthree\n");
  }
  const { answer, asked } = await tried({ ...write, params: { path: "../x.txt", content: "x" } });
  assert.match(answer, /not inside of/);
  assert.equal(asked, "[]");
  assert.match((await tried({ ...write, params: { path: "a.txt" } })).answer, /is no text/);
});

Deno.test({
  name: "ClientFiles does not follow a link that was made while the user thought",
  ignore: Deno.build.os === "windows",
  async fn() {
    for (
      const [target, why] of [
        ["", /not inside of \/in/],
        ["/in/other", /it leads to another file now/],
      ] as const
    ) {
      const { answer } = await tried({
        files: "write",
        method: "fs/write_text_file",
        params: { path: "new/b.txt", content: "x" },
        async meanwhile(folder) {
          await Deno.mkdir(`${folder}/in/other`);
          await symlink(`${folder}${target}`, `${folder}/in/new`);
        },
      });
      assert.match(answer, why);
    }
  },
});

Deno.test("ClientFiles offers nothing that is off", async () => {
  const params = { path: "a.txt", content: "x" };
  for (
    const [files, method] of [
      ["off", "fs/read_text_file"],
      ["off", "fs/write_text_file"],
      ["read", "fs/write_text_file"],
    ] as const
  ) {
    const { answer, kept } = await tried({ files, method, params });
    assert.match(answer, /"code":-32601/);
    assert.equal(kept, "one\ntwo\nthree\n");
  }
});
