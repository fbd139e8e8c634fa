/**
 * @module
 */
import type { HistoryMessage } from "../agent/agent.ts";
import { LEAST_MESSAGES } from "./compressor.ts";

/** What a user is told of a compression. */
export interface CompressionReport {
  removed: number;
  before_messages: number;
  after_messages: number;
  before_tokens: number;
  after_tokens: number;
  summary: { headline: string; token_line: string; note: string | null; noop: boolean };
}

/** Characters of a token, nearly, in English; less in others. Nothing here depends on its being exact. */
const TOKEN_CHARS = 4;

/** The numbers of a compression; with `after` missing there was nothing to do. */
export function compressionReport(
  before: readonly HistoryMessage[],
  after?: readonly HistoryMessage[],
): CompressionReport {
  const [from, to] = [tokens(before), tokens(after ?? before)];
  const facts = {
    removed: before.length - (after ?? before).length,
    before_messages: before.length,
    after_messages: (after ?? before).length,
    before_tokens: from,
    after_tokens: to,
  };
  if (after === undefined) {
    const headline = `Nothing to compress: ${before.length} of at least ${LEAST_MESSAGES} messages`;
    return {
      ...facts,
      summary: { headline, token_line: `about ${from} tokens, as before`, note: null, noop: true },
    };
  }
  return {
    ...facts,
    summary: {
      headline: `Compressed: ${before.length} → ${after.length} messages`,
      token_line: `about ${from} → ${to} tokens`,
      note: to > from ? "The summary is longer than what it stands for." : null,
      noop: false,
    },
  };
}

function tokens(messages: readonly HistoryMessage[]): number {
  const chars = messages.reduce((sum, { text }) => sum + text.length, 0);
  return Math.ceil(chars / TOKEN_CHARS);
}
