/** A shelf over real servers, with a time that stands still until it is moved. */
import assert from "node:assert/strict";
import type { McpServer } from "../../../../src/agent/mcp_server.ts";
import { mcpShelf, type McpShelfOptions } from "../../../../src/agent/mcp/mcp_shelf.ts";
import type { ToolAnswer, ToolShelf, ToolSource } from "../../../../src/agent/tool_shelf.ts";
import { LogBook } from "../../../support/log_book.ts";
import { ManualClock } from "../../support/manual_clock.ts";
import { Children } from "./spawn_child.ts";

export class ShelfBench implements AsyncDisposable {
  readonly clock = new ManualClock();
  readonly log = new LogBook();
  readonly children = new Children();
  readonly shelf: ToolShelf;

  constructor(servers: readonly McpServer[], options: Partial<McpShelfOptions> = {}) {
    const { clock, log: logger, children: { spawn } } = this;
    this.shelf = mcpShelf({ servers, ...options }, { clock, logger, spawn });
  }

  /** Waits until a source is as is wanted. */
  async until(name: string, wanted: (source: ToolSource) => boolean): Promise<ToolSource> {
    for (;;) {
      const source = this.source(name);
      if (wanted(source)) return source;
      await new Promise<void>((resolve) => {
        const unwatch = this.shelf.watch(() => {
          unwatch();
          resolve();
        });
      });
    }
  }

  source(name: string): ToolSource {
    const source = this.shelf.states().find((each) => each.name === name);
    assert.ok(source, `there is no source "${name}"`);
    return source;
  }

  names(): string[] {
    return this.shelf.list().map(({ name }) => name);
  }

  call(
    name: string,
    args: Record<string, unknown> = {},
    signal: AbortSignal = new AbortController().signal,
  ): Promise<ToolAnswer> {
    return this.shelf.call(name, args, { signal });
  }

  /** Moves time until nothing waits for it any more. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.shelf.close();
    assert.deepEqual([...this.children.running], [], "processes are left");
    assert.equal(this.clock.pending, 0, "timers are left");
    assert.doesNotMatch(JSON.stringify(this.log.entries), /test-secret-value/);
  }
}
