/** @module */
import { useCallback, useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { JSX } from "preact";
import { copyFramedCode } from "./code_frames.ts";
import { MarkdownView } from "./markdown_view.ts";

/**
 * Markdown as GitHub has it, safe whatever it says.
 *
 * @param props.text the whole document as it is now
 * @param props.live whether more is coming: then only what may still change is read anew
 */
export function Markdown({ text, live }: { text: string; live: boolean }): JSX.Element {
  const view = useRef<MarkdownView | null>(null);
  const latest = useRef({ text, live });
  latest.current = { text, live };
  // As soon as there is an element, before anybody measures it.
  const attach = useCallback((root: HTMLElement | null) => {
    view.current?.close();
    view.current = root === null ? null : new MarkdownView(root);
    view.current?.update(latest.current.text, latest.current.live);
  }, []);
  useLayoutEffect(() => view.current?.update(text, live), [text, live]);
  useEffect(() => () => view.current?.close(), []);
  return <div class="md" ref={attach} onClick={copyFramedCode} />;
}
