/** @module */
import { Check, CircleDashed, LoaderCircle } from "lucide-preact";
import type { JSX } from "preact";
import type { ToolEntry } from "../entries.ts";
import { CappedText } from "./capped_text.tsx";
import { Diff } from "./diff.tsx";
import { Fold } from "./fold.tsx";
import { toolIcon } from "./tool_icon.ts";
import { asText, inSeconds } from "./wording.ts";

const STATES = {
  running: { Icon: LoaderCircle, words: "running" },
  done: { Icon: Check, words: "done" },
  ended: { Icon: CircleDashed, words: "ended, outcome unknown" },
} as const;

/** A tool that ran: one line, and what it was told and said folded below it. */
export function ToolRow({ entry }: { entry: ToolEntry }): JSX.Element {
  if (!hasDetails(entry)) {
    return (
      <div class="tool-card">
        <div class="tool-line">
          <Line entry={entry} />
        </div>
      </div>
    );
  }
  return (
    <Fold name="tool" class="tool-card" summary={<Line entry={entry} />}>
      {() => <Details entry={entry} />}
    </Fold>
  );
}

function hasDetails({ args, result, diff, preview, summary, locations }: ToolEntry): boolean {
  return args !== undefined || result !== undefined || [diff, preview, summary].some(Boolean) ||
    (locations?.length ?? 0) > 0;
}

function Line({ entry }: { entry: ToolEntry }): JSX.Element {
  const { name, context, state, seconds } = entry;
  const Icon = toolIcon(name);
  const { Icon: StateIcon, words } = STATES[state];
  return (
    <>
      <Icon size={15} class="tool-icon" aria-hidden="true" />
      <span class="tool-name">{name}</span>
      <span class="tool-context" title={context}>{context}</span>
      {seconds !== undefined && <span class="tool-seconds">{inSeconds(seconds)}</span>}
      <span class={`tool-state tool-${state}`}>
        <StateIcon size={15} aria-hidden="true" />
        <span class="transcript-hidden">{words}</span>
      </span>
    </>
  );
}

function Details({ entry }: { entry: ToolEntry }): JSX.Element {
  const { args, result, diff, preview, summary, state, locations = [] } = entry;
  const soFar = state === "running" && result === undefined ? preview : undefined;
  return (
    <div class="tool-details">
      {locations.length > 0 && (
        <ul class="tool-locations" aria-label="Places">
          {locations.map(({ path, line }, index) => (
            <li key={index}>
              <code>{line === undefined || line === null ? path : `${path}:${line}`}</code>
            </li>
          ))}
        </ul>
      )}
      {summary ? <p class="tool-summary">{summary}</p> : null}
      {args !== undefined && Object.keys(args).length > 0 && (
        <CappedText name="args" label="Arguments" text={asText(args)} />
      )}
      {diff ? <Diff text={diff} /> : null}
      {soFar ? <CappedText name="preview" label="So far" text={asText(soFar)} /> : null}
      {result !== undefined && result !== null && result !== "" && (
        <CappedText name="result" label="Result" text={asText(result)} />
      )}
    </div>
  );
}
