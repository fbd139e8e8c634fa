/** @module */
import {
  FilePen,
  FileText,
  Globe,
  Image,
  ListTodo,
  type LucideIcon,
  Search,
  Terminal,
  Wrench,
} from "lucide-preact";

/** What tools are called, everywhere a little differently. The first that fits. */
const ICONS: readonly (readonly [RegExp, LucideIcon])[] = [
  [/todo|plan|task/i, ListTodo],
  [/terminal|bash|shell|exec|command|process|run/i, Terminal],
  [/web|http|browser?|url|fetch|navigate/i, Globe],
  [/search|grep|find|glob|lookup/i, Search],
  [/write|edit|patch|diff|replace|create|delete|move/i, FilePen],
  [/image|photo|picture|screenshot|vision/i, Image],
  [/read|file|open|view|list|cat\b/i, FileText],
];

/** A picture for a tool, by what its name says. */
export function toolIcon(name: string): LucideIcon {
  return ICONS.find(([pattern]) => pattern.test(name))?.[1] ?? Wrench;
}
