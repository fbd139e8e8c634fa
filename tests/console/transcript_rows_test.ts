import assert from "node:assert/strict";
import { browserTest } from "./support/browser.ts";
import {
  answer,
  said,
  settled,
  show,
  type Tested,
  tool,
  transcriptPage,
  unfold,
} from "./support/transcript_page.ts";

const DIFF = `--- a/src/x.ts
+++ b/src/x.ts
@@ -1,3 +1,3 @@
 same
--- gone
+++ come
 end
`;

browserTest(
  "Transcript() shows what a user said as it was typed",
  transcriptPage,
  async ({ page }) => {
    const attachments = [{ name: "a.png", kind: "image" }, { name: "b.txt", kind: "file" }];
    await show(page, [
      said("u1", "one\n  **two**", { attachments }),
      said("u2", "later", { state: "queued" }),
      said("u3", "now", { state: "sending" }),
    ]);
    assert.equal(await page.locator("[data-key=u1] .user-bubble").innerText(), "one\n  **two**");
    assert.deepEqual(await page.locator(".attachment").allInnerTexts(), ["a.png", "b.txt"]);
    assert.match(await page.locator("[data-key=u2]").innerText(), /Waits until the agent is done/);
    assert.match(await page.locator("[data-key=u3]").innerText(), /Sending/);
  },
);

browserTest(
  "Transcript() is a feed once there is an article in it",
  transcriptPage,
  async ({ page }) => {
    const feed = page.getByRole("feed", { name: "A talk" });
    await page.getByRole("group", { name: "A talk" }).waitFor();
    assert.equal(await feed.count(), 0);
    await show(page, [said("u1", "one")]);
    assert.equal(await feed.getByRole("article").count(), 1);
    await page.evaluate(() => {
      (globalThis as unknown as { tested: Tested }).tested.setEntries([]);
    });
    await feed.waitFor({ state: "detached" });
  },
);

browserTest("Transcript() shows an answer's markdown", transcriptPage, async ({ page }) => {
  const text = "# Head\n\n- [x] did\n- [ ] due\n\n| a | b |\n|--:|---|\n| 1 | 2 |\n\n" +
    "[in](https://example.org/?a=1&b=2) [out](src/x.ts) ![far](https://example.org/x.png)\n\n" +
    "```ts\nconst a = 1;\n```\n\n3. three\n";
  await show(page, [answer("a", text)]);
  await settled(page);
  const row = page.locator("[data-key=a]");
  assert.equal(await row.locator("h3").innerText(), "Head");
  assert.deepEqual(
    await row.locator("input").evaluateAll((all) =>
      all.map((input) => (input as unknown as { checked: boolean }).checked)
    ),
    [true, false],
  );
  assert.equal(await row.locator("th").first().getAttribute("align"), "right");
  const links = row.locator("a");
  assert.deepEqual(
    await links.evaluateAll((all) =>
      all.map((link) => ["href", "rel", "target"].map((name) => link.getAttribute(name)))
    ),
    [
      ["https://example.org/?a=1&b=2", "noopener noreferrer", "_blank"],
      ["https://example.org/x.png", "noopener noreferrer", "_blank"],
    ],
  );
  assert.equal(await row.locator("span[title='src/x.ts']").innerText(), "out");
  assert.equal(await row.locator("ol").getAttribute("start"), "3");
  assert.equal(await row.locator(".code-language").innerText(), "ts");
  assert.equal(await row.locator(".hljs-keyword").innerText(), "const");
});

browserTest("Transcript() says how an answer ended", transcriptPage, async ({ page }) => {
  await show(page, [
    answer("a", "one", { ending: "interrupted", warning: "nearly full" }),
    answer("b", "two", { ending: "error" }),
    answer("c", "three", { ending: "complete" }),
  ]);
  assert.match(await page.locator("[data-key=a]").innerText(), /nearly full[^]*Interrupted/);
  assert.match(await page.locator("[data-key=b]").innerText(), /Ended by an error/);
  assert.equal((await page.locator("[data-key=c]").innerText()).trim(), "three");
});

