/**
 * Where a message is written.
 *
 * @module
 */
import { ArrowUp, CornerDownRight, Paperclip, Square } from "lucide-preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { CompletionItem } from "../model/completion.ts";
import { say } from "../model/say.ts";
import { AttachmentChips } from "./attachment_chips.tsx";
import { CompletionList } from "./completion_list.tsx";
import { actionOf, type ComposerAction } from "./composer_keys.ts";
import { useDesk } from "./desk_context.ts";
import { IconButton } from "./icon_button.tsx";
import { attach, filesIn } from "./picked_files.ts";
import { useCompletion } from "./use_completion.ts";

/** How many of the things one said may be brought back. */
const MOST_RECALLED = 100;

/** See the module. `agent`: who is to answer where a conversation begins. */
export function Composer({ agent }: { agent: string | undefined }) {
  const desk = useDesk();
  const box = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  // How far one has gone back through what was said.
  const [recalled, setRecalled] = useState(-1);
  const completion = useCompletion(desk);
  const conversation = desk.shown.value;
  const draft = desk.drafts.of(desk.place.value);
  const text = draft.value;
  const running = conversation?.transcript.running.value ?? false;
  const observes = conversation?.observes.value === true;
  const disabled = observes || conversation?.state.value === "gone" ||
    desk.view.value.kind === "opening" || desk.view.value.kind === "failed";
  const cursor = useRef<number | undefined>(undefined);

  useLayoutEffect(() => {
    const area = box.current;
    if (area === null) return;
    grow(area);
    if (cursor.current === undefined) return;
    area.setSelectionRange(cursor.current, cursor.current);
    cursor.current = undefined;
  }, [text]);
  useLayoutEffect(() => {
    setRecalled(-1);
    completion.close();
    if (matchMedia("(pointer: fine)").matches) box.current?.focus();
  }, [desk.place.value, disabled]);

  const write = (next: string, at = next.length) => {
    cursor.current = at;
    draft.value = next;
  };
  const send = () => {
    const waits = conversation?.attachments.busy === true;
    if (waits) return desk.toasts.info("An attachment is still on its way");
    const attached = conversation?.attachments.all.value.some(({ state }) => state === "ready");
    if (disabled || (text.trim() === "" && !attached)) return;
    draft.value = "";
    setRecalled(-1);
    completion.close();
    void say(desk, text.trim() === "" ? "See the attachment." : text, agent);
  };
  const steer = () => {
    if (conversation === undefined || disabled || text.trim() === "") return;
    draft.value = "";
    void conversation.steer(text.trim());
  };
  const recall = (by: number) => {
    const said = conversation?.transcript.entries.value
      .filter((entry) => entry.kind === "user").map((entry) => entry.text)
      .filter((each, at, all) => each !== all[at + 1]).slice(-MOST_RECALLED) ?? [];
    const at = Math.min(recalled + by, said.length - 1);
    setRecalled(at);
    write(at < 0 ? "" : said[said.length - 1 - at] ?? "");
  };
  const choose = (item: CompletionItem | undefined) => {
    if (item === undefined) return;
    write(item.text, item.cursor);
    completion.close();
    if (item.opens) completion.ask(item.text, item.cursor);
  };
  const actions: Readonly<Record<ComposerAction, () => void>> = {
    send,
    steer,
    stop: () => void conversation?.stop(),
    older: () => recall(1),
    newer: () => recall(-1),
    "choose-next": () => completion.move(1),
    "choose-previous": () => completion.move(-1),
    choose: () => choose(completion.items[Math.max(0, completion.marked)]),
    "close-choices": completion.close,
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const { items, marked } = completion;
    const action = actionOf(event, {
      choices: items.length === 0 ? "none" : marked === -1 ? "open" : "marked",
      running,
      text,
      recalled: recalled >= 0,
    });
    if (action === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    actions[action]();
  };
  const open = completion.items.length > 0;
  return (
    <form
      class="composer"
      aria-label="Message"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        const files = filesIn(event.dataTransfer);
        if (files.length === 0) return;
        event.preventDefault();
        if (!disabled) void attach(desk, files, agent);
      }}
    >
      {open && <CompletionList completion={completion} onChoose={choose} />}
      {conversation !== undefined && <AttachmentChips conversation={conversation} />}
      <textarea
        id="message"
        ref={box}
        rows={1}
        aria-label="Message"
        aria-autocomplete="list"
        aria-haspopup="listbox"
        aria-controls={open ? "completions" : undefined}
        aria-activedescendant={completion.marked >= 0
          ? `completion-${completion.marked}`
          : undefined}
        aria-describedby="composer-hint"
        placeholder={observes
          ? "This window watches"
          : disabled
          ? ""
          : running
          ? "Queue a message, or steer"
          : "Write a message"}
        autocomplete="off"
        disabled={disabled}
        value={text}
        onInput={(event) => {
          const { value, selectionStart } = event.currentTarget;
          draft.value = value;
          setRecalled(-1);
          completion.ask(value, selectionStart);
        }}
        onBlur={completion.close}
        onKeyDown={onKeyDown}
        onPaste={(event) => {
          const files = filesIn(event.clipboardData);
          if (files.length === 0) return;
          event.preventDefault();
          void attach(desk, files, agent);
        }}
      />
      <div class="tools">
        <IconButton
          label="Attach files"
          disabled={disabled}
          onClick={() => picker.current?.click()}
        >
          <Paperclip size={17} aria-hidden="true" />
        </IconButton>
        <input
          ref={picker}
          type="file"
          multiple
          hidden
          aria-label="Files to attach"
          onChange={(event) => {
            void attach(desk, [...event.currentTarget.files ?? []], agent);
            event.currentTarget.value = "";
          }}
        />
        <span id="composer-hint" class="hint">{hint(running, observes)}</span>
        {running && !observes && text.trim() !== "" && (
          <button type="button" class="quiet" title="Ctrl + Enter" onClick={steer}>
            <CornerDownRight size={15} aria-hidden="true" /> Steer
          </button>
        )}
        {running && !observes && (
          <button
            type="button"
            class="stop"
            aria-label="Stop"
            title="Stop (Esc)"
            onClick={actions.stop}
          >
            <Square size={13} fill="currentColor" aria-hidden="true" /> Stop
          </button>
        )}
        {(!running || text.trim() !== "") && (
          <button
            type="submit"
            class="send"
            disabled={disabled}
            aria-label={running ? "Queue" : "Send"}
            title={running ? "Send when the agent is done (Enter)" : "Send (Enter)"}
          >
            <ArrowUp size={17} aria-hidden="true" />
          </button>
        )}
      </div>
    </form>
  );
}

function hint(running: boolean, observes: boolean): string {
  if (observes) return "Messages are written in another window";
  return running
    ? "Enter queues · Ctrl+Enter steers · Esc stops"
    : "Enter sends · Shift+Enter new line";
}

// Where the style sheet's own way is not known to the browser.
function grow(area: HTMLTextAreaElement): void {
  if (CSS.supports("field-sizing", "content")) return;
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight}px`;
}
