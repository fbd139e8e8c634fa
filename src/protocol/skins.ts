/**
 * How clients may dress: colours by the names that the terminal UI gives its parts.
 *
 * @module
 */
import type { Skin } from "./shapes.ts";

/** The skin of a fresh gateway. Empty members leave the choice to the client. */
export const defaultSkin: Skin = {
  name: "default",
  colors: {},
  branding: { agent_name: "Tidegate" },
  banner_logo: "",
  banner_hero: "",
  tool_prefix: "",
  help_header: "",
};

/** What the colours of a skin are made of, as `#rrggbb`. */
interface Palette {
  accent: string;
  title: string;
  border: string;
  text: string;
  dim: string;
  ok: string;
  warn: string;
  error: string;
  /** Behind the status bar and menus. */
  ground: string;
  /** Behind what is chosen. */
  chosen: string;
}

function dress(
  name: string,
  palette: Palette,
  words: { prompt: string; toolPrefix: string; welcome: string },
): Skin {
  const { accent, title, border, text, dim, ok, warn, error, ground, chosen } = palette;
  return {
    ...defaultSkin,
    name,
    colors: {
      banner_border: border,
      banner_title: title,
      banner_accent: accent,
      banner_dim: dim,
      banner_text: text,
      ui_accent: accent,
      ui_label: title,
      ui_ok: ok,
      ui_error: error,
      ui_warn: warn,
      prompt: text,
      input_rule: border,
      response_border: accent,
      session_label: title,
      session_border: dim,
      status_bar_bg: ground,
      status_bar_text: text,
      status_bar_strong: accent,
      status_bar_dim: dim,
      status_bar_good: ok,
      status_bar_warn: warn,
      status_bar_bad: error,
      selection_bg: chosen,
      completion_menu_bg: ground,
      completion_menu_current_bg: chosen,
    },
    branding: {
      ...defaultSkin.branding,
      prompt_symbol: words.prompt,
      welcome: words.welcome,
      goodbye: "Until the next tide.",
    },
    tool_prefix: words.toolPrefix,
    help_header: "Commands",
  };
}

/** Every skin there is, the default first. */
export const skins: readonly Skin[] = [
  defaultSkin,
  dress("tide", {
    accent: "#4fb3d9",
    title: "#8fd3e8",
    border: "#2f7f9e",
    text: "#e3f1f5",
    dim: "#7c9aa5",
    ok: "#66c28c",
    warn: "#e0b252",
    error: "#e8716d",
    ground: "#12232b",
    chosen: "#23495a",
  }, { prompt: "≋", toolPrefix: "│", welcome: "The gate is open. Type a message, or /help." }),
  dress("ember", {
    accent: "#f08a4b",
    title: "#ffbe7d",
    border: "#a8562c",
    text: "#f8ebe0",
    dim: "#a78f80",
    ok: "#8cbf6a",
    warn: "#f2c14e",
    error: "#ef6461",
    ground: "#2a1a14",
    chosen: "#573425",
  }, { prompt: "❯", toolPrefix: "┊", welcome: "The fire is lit. Type a message, or /help." }),
  dress("moss", {
    accent: "#7fb069",
    title: "#b5d99c",
    border: "#4f7942",
    text: "#ecf2e6",
    dim: "#8d9c84",
    ok: "#7fb069",
    warn: "#d9b44a",
    error: "#dd6e5f",
    ground: "#182017",
    chosen: "#36492f",
  }, { prompt: "›", toolPrefix: "┆", welcome: "Type a message, or /help." }),
  dress("mono", {
    accent: "#ffffff",
    title: "#ffffff",
    border: "#8a8a8a",
    text: "#e4e4e4",
    dim: "#8a8a8a",
    ok: "#e4e4e4",
    warn: "#d0d0d0",
    error: "#ffffff",
    ground: "#1c1c1c",
    chosen: "#444444",
  }, { prompt: ">", toolPrefix: "|", welcome: "Type a message, or /help." }),
  // For light terminals: everything else here is for dark ones.
  dress("paper", {
    accent: "#0b5cad",
    title: "#123a66",
    border: "#6b7f94",
    text: "#1c2530",
    dim: "#5b6772",
    ok: "#1e7a3c",
    warn: "#8a5a00",
    error: "#b3261e",
    ground: "#e9edf1",
    chosen: "#c5d9ee",
  }, { prompt: "❯", toolPrefix: "│", welcome: "Type a message, or /help." }),
];

/** The skin of a name; the default where there is none of it. */
export function skinNamed(name: string): Skin {
  return skins.find((skin) => skin.name === name) ?? defaultSkin;
}
