/** @module */
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { type DiffLine, type FileDiff, readDiff } from "./diff_lines.ts";
import { useFold } from "./folds.ts";

/** More lines than this are shown on request. */
const SHOWN_LINES = 200;

/** Unified diffs: each line keeps its sign, so that it can be read without its colour. */
export function Diff({ text }: { text: string }): JSX.Element {
  const files = useMemo(() => readDiff(text), [text]);
  return <div class="diff">{files.map((file, index) => <File key={index} file={file} />)}</div>;
}

function File({ file }: { file: FileDiff }): JSX.Element {
  const [isWhole, setWhole] = useFold(`diff:${file.name}`, false);
  const { name, added, removed, lines } = file;
  const shown = isWhole ? lines : lines.slice(0, SHOWN_LINES);
  return (
    <section class="diff-file" aria-label={`Changes in ${name === "" ? "a file" : name}`}>
      <header class="diff-head">
        <span class="diff-name">{name}</span>
        <span class="diff-added">+{added}</span>
        <span class="diff-removed">−{removed}</span>
      </header>
      <pre class="diff-lines" tabIndex={0} role="group" aria-label="Lines">
        <code>{shown.map((line, index) => <Line key={index} line={line} />)}</code>
      </pre>
      {shown.length < lines.length && (
        <button
          type="button"
          class="show-all"
          onClick={() => setWhole(true)}
        >
          Show all {lines.length.toLocaleString("en")} lines
        </button>
      )}
    </section>
  );
}

function Line({ line }: { line: DiffLine }): JSX.Element {
  return <span class={`diff-line diff-${line.kind}`}>{`${line.text}\n`}</span>;
}
