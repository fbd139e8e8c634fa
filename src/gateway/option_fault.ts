/**
 * How a gateway says which of its options is wrong: the option, what it is, what it should be.
 *
 * @module
 */

/**
 * The error for an option.
 *
 * @param mark what stands between the name and the text
 */
export function fault(name: string, why: string, mark = ""): TypeError {
  return new TypeError(`Cannot create a gateway: option "${name}"${mark} ${why}`);
}

/** A value in a message: as it is where it is short and plain, else its kind. */
export function shown(value: unknown): string {
  if (typeof value === "string") return value.length > 40 ? "a long text" : JSON.stringify(value);
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "function") return "a function";
  if (typeof value === "object" && value !== null) {
    return Array.isArray(value) ? "a list" : "an object";
  }
  return String(value);
}

/**
 * Looks whether an option has the methods of its port.
 *
 * @throws {TypeError}
 */
export function checkPort(
  name: string,
  port: unknown,
  methods: readonly string[],
  remedy: string,
): void {
  const missing = methods.find((method) =>
    typeof (port as Record<string, unknown> | null)?.[method] !== "function"
  );
  if (missing !== undefined) throw fault(name, `has no method "${missing}"; ${remedy}`);
}

/** Whether it is an object with members, and no list. */
export function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether it can be called. */
export function isFunction(value: unknown): boolean {
  return typeof value === "function";
}
