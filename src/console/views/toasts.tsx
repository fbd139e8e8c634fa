/**
 * Short messages, and what a screen reader is told.
 *
 * @module
 */
import { useSignalEffect } from "@preact/signals";
import { X } from "lucide-preact";
import { useRef, useState } from "preact/hooks";
import { useDesk } from "./desk_context.ts";
import { IconButton } from "./icon_button.tsx";

/** See the module. */
export function Toasts() {
  const { toasts } = useDesk();
  return (
    <div class="toasts">
      {toasts.all.value.map(({ id, tone, text }) => (
        <div key={id} class={`toast ${tone}`} role={tone === "error" ? "alert" : "status"}>
          <span>{text}</span>
          <IconButton
            label="Dismiss"
            onClick={() =>
              toasts.dismiss(id)}
          >
            <X size={14} aria-hidden="true" />
          </IconButton>
        </div>
      ))}
    </div>
  );
}

/** Says that the agent works, or asks; what it has answered is the transcript's to say. */
export function Announcer() {
  const desk = useDesk();
  const [text, setText] = useState("");
  const before = useRef({ place: "", running: false, asked: 0 });
  useSignalEffect(() => {
    const conversation = desk.shown.value;
    const place = desk.place.value;
    const running = conversation?.transcript.running.value ?? false;
    const questions = conversation?.questions.value ?? [];
    const last = before.current;
    before.current = { place, running, asked: questions.length };
    if (place !== last.place || conversation === undefined) return;
    if (questions.length > last.asked) return setText("The agent asks you something.");
    if (running === last.running) return;
    setText(running ? "The agent works." : "");
  });
  return <div class="hidden" role="status" aria-live="polite">{text}</div>;
}
