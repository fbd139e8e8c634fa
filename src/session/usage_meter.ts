/**
 * @module
 */
import type { Usage } from "../agent/agent.ts";
import type { UsageShape } from "../protocol/shapes.ts";

/** Adds up the tokens of a session. */
export class UsageMeter {
  #calls = 0;
  #input = 0;
  #output = 0;
  #reasoning: number | undefined;
  #total = 0;
  #contextUsed: number | undefined;
  #contextMax: number | undefined;
  #compressions = 0;

  /** Adds what was spent. Agents may be plain JavaScript: what is no number counts for nothing. */
  add(usage: Usage): void {
    const reasoning = finite(usage.reasoning);
    this.#calls += finite(usage.calls) ?? 1;
    this.#input += finite(usage.input) ?? 0;
    this.#output += finite(usage.output) ?? 0;
    this.#total += finite(usage.total) ?? 0;
    if (reasoning !== undefined) this.#reasoning = (this.#reasoning ?? 0) + reasoning;
    this.#contextUsed = finite(usage.contextUsed) ?? this.#contextUsed;
    this.#contextMax = finite(usage.contextMax) ?? this.#contextMax;
  }

  /** Adds what was spent beside the conversation: it says nothing of how full the context is. */
  addAside(usage: Usage): void {
    this.add({ ...usage, contextUsed: undefined });
  }

  /** The conversation has become shorter: how full the context is, the next turn will tell. */
  compressed(): void {
    this.#compressions++;
    this.#contextUsed = undefined;
  }

  /** All of it, as agents count. */
  sum(): Usage {
    return {
      input: this.#input,
      output: this.#output,
      total: this.#total,
      calls: this.#calls,
      ...(this.#reasoning === undefined ? {} : { reasoning: this.#reasoning }),
      ...(this.#contextUsed === undefined ? {} : { contextUsed: this.#contextUsed }),
      ...(this.#contextMax === undefined ? {} : { contextMax: this.#contextMax }),
    };
  }

  /** The usage object of the protocol. The context numbers are there only when both are known. */
  snapshot(model: string): UsageShape {
    const shape: UsageShape = {
      model,
      calls: this.#calls,
      input: this.#input,
      output: this.#output,
      prompt: this.#input,
      completion: this.#output,
      total: this.#total,
      compressions: this.#compressions,
    };
    if (this.#reasoning !== undefined) shape.reasoning = this.#reasoning;
    if (this.#contextUsed === undefined || !this.#contextMax) return shape;
    return {
      ...shape,
      context_used: this.#contextUsed,
      context_max: this.#contextMax,
      context_percent: Math.round(100 * this.#contextUsed / this.#contextMax),
    };
  }
}

function finite(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}
