/**
 * Everything somebody sees who is signed in.
 *
 * @module
 */
import { useSignalEffect } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Desk } from "../model/desk.ts";
import { Banner } from "./banner.tsx";
import { Composer } from "./composer.tsx";
import { DeskContext } from "./desk_context.ts";
import { KeysDialog } from "./dialogs.tsx";
import { Header } from "./header.tsx";
import { Questions } from "./questions.tsx";
import { listenForShortcuts } from "./shortcuts.ts";
import { Sidebar } from "./sidebar.tsx";
import { Stage } from "./stage.tsx";
import { Announcer, Toasts } from "./toasts.tsx";
import { TodoPanel } from "./todos.tsx";

const NARROW = matchMedia("(max-width: 48rem)");

/** See the module. */
export function DeskView({ desk, onLeave }: { desk: Desk; onLeave: () => void }) {
  const [drawer, setDrawer] = useState(false);
  const [narrow, setNarrow] = useState(NARROW.matches);
  const [keys, setKeys] = useState(false);
  // Whether the drawer that opens was asked for to search in it.
  const searches = useRef(false);
  const [agent, setAgent] = useState<string | undefined>(undefined);
  const conversation = desk.shown.value;

  useEffect(() => {
    const onWidth = () => setNarrow(NARROW.matches);
    NARROW.addEventListener("change", onWidth);
    return () => NARROW.removeEventListener("change", onWidth);
  }, []);
  useEffect(() =>
    listenForShortcuts(desk, {
      onKeys: () => setKeys(true),
      onSearch() {
        // At once, where it can be seen: what is typed next is meant for it. A drawer has to open first.
        searches.current = !focusOn("#search") && NARROW.matches;
        if (searches.current) setDrawer(true);
      },
    }), [desk]);
  useEffect(() => {
    const onLook = () => desk.looked();
    document.addEventListener("visibilitychange", onLook);
    return () => document.removeEventListener("visibilitychange", onLook);
  }, [desk]);
  useSignalEffect(() => {
    document.title = titleOf(desk);
  });

  const show = (stored: string) => {
    setDrawer(false);
    void desk.show(stored);
  };
  const covered = narrow && drawer;
  useEffect(() => {
    if (!covered) return;
    // What the drawer covers takes no key: without the focus in it Escape would not be heard.
    if (!searches.current || !focusOn("#search")) {
      focusOn("#sidebar [aria-current], #sidebar button");
    }
    searches.current = false;
    return leaveDrawer;
  }, [covered]);
  return (
    <DeskContext.Provider value={desk}>
      <a class="skip" href="#message" onClick={skip}>Skip to the message box</a>
      <div class={`desk ${drawer ? "drawn" : ""}`}>
        <aside
          id="sidebar"
          class="sidebar"
          aria-label="Sidebar"
          inert={narrow && !drawer}
          onKeyDown={(event) => {
            // A menu or a dialog on top of it closes first.
            const top = document.querySelector("dialog[open], :popover-open");
            if (event.key === "Escape" && covered && top === null) setDrawer(false);
          }}
        >
          <Sidebar onShow={show} onKeys={() => setKeys(true)} onLeave={onLeave} />
        </aside>
        {covered && <div class="shade" onClick={() => setDrawer(false)} />}
        <main inert={covered}>
          <Header open={drawer} onSidebar={() => setDrawer(!drawer)} />
          <Banner />
          <Stage agent={agent} onAgent={setAgent} />
          <div class="below">
            {conversation !== undefined && (
              <>
                <TodoPanel conversation={conversation} key={`todos ${conversation.stored}`} />
                <Questions conversation={conversation} key={`asks ${conversation.stored}`} />
              </>
            )}
            <Composer agent={agent} />
          </div>
        </main>
      </div>
      <Toasts />
      <Announcer />
      {keys && <KeysDialog onClose={() => setKeys(false)} />}
    </DeskContext.Provider>
  );
}

function leaveDrawer(): void {
  const { activeElement } = document;
  const lost = activeElement === document.body || activeElement?.closest("#sidebar") !== null;
  if (lost) focusOn(".drawer-button");
}

/** Moves the focus to the first of these; whether it is there: nothing that is hidden takes it. */
function focusOn(selector: string): boolean {
  const element = document.querySelector<HTMLElement>(selector);
  element?.focus();
  return element !== null && document.activeElement === element;
}

// The fragment of the address is for the conversation.
function skip(event: Event): void {
  event.preventDefault();
  document.getElementById("message")?.focus();
}

function titleOf(desk: Desk): string {
  const place = desk.place.value;
  const row = desk.list.all.value.find(({ stored }) => stored === place);
  const waiting = desk.waiting.value;
  const working = desk.shown.value?.transcript.running.value ?? false;
  const mark = waiting > 0 ? `(${waiting}) waits for you · ` : working ? "… " : "";
  return `${mark}${row === undefined ? "" : `${row.name.slice(0, 60)} – `}Tidegate`;
}
