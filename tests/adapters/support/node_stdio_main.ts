/** Ends with 7 when neither a pipe nobody reads nor a read of stdin has held it up. */
import process from "node:process";
import { readableOf, writerOf } from "../../../src/adapters/node_stdio.ts";

// More than any pipe holds.
const MANY = 8 << 20;

let written = false;
writerOf(1)(new Uint8Array(MANY)).then(() => written = true);
readableOf(process.stdin).getReader().read().then(() => process.exit(1));
setTimeout(() => process.exit(written ? 2 : 7), 1);
