/** A shelf whose tools do what a test tells them. */
import type {
  ShelfTool,
  ToolAnswer,
  ToolCallOptions,
  ToolChange,
  ToolChangeReport,
  ToolShelf,
  ToolSource,
} from "../../../src/agent/tool_shelf.ts";

/** One call, to be answered. */
export interface ShelfCall {
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly options: ToolCallOptions;
  answer(text: string, more?: { failed: boolean }): void;
  crash(error: unknown): void;
}

/** A tool of the toolset `box`. */
export function shelfTool(ownName: string, more: Partial<ShelfTool> = {}): ShelfTool {
  return {
    name: `box__${ownName}`,
    toolset: "box",
    ownName,
    description: `the tool ${ownName}`,
    parameters: { type: "object", properties: {} },
    enabled: true,
    ...more,
  };
}

export class ScriptedShelf implements ToolShelf {
  tools: ShelfTool[];
  sources: ToolSource[] = [];
  edition = 0;
  starts = 0;
  closes = 0;
  reloads = 0;
  readonly changes: ToolChange[] = [];
  readonly calls: ShelfCall[] = [];
  /** Answers calls at once, where it is given. */
  onCall: ((call: ShelfCall) => void) | undefined;
  /** What `ready` waits for. */
  discovered: Promise<void> = Promise.resolve();
  readonly waits: number[] = [];
  onReload: () => Promise<void> = () => Promise.resolve();
  readonly #watchers = new Set<() => void>();

  constructor(...tools: ShelfTool[]) {
    this.tools = tools;
  }

  get watchers(): number {
    return this.#watchers.size;
  }

  /** Something has changed; `purpose`: because somebody wanted it. */
  changed({ purpose = true } = {}): void {
    if (purpose) this.edition++;
    for (const heard of [...this.#watchers]) heard();
  }

  start(): void {
    this.starts++;
  }

  ready(withinMs: number): Promise<void> {
    this.waits.push(withinMs);
    return this.discovered;
  }

  list(): readonly ShelfTool[] {
    return this.tools;
  }

  call(
    name: string,
    args: Readonly<Record<string, unknown>>,
    options: ToolCallOptions,
  ): Promise<ToolAnswer> {
    const { promise, resolve, reject } = Promise.withResolvers<ToolAnswer>();
    const answer = (text: string, { failed } = { failed: false }) => resolve({ text, failed });
    const call: ShelfCall = { name, args, options, answer, crash: reject };
    this.calls.push(call);
    this.onCall?.(call);
    return promise;
  }

  configure(change: ToolChange): Promise<ToolChangeReport> {
    this.changes.push(change);
    const toolsets = this.tools.map(({ toolset }) => toolset);
    const known = change.names.filter((name) => toolsets.includes(name));
    this.tools = this.tools.map((tool) =>
      known.includes(tool.toolset) ? { ...tool, enabled: change.action === "enable" } : tool
    );
    this.changed();
    const unknown = change.names.filter((name) => !known.includes(name));
    return Promise.resolve({ changed: known, unknown, missing: [] });
  }

  async reload(): Promise<void> {
    this.reloads++;
    await this.onReload();
    this.changed();
  }

  states(): readonly ToolSource[] {
    return this.sources;
  }

  watch(listener: () => void): () => void {
    this.#watchers.add(listener);
    return () => void this.#watchers.delete(listener);
  }

  close(): Promise<void> {
    this.closes++;
    return Promise.resolve();
  }
}
