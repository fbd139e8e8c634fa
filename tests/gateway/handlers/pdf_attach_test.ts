import assert from "node:assert/strict";
import type { PageRange, PagesOutcome, PdfPages } from "../../../src/workspace/pdf_pages.ts";
import { type Client, type Json, Stage } from "../../support/stage.ts";
import { PNG } from "../../workspace/support/images.ts";
import { MemoryWorkspace } from "../../workspace/support/memory_workspace.ts";
import { pendingCall } from "../support/talks.ts";

const PDF = "%PDF-1.4 and more";

/** A renderer that draws what a test says. */
class Easel implements PdfPages {
  lacks: string | undefined;
  outcome: (range: PageRange) => PagesOutcome | Promise<PagesOutcome> = ({ first }) => ({
    kind: "pages",
    total: 2,
    pages: [1, 2].filter((page) => page >= first).map((page) => ({
      page,
      bytes: new Uint8Array(PNG),
    })),
  });
  signal: AbortSignal | undefined;

  missing() {
    return Promise.resolve(this.lacks);
  }

  async draw(_pdf: Uint8Array, range: PageRange, signal: AbortSignal) {
    this.signal = signal;
    return await this.outcome(range);
  }
}

class Desk {
  readonly easel = new Easel();
  readonly kept: string[] = [];
  readonly workspace = new MemoryWorkspace({ "/desk/tide table.pdf": PDF, "/desk/a.txt": "x" });
  readonly stage = new Stage({
    pdfPages: this.easel,
    workspace: this.workspace,
    cwd: "/desk",
    attachments: {
      keep: (_session, { name }) => Promise.resolve(`/kept/${this.kept.push(name)}`),
      removeFile: () => Promise.resolve(),
      remove: () => Promise.resolve(),
      all: () => Promise.resolve([]),
    },
  });

  async ask(client: Client, params: Json): Promise<Json> {
    const answer = pendingCall(client, "pdf.attach", params);
    for (let i = 0; i < 200 && answer() === undefined; i++) await this.stage.time.pass();
    const { result, error } = answer();
    return result ?? error;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stage[Symbol.asyncDispose]();
  }
}

Deno.test("pdf.attach has the pages of a PDF go along with the next prompt", async () => {
  await using desk = new Desk();
  const { client, id: session_id } = await desk.stage.open();
  const attached = await desk.ask(client, { session_id, path: "tide table.pdf" });
  const { pages, ...rest } = attached;
  assert.deepEqual(rest, {
    attached: true,
    filename: "tide table.pdf",
    pages_attached: 2,
    count: 2,
    text: "[User attached PDF: tide table.pdf]",
  });
  assert.deepEqual(pages[1], {
    ...{ page: 2, path: "/kept/2", name: "tide table 2.png" },
    ...{ width: 60, height: 50, token_estimate: 4 },
  });
  client.submit(session_id, "when is high water?");
  await desk.stage.time.pass();
  const { attachments = [] } = desk.stage.provider.turn.input;
  assert.deepEqual(attachments.map((each) => each.kind === "image" && each.name), [
    "tide table 1.png",
    "tide table 2.png",
  ]);
});

Deno.test("pdf.attach takes bytes, and some of the pages", async () => {
  await using desk = new Desk();
  const { client, id: session_id } = await desk.stage.open();
  const content = btoa(PDF);
  const params = { session_id, content_base64: content, filename: "C:\\x\\a.pdf", first_page: 2 };
  const { pages_attached, filename, text } = await desk.ask(client, params);
  assert.deepEqual([pages_attached, filename], [1, "a.pdf"]);
  assert.equal(text, "[User attached PDF: a.pdf, pages 2 to 2 of 2]");
  const url = `data:application/pdf;base64,${content}`;
  assert.equal((await desk.ask(client, { session_id, data_url: url })).filename, "document.pdf");
});

Deno.test("pdf.attach says what is wrong, a missing program first", async () => {
  await using desk = new Desk();
  const { client, id: session_id } = await desk.stage.open();
  const faults: [Json, number, RegExp][] = [
    [{}, 4015, /^path or content_base64 required/],
    [{ path: "none.pdf" }, 4016, /^PDF not found: "none.pdf"/],
    [{ path: "a.txt" }, 4017, /^"a.txt" is not a PDF$/],
    [{ content_base64: "%%%" }, 4017, /no base64/],
    [{ content_base64: btoa("GIF89a") }, 4017, /^"document.pdf" is not a PDF$/],
    [{ path: "a.txt", first_page: 3, last_page: 2 }, 4015, /last_page is before first_page/],
    [{ path: "a.txt", first_page: 2, last_page: 27 }, 4019, /more than the limit of 25/],
    [{ path: "a.txt", first_page: 0 }, -32602, /first_page/],
  ];
  for (const [params, code, expected] of faults) {
    const fault = await desk.ask(client, { session_id, ...params });
    assert.equal(fault.code, code, fault.message);
    assert.match(fault.message, expected);
  }
  desk.easel.lacks = "pdftoppm is not there";
  const missing = await desk.ask(client, { session_id });
  assert.equal(missing.code, 5028);
  assert.match(missing.message, /^Cannot attach the PDF: pdftoppm is not there/);
});

Deno.test("pdf.attach says what became of the drawing, and attaches nothing then", async () => {
  await using desk = new Desk();
  const { client, id: session_id } = await desk.stage.open();
  const pages = Array.from({ length: 33 }, (_, i) => ({ page: i + 1, bytes: new Uint8Array(PNG) }));
  const outcomes: [() => PagesOutcome | Promise<PagesOutcome>, number, RegExp][] = [
    [() => ({ kind: "failed", why: "it is damaged" }), 5028, /: it is damaged$/],
    [() => Promise.reject(new Error("no room")), 5028, /: no room$/],
    [() => ({ kind: "no_such_page", total: 1 }), 4015, /pages 3 to 9: it has 1$/],
    [() => ({ kind: "pages", total: 33, pages }), 4018, /33 pages of .* attach fewer/],
  ];
  const params = { session_id, path: "tide table.pdf", first_page: 3, last_page: 9 };
  for (const [outcome, code, expected] of outcomes) {
    desk.easel.outcome = outcome;
    const fault = await desk.ask(client, params);
    assert.equal(fault.code, code);
    assert.match(fault.message, expected);
  }
  assert.deepEqual(desk.kept, []);
});

Deno.test("pdf.attach ends with its session", async () => {
  await using desk = new Desk();
  const { client, id: session_id } = await desk.stage.open();
  const { promise, resolve } = Promise.withResolvers<PagesOutcome>();
  desk.easel.outcome = () => promise;
  const answer = pendingCall(client, "pdf.attach", { session_id, path: "tide table.pdf" });
  await desk.stage.time.pass();
  assert.equal(desk.easel.signal?.aborted, false);
  client.result("session.close", { session_id });
  assert.equal(desk.easel.signal?.aborted, true);
  resolve({ kind: "failed", why: "it was interrupted" });
  await desk.stage.time.pass();
  assert.equal(answer().error.code, 5028);
});
