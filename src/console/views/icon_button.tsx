/**
 * @module
 */
import type { ButtonHTMLAttributes, ComponentChildren } from "preact";

/** A button that is only a picture: `label` says what it does. */
export function IconButton(
  { label, children, class: className = "", ...rest }:
    & { label: string; children: ComponentChildren; class?: string }
    & Omit<ButtonHTMLAttributes<HTMLButtonElement>, "label" | "children" | "class">,
) {
  return (
    <button type="button" class={`icon ${className}`} aria-label={label} title={label} {...rest}>
      {children}
    </button>
  );
}
