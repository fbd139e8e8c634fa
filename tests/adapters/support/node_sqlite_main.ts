/** Opens a state file, and says how that went and which warnings came of it. */
import process from "node:process";
import { openSqliteStore } from "../../../src/adapters/sqlite_file.ts";
import { silentLogger } from "../../../src/lib/logger.ts";

const [path = ""] = process.argv.slice(2);
const warnings: string[] = [];
process.removeAllListeners("warning");
process.on("warning", ({ message }) => warnings.push(message));

const outcome = openSqliteStore(path, { logger: silentLogger });
if (outcome.kind === "open") outcome.store.close();
process.emitWarning("a warning of somebody else's");
setTimeout(() => {
  const { kind, reason = "" } = { reason: undefined, ...outcome };
  process.stdout.write(`${JSON.stringify({ kind, reason, warnings })}\n`);
}, 1);
