/** `tidegate chat` as a person has it: keys go in, a screen is seen. Needs tmux, else it is left out. */
import assert from "node:assert/strict";
import { Serving, TOKEN } from "../../client/support/serving.ts";
import { subjects } from "../support/subject.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";
import { HAS_TMUX, Screen } from "./support/screen.ts";

const LONG = Array.from({ length: 400 }, (_, index) => `w${index}`).join(" ");

function quoted(words: readonly string[]): string {
  return words.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(" ");
}

for (const { name, command, env } of subjects) {
  const line = (args: string[]) => `${quoted([...command, "chat", ...args])}; echo "exit=$?"; cat`;
  const chat = (folder: string, args: string[], more: Record<string, string> = {}, first = "") =>
    new Screen(first + line(args), {
      ...{ ...env, XDG_STATE_HOME: folder, XDG_CONFIG_HOME: folder, LC_ALL: "C.UTF-8" },
      ...{ NO_COLOR: "", TIDEGATE_STATE: `${folder}/state.db`, ...more },
    });

  Deno.test({
    name: `${name}: chat streams, is interrupted, asks, runs commands and is left`,
    ignore: !HAS_TMUX,
    async fn() {
      await using folder = new TemporaryFolder();
      await using screen = chat(folder.path, ["--pace", "30"]);
      await screen.shows(/^› *$/m);
      await screen.enter("hello there");
      await screen.shows(/▸ echo hello there ✓.*\nhello there\n› *$/m);

      await screen.enter(LONG);
      await screen.shows(/^w0 w1 w2/m);
      await screen.press("C-c");
      await screen.shows(/\(interrupted\)\n› *$/m);

      await screen.press("/", "s", "t", "a", "Tab");
      await screen.shows(/^› \/status *$/m);
      await screen.press("Enter");
      await screen.shows(/› \/status\nSession: /);
      await screen.enter("/nonsense");
      await screen.shows(/nonsense.*\/help lists them/);

      await screen.enter("//approve rm -r build");
      await screen.shows(/ {4}rm -r build\n\[o\]nce/);
      await screen.enter("o");
      await screen.shows(/^once\n› *$/m);
      await screen.enter("//secret API_KEY");
      await screen.shows(/API_KEY \(not shown\)/);
      await screen.enter("hunter2");
      const after = await screen.shows(/^a value of 7 characters\n› *$/m);
      assert.doesNotMatch(after, /hunter2/);
      await screen.press("Up");
      await screen.shows(/characters\n› \/\/secret API_KEY *$/m);

      await screen.press("C-c");
      await screen.shows(/characters\n› *$/m);
      await screen.press("C-c");
      const end = await screen.shows(/exit=/);
      assert.match(end, /Left\. To go on: tidegate chat --session \S+\nexit=0/);
    },
  });

  Deno.test({
    name: `${name}: chat leads to other conversations and back`,
    ignore: !HAS_TMUX,
    async fn() {
      await using folder = new TemporaryFolder();
      await using screen = chat(folder.path, []);
      await screen.shows(/^› *$/m);
      await screen.enter("the first");
      await screen.shows(/✓.*\nthe first\n› *$/m);
      await screen.enter("/title Ebb");
      await screen.shows(/› \/title Ebb\n.*Ebb.*\n› *$/m);

      await screen.enter("/branch Side way");
      await screen.shows(/Side way\n› the first\nthe first\n› *$/m);
      await screen.enter("only here");
      await screen.shows(/✓.*\nonly here\n› *$/m);

      await screen.enter("/new");
      await screen.shows(/› \/new\n\(a new conversation\)\n› *$/m);
      await screen.enter("/resume nowhere");
      await screen.shows(/There is no conversation "nowhere"; \/sessions lists them/);
      await screen.enter("/sessions");
      await screen.shows(/^ {2}\S+ {2}Side way\n[^]*^ {2}\S+ {2}Ebb$/m);
      await screen.enter("/resume Ebb");
      const back = await screen.shows(/Ebb\n› the first\nthe first\n› *$/m);
      assert.equal(back.match(/only here/g)?.length, 3);
      await screen.enter("/resume Ebb");
      await screen.shows(/› \/resume Ebb\nYou are in "Ebb" already\n› *$/m);
      await screen.enter("still here");
      await screen.shows(/✓.*\nstill here\n› *$/m);

      await screen.press("C-d");
      await screen.shows(/To go on: tidegate chat --session \S+\s+exit=0/);
    },
  });

  Deno.test({
    name: `${name}: chat works in a terminal that does not know how wide it is`,
    ignore: !HAS_TMUX,
    async fn() {
      await using folder = new TemporaryFolder();
      await using screen = chat(folder.path, [], {}, "stty cols 0 rows 0; ");
      await screen.shows(/^› *$/m);
      await screen.enter("hello there");
      await screen.shows(/✓.*\nhello there\n› *$/m);
      await screen.press("C-d");
      await screen.shows(/exit=0/);
    },
  });

  Deno.test({
    name: `${name}: chat --url comes back after an outage and goes on with the conversation`,
    ignore: !HAS_TMUX,
    async fn() {
      await using folder = new TemporaryFolder();
      await using serving = new Serving();
      await serving.start();
      await using screen = chat(folder.path, ["--url", serving.url], { TIDEGATE_TOKEN: TOKEN });
      await screen.shows(/^› *$/m);
      await screen.enter("before");
      await screen.shows(/^before\n› *$/m);
      await serving.kill();
      await screen.shows(/connection is lost/);
      await serving.start();
      await screen.shows(/\(connected again\)\n› *$/m);
      await screen.enter("behind");
      const text = await screen.shows(/^behind\n› *$/m);
      assert.equal(text.match(/connection is lost/g)?.length, 1);
      await screen.press("C-d");
      await screen.shows(/To go on: tidegate chat --url \S+ --session \S+\s+exit=0/);
    },
  });
}
