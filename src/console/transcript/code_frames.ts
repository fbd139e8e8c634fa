/**
 * What markdown cannot say of code and tables: a head with the language and a button to copy, and a
 * frame in which what is too wide can be scrolled.
 *
 * @module
 */
import { copyText } from "./copy_text.ts";
import { languageOf } from "./highlighter.ts";

/** Frames the code and the tables among these nodes. */
export function frame(nodes: DocumentFragment): void {
  for (const code of nodes.querySelectorAll("pre > code")) frameCode(code);
  for (const table of nodes.querySelectorAll("table")) {
    const box = element("div", "md-table");
    scrollable(box, "Table");
    table.replaceWith(box);
    box.append(table);
  }
}

function frameCode(code: Element): void {
  const pre = code.parentElement;
  if (pre === null) return;
  const language = languageOf(code);
  const box = element("div", "code-box");
  const head = element("div", "code-head");
  const name = element("span", "code-language");
  name.textContent = language ?? "text";
  const copy = element("button", "code-copy");
  copy.setAttribute("type", "button");
  copy.setAttribute("aria-label", "Copy code");
  copy.textContent = "Copy";
  head.append(name, copy);
  pre.replaceWith(box);
  scrollable(pre, language === undefined ? "Code" : `Code, ${language}`);
  box.append(head, pre);
}

function element(tag: string, className: string): HTMLElement {
  const made = document.createElement(tag);
  made.className = className;
  return made;
}

/** Whatever scrolls can be reached by keyboard. */
function scrollable(box: Element, label: string): void {
  box.setAttribute("tabindex", "0");
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", label);
}

/** Copies code when its button is pressed: for the element that all frames are in. */
export async function copyFramedCode(event: Event): Promise<void> {
  const button = event.target instanceof Element ? event.target.closest(".code-copy") : null;
  const code = button?.closest(".code-box")?.querySelector("code");
  if (!button || !code) return;
  const isDone = await copyText(code.textContent);
  button.textContent = isDone ? "Copied" : "Not allowed";
  setTimeout(() => button.textContent = "Copy", 1500);
}
