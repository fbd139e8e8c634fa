/**
 * The list of conversations.
 *
 * @module
 */
import { Keyboard, LogOut, Plus, Search, Waves } from "lucide-preact";
import type { SessionRow } from "../model/session_list.ts";
import { useDesk } from "./desk_context.ts";
import { IconButton } from "./icon_button.tsx";
import { SessionMenu } from "./session_menu.tsx";
import { ThemeSwitch } from "./theme_switch.tsx";
import { ago } from "./times.ts";

/** What the sidebar calls back. */
export interface SidebarProps {
  onShow(stored: string): void;
  onKeys(): void;
  onLeave(): void;
}

/** See the module. */
export function Sidebar({ onShow, onKeys, onLeave }: SidebarProps) {
  const desk = useDesk();
  const { list } = desk;
  const rows = list.found.value;
  const none = list.search.value === "" ? "No conversations yet" : "Nothing found";
  return (
    <>
      <div class="brand">
        <Waves size={18} aria-hidden="true" />
        <strong>Tidegate</strong>
        <IconButton label="New conversation" onClick={() => onShow("")}>
          <Plus size={18} aria-hidden="true" />
        </IconButton>
      </div>
      <div class="search">
        <Search size={15} aria-hidden="true" />
        <input
          id="search"
          type="search"
          aria-label="Search conversations"
          placeholder="Search"
          value={list.search.value}
          onInput={(event) => list.search.value = event.currentTarget.value}
          onKeyDown={(event) => {
            // While an input method composes, Enter and Escape are its own.
            if (event.isComposing) return;
            // As the list is now: what is on the page may be a letter behind.
            const [first] = list.found.value;
            if (event.key === "Enter" && first !== undefined) onShow(first.stored);
            if (event.key === "Escape") list.search.value = "";
          }}
        />
      </div>
      <nav aria-label="Conversations">
        <ul class="sessions">
          {rows.map((row) => <Row key={row.stored} row={row} onShow={onShow} />)}
        </ul>
        {rows.length === 0 && list.loaded.value && <p class="none">{none}</p>}
      </nav>
      <div class="foot">
        <ThemeSwitch />
        <IconButton label="Keyboard shortcuts" onClick={onKeys}>
          <Keyboard size={16} aria-hidden="true" />
        </IconButton>
        <IconButton label="Sign out" onClick={onLeave}>
          <LogOut size={16} aria-hidden="true" />
        </IconButton>
      </div>
    </>
  );
}

const WORDS: Readonly<Record<SessionRow["status"], string>> = {
  stored: "",
  idle: "Live",
  starting: "Starting",
  working: "Working",
  waiting: "Waits for you",
};

function Row({ row, onShow }: { row: SessionRow; onShow: (stored: string) => void }) {
  const desk = useDesk();
  const { stored, name, status, unread, at } = row;
  const current = desk.place.value === stored;
  const word = [WORDS[status], unread ? "Unread" : ""].filter(Boolean).join(", ");
  const when = at === Number.MAX_SAFE_INTEGER ? "" : ago(at * 1_000);
  return (
    <li class={`session ${current ? "current" : ""} ${unread ? "unread" : ""}`}>
      <a
        href={`#/s/${encodeURIComponent(stored)}`}
        aria-current={current ? "page" : undefined}
        onClick={(event) => {
          if (event.ctrlKey || event.metaKey || event.shiftKey) return;
          event.preventDefault();
          onShow(stored);
        }}
      >
        <span class={`dot ${status}`} aria-hidden="true" />
        <span class="name">{name}</span>
        {word !== "" && <span class="hidden">, {word}</span>}
        <span class={`when ${status}`} aria-hidden={status === "waiting"}>
          {status === "waiting" ? "waits" : when}
        </span>
      </a>
      <SessionMenu row={row} label={`Actions for ${name}`} />
    </li>
  );
}
