/**
 * The console: what the gateway shows to a browser.
 *
 * @module
 */
import { render } from "preact";
import { useEffect } from "preact/hooks";
import { connect } from "tidegate/client";
import { Desk } from "./model/desk.ts";
import { codeIn, SignIn } from "./model/sign_in.ts";
import { type KeyValue, memoryStore } from "./model/surroundings.ts";
import { Visit } from "./model/visit.ts";
import { DeskView } from "./views/desk_view.tsx";
import { followAddress } from "./views/route.ts";
import { SignInForm } from "./views/sign_in_form.tsx";
import { restoreTheme } from "./views/theme_switch.tsx";

const signIn = new SignIn();

const visit = new Visit({
  signIn,
  openDesk() {
    const client = connect({
      url: new URL("api/ws", location.origin + location.pathname),
      credential: () => signIn.credential,
    });
    return new Desk({
      client,
      surroundings: {
        frame: (callback) => void requestAnimationFrame(callback),
        after(ms, callback) {
          const timer = setTimeout(callback, ms);
          return () => clearTimeout(timer);
        },
        visible: () => document.visibilityState === "visible",
        kept: tabStore(),
        // Not randomUUID(): a page that came by plain http has none.
        newId: () => Array.from(crypto.getRandomValues(new Uint32Array(4)), hex).join(""),
      },
    });
  },
});

function Console() {
  const phase = visit.phase.value;
  const desk = phase.kind === "in" ? phase.desk : undefined;
  useEffect(() => desk === undefined ? undefined : followAddress(desk), [desk]);
  if (desk !== undefined) return <DeskView desk={desk} onLeave={() => void leave()} />;
  if (phase.kind !== "out") return <p class="hidden" role="status">Signing in…</p>;
  return <SignInForm message={phase.message} onToken={(token) => void visit.startByToken(token)} />;
}

/** Signs out, and leaves nothing of what was typed to whoever uses this browser next. */
async function leave(): Promise<void> {
  await visit.leave();
  document.title = "Tidegate";
  history.replaceState(null, "", location.pathname);
  try {
    for (const key of Object.keys(sessionStorage)) {
      if (key.startsWith("tidegate.")) sessionStorage.removeItem(key);
    }
  } catch {
    // This browser keeps nothing for pages.
  }
}

function tabStore(): KeyValue {
  try {
    const store = globalThis.sessionStorage;
    store.getItem("");
    return store;
  } catch {
    // This browser keeps nothing for pages.
    return memoryStore();
  }
}

function hex(word: number): string {
  return word.toString(16).padStart(8, "0");
}

/** Takes the one-time code out of the address bar. */
function takeCode(): string {
  const code = codeIn(location.hash);
  if (code !== "") history.replaceState(null, "", location.pathname);
  return code;
}

// A new link opened in this tab changes the fragment only, and loads nothing.
addEventListener("hashchange", () => {
  const code = takeCode();
  if (code !== "") void visit.start(code);
});
restoreTheme();
render(<Console />, document.body);
void visit.start(takeCode());
