/**
 * Pages of a PDF that go along with the next prompt, as images: PROTOCOL 3.8.
 *
 * @module
 */
import { errorMessage, errorStack } from "../../lib/error_text.ts";
import { pdfAttach } from "../../protocol/attachment_methods.ts";
import { wireError } from "../../protocol/errors.ts";
import { implement, type Method } from "../../rpc/method.ts";
import { MOST_PENDING_BYTES } from "../../session/pending_attachments.ts";
import type { Session } from "../../session/session.ts";
import { droppedPath } from "../../workspace/dropped_path.ts";
import { imageKind } from "../../workspace/image_kind.ts";
import { MOST_PAGES, type PageImage, type PageRange } from "../../workspace/pdf_pages.ts";
import type { CallContext } from "../call_context.ts";
import { fit, hold, keep, NAME_CHARS, plainName, shown, tooLarge } from "./hold_attachment.ts";
import { sentBytes } from "./sent_bytes.ts";

/** Bytes of a document; PROTOCOL 3.8. */
const PDF_BYTES = 50_000_000;

type Params = ReturnType<typeof pdfAttach.params.parse>;

const attach = implement(pdfAttach, async (params, context: CallContext) => {
  const { registry, options: { pdfPages } } = context;
  const session = registry.get(params.session_id);
  const missing = await pdfPages.missing();
  if (missing !== undefined) throw wireError("fileFailed", `Cannot attach the PDF: ${missing}`);
  const range = rangeOf(params);
  const { name, bytes } = await documentOf(session, params, context);
  const head = new TextDecoder("latin1").decode(bytes.subarray(0, 1_024));
  if (!head.includes("%PDF-")) throw wireError("badPdf", `${shown(name)} is not a PDF`);
  const { pages, total } = await drawn(session, { bytes, range }, context);
  const held = await holdAll(session, { name, pages }, context);
  const [first, last] = [pages[0]?.page ?? 0, pages.at(-1)?.page ?? 0];
  const which = pages.length === total ? "" : `, pages ${first} to ${last} of ${total}`;
  return {
    attached: true as const,
    filename: name,
    pages_attached: held.length,
    pages: held,
    count: context.files.pending(session).images,
    text: `[User attached PDF: ${name}${which}]`,
  };
});

/** @throws {RpcError} 4015 for pages that are none, 4019 for more than are taken at once */
function rangeOf({ first_page, last_page }: Params): PageRange {
  const first = first_page ?? 1;
  if (last_page !== null && last_page !== undefined) {
    const wanted = `pages ${first} to ${last_page}`;
    if (last_page < first) {
      throw wireError("badPdfPages", `${wanted}: last_page is before first_page`);
    }
    if (last_page - first >= MOST_PAGES) {
      throw wireError("tooManyPages", `${wanted} are more than the limit of ${MOST_PAGES}`);
    }
  }
  return { first, last: last_page ?? undefined };
}

/** @throws {RpcError} 4015 where none is named, 4016 where there is none, 4017 for no base64, 4018, 5028 */
async function documentOf(session: Session, params: Params, { options }: CallContext) {
  const { workspace } = options;
  if (params.path.trim() === "") {
    const content = params.content_base64 || params.data || params.data_url;
    if (content === "") throw wireError("pdfRequired");
    const sent = await sentBytes(content, PDF_BYTES);
    if (sent.kind === "bad") throw wireError("badPdf", "the content is no base64, or empty");
    if (sent.kind === "too_large") throw tooLarge("content_base64", PDF_BYTES);
    return { name: plainName(params.filename) || "document.pdf", bytes: sent.bytes };
  }
  const folder = session.cwd || options.cwd;
  const found = await droppedPath(params.path, { access: workspace, folder });
  if (found === undefined) throw wireError("noPdf", `PDF not found: ${shown(params.path)}`);
  const read = await workspace.read(found.path, PDF_BYTES);
  if (read.kind === "too_large") throw tooLarge("path", PDF_BYTES);
  if (read.kind === "refused") {
    throw wireError("fileFailed", `Cannot read the PDF ${shown(found.path)}: ${read.why}`);
  }
  if (read.kind !== "read") throw wireError("noPdf", `PDF not found: ${shown(params.path)}`);
  return { name: workspace.base(found.path), bytes: read.bytes };
}

async function drawn(
  session: Session,
  { bytes, range }: { bytes: Uint8Array; range: PageRange },
  { commands, options: { pdfPages, logger } }: CallContext,
) {
  const outcome = await commands.during(
    session,
    (signal) =>
      pdfPages.draw(bytes, range, signal).catch((error) => {
        logger.error("cannot draw the pages of a PDF", { error: errorStack(error) });
        return { kind: "failed" as const, why: errorMessage(error) };
      }),
  );
  if (outcome.kind === "pages") return outcome;
  if (outcome.kind === "failed") {
    throw wireError("fileFailed", `Cannot attach the PDF: ${outcome.why}`);
  }
  const { first, last = first } = range;
  throw wireError("badPdfPages", `there are no pages ${first} to ${last}: it has ${outcome.total}`);
}

/** All pages, or none. */
async function holdAll(
  session: Session,
  { name, pages }: { name: string; pages: readonly PageImage[] },
  context: CallContext,
) {
  const images = pages.flatMap(({ page, bytes }) => {
    const kind = imageKind(bytes);
    return kind === undefined ? [] : [{ page, bytes, kind }];
  });
  const room = context.files.pending(session).room(session.runner.queuedAttachments);
  const size = images.reduce((sum, { bytes }) => sum + bytes.length, 0);
  if (images.length > room.count || size > room.bytes) {
    throw wireError(
      "attachmentTooLarge",
      `${images.length} pages of ${size} bytes are more than can wait with what does already, ` +
        `which is ${MOST_PENDING_BYTES} bytes; attach fewer, or send some first`,
    );
  }
  const stem = name.replace(/\.pdf$/i, "").slice(0, NAME_CHARS);
  const held = [];
  for (const { page, bytes, kind } of images) {
    const image = { name: `${stem} ${page}.${kind.extension}`, bytes, kind, sent: true };
    fit(session, bytes.length, context);
    const path = await keep(session, image, { context, fault: "fileFailed" });
    const { count: _, ...facts } = await hold(session, { path, ...image }, context);
    held.push({ ...facts, page });
  }
  return held;
}

/** See the module. */
export const pdfMethods: Method<CallContext>[] = [attach];
