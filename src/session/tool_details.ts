/**
 * What belongs to a tool beside its name and its result.
 *
 * @module
 */
import type { Todo, ToolLocation } from "../agent/agent_parts.ts";
import { isRecord } from "../lib/is_record.ts";
import type { Emit } from "../protocol/event_kind.ts";
import { events } from "../protocol/events.ts";

/** Under which id a plan is told as a tool; see {@linkcode tellTodos}. */
export const planToolId = "todo";

/** The places a tool works at, as a member of its events; none where an agent names none that can be said. */
export function placesOf(locations: unknown): { locations?: ToolLocation[] } {
  if (!Array.isArray(locations)) return {};
  const places = locations.flatMap((place: unknown) => {
    if (!isRecord(place) || typeof place.path !== "string") return [];
    const { path, line } = place;
    return [{ path, ...(Number.isSafeInteger(line) ? { line: line as number } : {}) }];
  });
  return places.length === 0 ? {} : { locations: places };
}

/**
 * Tells the plan: in an event of its own, and as a tool that has just run, which is where clients of
 * tui_gateway look for it.
 */
export function tellTodos(emit: Emit, given: readonly Todo[]): void {
  const todos = given.map(({ content, status, priority }, i) => ({
    // Plans are told whole, so a step's place is all the name it needs.
    id: String(i + 1),
    content,
    status,
    ...(isPriority(priority) ? { priority } : {}),
  }));
  const tool = { tool_id: planToolId, name: "todo" };
  emit(events.todoUpdated, { todos });
  emit(events.toolStart, { ...tool, context: "" });
  emit(events.toolComplete, { ...tool, args: {}, result: { todos }, todos });
}

function isPriority(value: unknown): value is "low" | "medium" | "high" {
  return value === "low" || value === "medium" || value === "high";
}
