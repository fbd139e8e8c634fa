/**
 * The middle of the console: what was said, or what stands in its place.
 *
 * @module
 */
import { LoaderCircle, Waves } from "lucide-preact";
import { Transcript } from "../transcript/transcript.tsx";
import { Choose } from "./header.tsx";
import { useDesk } from "./desk_context.ts";

/** See the module. */
export function Stage(
  { agent, onAgent }: { agent: string | undefined; onAgent: (id: string) => void },
) {
  const desk = useDesk();
  const view = desk.view.value;
  switch (view.kind) {
    case "open": {
      const { transcript, stored } = view.conversation;
      return (
        <div class="stage">
          <Transcript
            key={stored}
            entries={transcript.entries}
            status={transcript.status}
            label="Conversation"
          />
        </div>
      );
    }
    case "opening":
      return (
        <div class="stage still" role="status">
          <LoaderCircle size={20} class="spin" aria-hidden="true" />
          <span class="hidden">Opening the conversation…</span>
        </div>
      );
    case "failed":
      return (
        <div class="stage still">
          <p role="alert">This conversation cannot be opened: {view.why}</p>
          <div class="actions">
            <button type="button" onClick={() => void desk.show(view.stored)}>Try again</button>
            <button type="button" class="quiet" onClick={() => void desk.show("")}>
              New conversation
            </button>
          </div>
        </div>
      );
    case "new":
      return (
        <div class="stage still">
          <Waves size={30} class="mark" aria-hidden="true" />
          <h2>What shall we do?</h2>
          {desk.offer.agents.value.length > 1 && (
            <label class="agent">
              Agent
              <Choose
                label="Agent"
                value={agent ?? desk.offer.agents.value.find(({ usual }) => usual)?.id ?? ""}
                choices={desk.offer.agents.value}
                onChoose={onAgent}
              />
            </label>
          )}
          <ul class="hints">
            <li>
              <kbd>/</kbd> for commands, <kbd>@</kbd> for files
            </li>
            <li>Paste or drop files to send them along</li>
            <li>
              <kbd>Ctrl</kbd> <kbd>K</kbd> finds conversations, <kbd>?</kbd> shows all keys
            </li>
          </ul>
        </div>
      );
  }
}
