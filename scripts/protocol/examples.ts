/**
 * Frames as examples: shortened to what a reader looks at.
 *
 * @module
 */

/** Members of which one look is enough: they are written down once, as shapes. */
const SHAPES: Readonly<Record<string, string>> = {
  info: "a SessionInfo",
  skin: "a Skin",
  components: "schemas by name",
  usage: "a Usage",
};
const SHOWN_ITEMS = 2;
const SHOWN_MEMBERS = 16;
const WIDTH = 96;

/** A value as JSON, in a block. */
export function jsonBlock(value: unknown): string {
  return ["```json", json(shortened(value)), "```"].join("\n");
}

/** A value as JSON in one line, with blanks. */
export function inlineJson(value: unknown): string {
  return spaced(shortened(value));
}

/** A frame in one line, for a list of them. */
export function frameLine(frame: unknown): string {
  return JSON.stringify(shortened(frame));
}

/** The value with long lists cut, and shapes that have a section of their own told by their name. */
export function shortened(value: unknown, depth = 0): unknown {
  if (Array.isArray(value)) {
    const shown = value.slice(0, SHOWN_ITEMS).map((each) => shortened(each, depth + 1));
    return value.length > SHOWN_ITEMS ? [...shown, "…"] : shown;
  }
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => {
    const isInfo = key === "payload" && "type" in value && value.type === "session.info";
    const shape = typeof inner === "object" && inner !== null
      ? SHAPES[isInfo ? "info" : key]
      : undefined;
    return [key, shape === undefined ? shortened(inner, depth + 1) : { "…": shape }];
  });
  const shown = entries.slice(0, SHOWN_MEMBERS);
  return Object.fromEntries(entries.length > shown.length ? [...shown, ["…", "…"]] : shown);
}

/** JSON that breaks its lines only where they are too long. */
export function json(value: unknown, indent = ""): string {
  const flat = spaced(value);
  if (indent.length + flat.length <= WIDTH) return flat;
  if (typeof value !== "object" || value === null) return flat;
  const inner = `${indent}  `;
  const [open, close] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
  const parts = Array.isArray(value)
    ? value.map((each) => json(each, inner))
    : Object.entries(value).map(([key, each]) => `${JSON.stringify(key)}: ${json(each, inner)}`);
  return [open, parts.map((part) => `${inner}${part}`).join(",\n"), `${indent}${close}`].join("\n");
}

function spaced(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spaced).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const parts = Object.entries(value).map(([key, each]) =>
    `${JSON.stringify(key)}: ${spaced(each)}`
  );
  return parts.length === 0 ? "{}" : `{ ${parts.join(", ")} }`;
}
