/**
 * Light, dark, or as the machine is.
 *
 * @module
 */
import { signal } from "@preact/signals";
import { Monitor, Moon, Sun } from "lucide-preact";
import { IconButton } from "./icon_button.tsx";

const THEMES = ["auto", "light", "dark"] as const;
type Theme = typeof THEMES[number];

const KEY = "tidegate.theme";
const theme = signal<Theme>("auto");
const icons = { auto: Monitor, light: Sun, dark: Moon };
const names = { auto: "as the system", light: "light", dark: "dark" };

/** Puts on what was chosen before. */
export function restoreTheme(): void {
  try {
    wear(THEMES.find((each) => each === localStorage.getItem(KEY)) ?? "auto");
  } catch {
    // This browser keeps nothing for pages: then it is as the machine is.
  }
}

/** See the module. */
export function ThemeSwitch() {
  const Icon = icons[theme.value];
  const next = THEMES[(THEMES.indexOf(theme.value) + 1) % THEMES.length] ?? "auto";
  return (
    <IconButton label={`Theme: ${names[theme.value]}`} onClick={() => choose(next)}>
      <Icon size={16} aria-hidden="true" />
    </IconButton>
  );
}

function choose(next: Theme): void {
  wear(next);
  try {
    localStorage.setItem(KEY, next);
  } catch {
    // It holds until the page is loaded again.
  }
}

function wear(next: Theme): void {
  theme.value = next;
  document.documentElement.dataset.theme = next;
}
