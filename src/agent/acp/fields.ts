/**
 * Reads what an agent sent member by member. Agents are other people's programs, of any version: one
 * member that is wrong must not cost the rest of a message.
 *
 * @module
 */
import { isRecord } from "../../lib/is_record.ts";

/** The member as a text, or `undefined` if it is none. */
export function text(of: unknown, member: string): string | undefined {
  const value = isRecord(of) ? of[member] : undefined;
  return typeof value === "string" ? value : undefined;
}

/** The member as a number, or `undefined` if it is none, or not finite. */
export function number(of: unknown, member: string): number | undefined {
  const value = isRecord(of) ? of[member] : undefined;
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

/** The member as an object; empty if it is none. */
export function record(of: unknown, member: string): Record<string, unknown> {
  const value = isRecord(of) ? of[member] : undefined;
  return isRecord(value) ? value : {};
}

/** The objects in the list that the member is; `undefined` if it is no list. */
export function records(of: unknown, member: string): Record<string, unknown>[] | undefined {
  const value = isRecord(of) ? of[member] : undefined;
  return Array.isArray(value) ? value.filter(isRecord) : undefined;
}

/** Whether an agent said it can do something: `true`, or an object that may hold more about it. */
export function can(of: unknown, member: string): boolean {
  const value = isRecord(of) ? of[member] : undefined;
  return value === true || isRecord(value);
}
