/**
 * A button with a menu behind it.
 *
 * @module
 */
import { Ellipsis } from "lucide-preact";
import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef, useState } from "preact/hooks";

/** A line of a menu. */
export interface MenuItem {
  readonly label: string;
  readonly icon?: ComponentChildren;
  /** It destroys something. */
  readonly grave?: boolean;
  readonly disabled?: boolean;
  onChoose(): void;
}

/**
 * See the module. The menu is in the browser's top layer: nothing around it cuts it off. It is there only
 * while it is open: a list has hundreds of them.
 *
 * @param props.items makes what is in it
 */
export function Menu({ label, items }: { label: string; items: () => readonly MenuItem[] }) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);

  const show = () => {
    if (button.current === null || list.current === null) return;
    list.current.showPopover();
    place(list.current, button.current.getBoundingClientRect());
    options(list.current)[0]?.focus();
  };
  useLayoutEffect(() => open ? show() : undefined, [open]);
  const onPress = (event: Event) => {
    // The browser closes it: see popovertarget.
    if (list.current?.matches(":popover-open")) return;
    event.preventDefault();
    // Closed by Escape a moment ago, which "toggle" has not told yet.
    if (open) return show();
    setOpen(true);
  };
  const choose = (item: MenuItem) => {
    list.current?.hidePopover();
    button.current?.focus();
    item.onChoose();
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        class="icon"
        aria-label={label}
        title={label}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        // A press on it is none beside the menu, which would close it before the click opens it again.
        popovertarget={open ? id : undefined}
        onClick={onPress}
      >
        <Ellipsis size={16} aria-hidden="true" />
      </button>
      {open && (
        <div
          ref={list}
          id={id}
          class="menu"
          role="menu"
          aria-label={label}
          popover="auto"
          onToggle={({ newState }: { newState: string }) => {
            if (newState === "closed") setOpen(false);
          }}
          onKeyDown={onKey}
        >
          {items().map((item) => (
            <button
              key={item.label}
              type="button"
              role="menuitem"
              tabIndex={-1}
              class={item.grave ? "grave" : ""}
              disabled={item.disabled}
              onClick={() => choose(item)}
            >
              {item.icon}
              {item.label}
            </button>
          ))}
        </div>
      )}
    </>
  );
}

function onKey(event: KeyboardEvent): void {
  const all = options(event.currentTarget as HTMLElement);
  const at = all.indexOf(document.activeElement as HTMLElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
  if (event.key === "Tab") (event.currentTarget as HTMLElement).hidePopover();
  if (to === undefined) return;
  event.preventDefault();
  all[(to + all.length) % all.length]?.focus();
}

function options(list: HTMLElement | null): HTMLElement[] {
  return [...list?.querySelectorAll<HTMLElement>("[role=menuitem]:not(:disabled)") ?? []];
}

function place(list: HTMLElement, at: DOMRect): void {
  const { width, height } = list.getBoundingClientRect();
  const below = at.bottom + 4 + height <= innerHeight;
  const top = below ? at.bottom + 4 : Math.max(8, at.top - 4 - height);
  list.style.top = `${top}px`;
  list.style.left = `${Math.max(8, Math.min(at.right - width, innerWidth - width - 8))}px`;
}
