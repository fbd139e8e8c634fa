/** @module */
import { Brain, CircleAlert, CircleStop, TriangleAlert } from "lucide-preact";
import type { JSX } from "preact";
import type { AnswerEntry } from "../entries.ts";
import { CopyButton } from "./copy_button.tsx";
import { Fold } from "./fold.tsx";
import { Markdown } from "./markdown.tsx";
import { length } from "./wording.ts";

/** What the agent said: its reasoning folded, its answer, and how it ended. */
export function AnswerRow({ entry }: { entry: AnswerEntry }): JSX.Element {
  const { text, reasoning, live, ending, warning } = entry;
  // Once it answers, it has thought enough.
  const isThinking = live && text === "";
  return (
    <div class="answer-row">
      {reasoning !== "" && (
        <Fold
          name="reasoning"
          class={`reasoning${isThinking ? " reasoning-live" : ""}`}
          summary={
            <>
              <Brain size={14} aria-hidden="true" />
              <span>{isThinking ? "Thinking" : "Reasoning"}</span>
              <span class="reasoning-length">{length(reasoning)}</span>
            </>
          }
        >
          {() => <Markdown text={reasoning} live={isThinking} />}
        </Fold>
      )}
      {text !== "" && <Markdown text={text} live={live} />}
      {warning !== undefined && warning !== "" && (
        <p class="answer-mark answer-warning">
          <TriangleAlert size={14} aria-hidden="true" /> <span>{warning}</span>
        </p>
      )}
      {!live && ending !== undefined && ending !== "complete" && <Ending ending={ending} />}
      {!live && text !== "" && (
        <div class="answer-tools">
          <CopyButton text={text} label="Copy answer" />
        </div>
      )}
    </div>
  );
}

function Ending({ ending }: { ending: "interrupted" | "error" }): JSX.Element {
  const [Icon, words] = ending === "interrupted"
    ? [CircleStop, "Interrupted"]
    : [CircleAlert, "Ended by an error"];
  return (
    <p class={`answer-mark answer-${ending}`}>
      <Icon size={14} aria-hidden="true" /> <span>{words}</span>
    </p>
  );
}
