/**
 * @module
 */
import process from "node:process";
import { readableOf, writerOf } from "../adapters/node_stdio.ts";
import type { Host } from "./host.ts";

const writeOutput = writerOf(1);

/** What the commands take from Node. */
export const nodeHost: Host = {
  about: `node ${process.versions.node}, ${process.arch}-${process.platform}`,
  writeOutput,
  writeErrors: writerOf(2),
  streams: () => ({ readable: readableOf(process.stdin), write: writeOutput }),
  async serve(options) {
    const { serve } = await import("../adapters/node.ts");
    return await serve(options);
  },
};
