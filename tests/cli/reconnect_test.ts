import assert from "node:assert/strict";
import { numbersFrom } from "../support/numbers_from.ts";
import { ChatView, historyText } from "./support/chat_view.ts";
import { Child } from "./support/child.ts";
import { CrashWindow } from "./support/crash_window.ts";
import { readyPort } from "./support/viewer.ts";

/** What users paste: pairs of surrogates, combining marks, joiners, right to left, NUL, line ends. */
const TEXTS = [
  "plain words, and then some more of them",
  "👩‍👩‍👧‍👦 🏳️‍🌈 𝄞 𐍈 👍🏽 😀😀😀 end",
  "Zażółć gęślą jaźń naïve: e\u0301 a\u0308\u0323 o\u0302 n\u0303o",
  "日本語 と 中文 と 한국어 を まぜる",
  "עברית مرحبا \u202eback\u202c and \u2028 forth \u0000 nul",
  "tabs\tand\n\nlines\r\n  with   room  ",
];

Deno.test("a window that is cut off in mid-turn again and again paints byte for byte what one that stayed does", async () => {
  const random = numbersFrom(20_260_405);
  await using child = new Child({
    args: ["serve", "--port", "0", "--pace", "3", "--coalesce-ms", "5"],
    env: { TIDEGATE_TOKEN: "0123456789abcdef" },
  });
  const port = await readyPort(child);
  const opener = new CrashWindow();
  await opener.connect(port);
  const { session_id: id } = await opener.call("session.create", { cols: 80 });
  const [stays, leaves] = [new ChatView(id), new ChatView(id)];
  await Promise.all([stays.join(port), leaves.join(port)]);

  let drops = 0;
  for (const [turn, text] of TEXTS.entries()) {
    const long = Array.from({ length: 16 }, (_, i) => `${i} ${text}`).join(" ");
    const sender = turn % 2 === 0 ? stays : leaves;
    await sender.window.call("prompt.submit", { session_id: id, text: long });
    for (let cut = 0; cut < 3; cut++) {
      await leaves.more(1 + Math.floor(random() * 4), turn + 1);
      if (leaves.ended > turn) break;
      await leaves.window.drop();
      await leaves.join(port);
      drops++;
    }
    await stays.more(Infinity, turn + 1);
    const { seq } = await stays.window.call("session.activate", { session_id: id });
    await Promise.all([stays.shows(seq), leaves.shows(seq)]);
  }
  assert.ok(drops >= TEXTS.length, `${drops} drops in mid-turn show too little`);
  assert.deepEqual([stays.ended, leaves.ended], [TEXTS.length, TEXTS.length]);

  const painted = await stays.text();
  const { messages } = await stays.window.call("session.history", { session_id: id });
  assert.equal(await leaves.text(), painted);
  assert.equal(historyText(messages), painted);
  const bytes = new TextEncoder().encode(painted);
  assert.deepEqual(new TextEncoder().encode(await leaves.text()), bytes);
  for (const text of TEXTS) assert.ok(painted.includes(text));
  assert.deepEqual(leaves.window.shown, stays.window.shown);
  await Promise.all([stays, leaves].map(({ window }) => window.close()));
  await opener.close();
});
