/**
 * Dialogs: one that asks whether to go on, one that asks for a line, and the keys there are.
 *
 * @module
 */
import { X } from "lucide-preact";
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { IconButton } from "./icon_button.tsx";

/** A dialog of the browser's: it keeps the focus, and Escape closes it. */
export function Dialog(
  { title, onClose, children }: {
    title: string;
    onClose: () => void;
    children: ComponentChildren;
  },
) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={id}
      onClose={onClose}
      onClick={(event) => event.target === dialog.current && dialog.current?.close()}
    >
      <div class="dialog">
        <header>
          <h2 id={id}>{title}</h2>
          <IconButton label="Close dialog" onClick={() => dialog.current?.close()}>
            <X size={18} aria-hidden="true" />
          </IconButton>
        </header>
        {children}
      </div>
    </dialog>
  );
}

/** Asks before something is done that cannot be taken back. */
export function ConfirmDialog(
  { title, text, action, onConfirm, onClose }: {
    title: string;
    text: string;
    action: string;
    onConfirm: () => void;
    onClose: () => void;
  },
) {
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{text}</p>
      <div class="actions">
        <button type="button" class="quiet" onClick={onClose}>Cancel</button>
        <button
          type="button"
          class="danger"
          onClick={() => {
            onClose();
            onConfirm();
          }}
        >
          {action}
        </button>
      </div>
    </Dialog>
  );
}

/** Asks for a line of text. */
export function LineDialog(
  { title, label, value, action, onSubmit, onClose }: {
    title: string;
    label: string;
    value: string;
    action: string;
    onSubmit: (value: string) => void;
    onClose: () => void;
  },
) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    input.current?.focus();
    input.current?.select();
  }, []);
  const submit = (event: Event) => {
    event.preventDefault();
    const line = input.current?.value.trim() ?? "";
    onClose();
    if (line !== "") onSubmit(line);
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form onSubmit={submit}>
        <label for={id}>{label}</label>
        <input id={id} ref={input} type="text" defaultValue={value} maxLength={200} />
        <div class="actions">
          <button type="button" class="quiet" onClick={onClose}>Cancel</button>
          <button type="submit">{action}</button>
        </div>
      </form>
    </Dialog>
  );
}

const KEYS: readonly (readonly [keys: readonly string[], what: string])[] = [
  [["Enter"], "Send; while the agent works: send when it is done"],
  [["Shift", "Enter"], "New line"],
  [["Ctrl", "Enter"], "While the agent works: send as a hint (steer)"],
  [["Esc"], "Stop the agent"],
  [["↑"], "In an empty message: bring back what was said before"],
  [["/"], "In an empty message: commands"],
  [["@"], "Paths of files"],
  [["Ctrl", "K"], "Search conversations"],
  [["Alt", "↑"], "Conversation above; with ↓ below"],
  [["Alt", "N"], "New conversation"],
  [["?"], "This list"],
];

/** The keys there are. */
export function KeysDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title="Keyboard" onClose={onClose}>
      <dl class="keys">
        {KEYS.map(([keys, what]) => (
          <div key={what}>
            <dt>{keys.map((key) => <kbd key={key}>{key}</kbd>)}</dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