browserTest(
  "Transcript() keeps reasoning open while it streams",
  transcriptPage,
  async ({ page }) => {
    await show(page, [answer("a", "", { reasoning: "I **th", live: true })]);
    const fold = page.locator(".reasoning");
    assert.match(await fold.innerText(), /Thinking\s*6 characters/);
    assert.equal(await fold.locator(".md").count(), 0);
    await fold.locator("summary").click();
    await fold.locator(".md").waitFor();
    await show(page, [answer("a", "So.", { reasoning: "I **think**", live: true })]);
    await page.waitForSelector(".reasoning strong");
    assert.match(await fold.innerText(), /Reasoning\s*11 characters[^]*I think/);
  },
);

browserTest("Transcript() folds a tool's details", transcriptPage, async ({ page }) => {
  await show(page, [
    tool("t1", "edit_file", {
      context: "src/x.ts",
      seconds: 61.2,
      args: { path: "src/x.ts" },
      result: '{"ok":true}',
      diff: DIFF,
      locations: [{ path: "src/x.ts", line: 3 }],
    }),
    tool("t2", "terminal", { state: "running", preview: "so far" }),
    tool("t3", "look", { state: "ended", result: "x\n".repeat(500) }),
  ]);
  const first = page.locator("[data-key=t1]");
  assert.match(await first.innerText(), /edit_file\s+src\/x.ts\s+1 min 1 s/);
  assert.equal(await first.locator(".tool-details").count(), 0);
  await unfold(page);
  assert.match(await first.innerText(), /src\/x\.ts:3/);
  assert.equal(await first.locator(".capped-text").nth(1).innerText(), '{\n  "ok": true\n}');
  assert.equal(await first.locator(".diff-remove").innerText(), "--- gone\n");
  assert.equal(await first.locator(".diff-add").innerText(), "+++ come\n");
  assert.match(await first.locator(".diff-head").innerText(), /src\/x\.ts\s*\+1\s*−1/);
  assert.match(await page.locator("[data-key=t2]").innerText(), /so far/);
  const third = page.locator("[data-key=t3]");
  assert.match(await third.innerText(), /ended, outcome unknown/);
  await third.locator(".show-all").click();
  await third.locator(".show-all").waitFor({ state: "detached" });
  assert.equal((await third.locator(".capped-text").innerText()).trim().split("\n").length, 500);
});

browserTest(
  "Transcript() shows notes and what the agent is doing",
  transcriptPage,
  async ({ page }) => {
    await show(page, [
      { kind: "note", key: "n1", tone: "info", text: "one\ntwo" },
      { kind: "note", key: "n2", tone: "error", text: "Running the turn: it broke" },
    ]);
    assert.equal(await page.locator("[data-key=n1] .note-text").innerText(), "one\ntwo");
    assert.equal(await page.locator("[data-key=n2]").getAttribute("aria-label"), "Error");
    await page.evaluate(() =>
      (globalThis as unknown as { tested: Tested }).tested.setStatus("Pondering")
    );
    await page.getByRole("status").getByText("Pondering").waitFor();
  },
);

browserTest(
  "Transcript() tells an answer to who cannot see it, once it is complete",
  transcriptPage,
  async ({ page }) => {
    await show(page, [answer("a", "One", { live: true })]);
    const news = page.getByRole("log");
    assert.equal(await news.innerText(), "");
    await show(page, [answer("a", "One two.")]);
    await news.getByText("Agent: One two.").waitFor({ state: "attached" });
    const rows = page.getByRole("feed").getByRole("article");
    assert.equal(await rows.getAttribute("aria-setsize"), "1");
    assert.equal(await rows.getAttribute("aria-label"), "Agent");
  },
);

browserTest("Transcript() copies code and answers", transcriptPage, async ({ page }) => {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await show(page, [answer("a", "Text\n\n```sh\nls -l\n```")]);
  const clipboard = () => page.evaluate<string>("navigator.clipboard.readText()");
  await page.getByRole("button", { name: "Copy code" }).click();
  await page.getByText("Copied").waitFor();
  assert.equal(await clipboard(), "ls -l\n");
  await page.getByRole("button", { name: "Copy answer" }).click();
  await page.getByRole("button", { name: "Copied" }).waitFor();
  assert.equal(await clipboard(), "Text\n\n```sh\nls -l\n```");
});
