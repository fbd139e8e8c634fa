/**
 * The second wall: whatever HTML comes out of markdown, only these tags and attributes reach the page.
 *
 * @module
 */
import DOMPurify from "dompurify";
import { isImageData, safeAddress } from "./addresses.ts";

const CONFIG = {
  ALLOWED_TAGS: [
    ..."p br hr h1 h2 h3 h4 h5 h6 blockquote ul ol li dl dt dd pre code span div a img input".split(
      " ",
    ),
    ..."table thead tbody tr th td b i em strong u s del ins mark small sub sup kbd q".split(" "),
    ..."details summary #text".split(" "),
  ],
  // No id and no name: they would shadow what a script finds on document. No style: see the CSP.
  ALLOWED_ATTR: [
    ..."href title src alt class start align type checked disabled aria-label".split(" "),
  ],
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  ALLOW_UNKNOWN_PROTOCOLS: false,
  // Left to `isKept`, which knows which attribute it looks at.
  ALLOWED_URI_REGEXP: /^(?:https?:|mailto:|data:image\/)/i,
  // Others than those in CHECKS are no addresses, and are not read as such.
  ADD_URI_SAFE_ATTR: ["align", "start", "type", "checked", "disabled"],
  RETURN_DOM_FRAGMENT: true as const,
};

/** What an attribute must look like to stay; those that are not here say nothing dangerous. */
const CHECKS: Readonly<Record<string, (value: string, tag: string) => boolean>> = {
  href: (value, tag) => tag === "A" && safeAddress(value) !== undefined,
  src: (value, tag) => tag === "IMG" && isImageData(value),
  // Our own style sheet must not be lent to what an agent writes.
  class: (value, tag) => tag === "CODE" && /^language-[\w+#.-]{1,30}$/.test(value),
  type: (value, tag) => tag === "INPUT" && value === "checkbox",
  start: (value) => /^\d{1,9}$/.test(value),
};

let purifier: typeof DOMPurify | undefined;

function makePurifier(): typeof DOMPurify {
  const made = DOMPurify(globalThis.window);
  made.addHook("uponSanitizeAttribute", (node, data) => {
    const check = CHECKS[data.attrName];
    if (check && !check(data.attrValue, node.nodeName)) data.keepAttr = false;
  });
  made.addHook("afterSanitizeAttributes", (node) => {
    if (node.nodeName === "A" && node.hasAttribute("href")) {
      node.setAttribute("target", "_blank");
      node.setAttribute("rel", "noopener noreferrer");
    }
    if (node.nodeName === "IMG" && !node.hasAttribute("src")) node.remove();
    if (node.nodeName !== "INPUT") return;
    if (node.getAttribute("type") !== "checkbox") node.remove();
    node.setAttribute("disabled", "");
  });
  return made;
}

/** Nodes for the page, made of HTML that nobody vouches for. Nothing in them runs or loads. */
export function sanitize(html: string): DocumentFragment {
  purifier ??= makePurifier();
  return purifier.sanitize(html, CONFIG);
}
