/**
 * An agent that speaks the Agent Client Protocol, and does what a script says: a program of its own, run
 * with the script as its argument. It speaks the protocol by hand, so that it can also break it.
 */
import process from "node:process";
import type { Script, Step } from "./script.ts";

interface Message {
  id?: unknown;
  method?: string;
  params?: Record<string, unknown>;
  result?: unknown;
  error?: unknown;
}

const script = JSON.parse(process.argv[2] ?? "{}") as Script;
const got = new Map<string, unknown>();
const heard: string[] = [];
const answers = new Map<unknown, (message: Message) => void>();
let answered: unknown;
let terminal = "";
const failed = new Set<Step>();
let sessionId = "";
let prompts = 0;
let asked = 0;
let onCancel: () => void = () => {};
let cancelled: Promise<void> = Promise.resolve();

/** Resolves when the pipe has taken it: a flood waits for its reader. */
function write(data: string | Uint8Array): Promise<void> {
  return new Promise((resolve) => process.stdout.write(data, () => resolve()));
}

function send(message: Record<string, unknown>): Promise<void> {
  return write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
}

function update(what: Record<string, unknown>): Promise<void> {
  return send({ method: "session/update", params: { sessionId, update: what } });
}

function say(text: string): Promise<void> {
  return update({ sessionUpdate: "agent_message_chunk", content: { type: "text", text } });
}

function ask(method: string, params: Record<string, unknown>): Promise<Message> {
  const id = `q${++asked}`;
  return new Promise((resolve) => {
    answers.set(id, resolve);
    send({ id, method, params: { sessionId, ...params } });
  });
}

function never(): Promise<never> {
  return new Promise(() => {});
}

async function flood(count: number): Promise<void> {
  const content = { type: "text", text: "x" };
  const params = { sessionId, update: { sessionUpdate: "agent_message_chunk", content } };
  const line = `${JSON.stringify({ jsonrpc: "2.0", method: "session/update", params })}\n`;
  const lines = line.repeat(1_000);
  for (let sent = 0; sent < count; sent += 1_000) await write(lines);
}

async function longLine(bytes: number): Promise<void> {
  const piece = "x".repeat(65_536);
  for (let sent = 0; sent < bytes; sent += piece.length) await write(piece);
  await write("\n");
}

/** Does one step. What it returns, if anything, is the answer to the request. */
async function run(written: Step): Promise<Record<string, unknown> | undefined> {
  const { terminalId = "" } = (answered ?? {}) as { terminalId?: string };
  terminal = terminalId || terminal;
  const notation = JSON.stringify(written);
  const step = notation.includes("$terminalId")
    ? JSON.parse(notation.replaceAll("$terminalId", terminal)) as Step
    : written;
  if ("update" in step) await update(step.update);
  else if ("flood" in step) await flood(step.flood);
  else if ("think" in step) await new Promise((resolve) => setTimeout(resolve, step.think));
  else if ("line" in step) await write(`${step.line}\n`);
  else if ("longLine" in step) await longLine(step.longLine);
  else if ("binary" in step) await write(Uint8Array.from({ length: step.binary }, (_, i) => i * 7));
  else if ("stderr" in step) process.stderr.write(`${step.stderr}\n`);
  else if ("ask" in step) {
    const { result, error } = await ask(step.ask, step.params);
    answered = error === undefined ? result : { error };
    await say(JSON.stringify(answered));
  } else if ("askMany" in step) {
    for (let i = 0; i < step.askMany; i++) ask(step.method, step.params);
  } else if ("recall" in step) await say(JSON.stringify(answered));
  else if ("longText" in step) await say("x".repeat(step.longText));
  else if ("got" in step) await say(JSON.stringify(got.get(step.got)));
  else if ("heard" in step) await say(JSON.stringify(heard));
  else if ("env" in step) await say(process.env[step.env] ?? "(unset)");
  else if ("awaitCancel" in step) await cancelled;
  else if ("fail" in step) return { error: step.fail };
  else if ("failOnce" in step) {
    if (failed.has(step)) return undefined;
    failed.add(step);
    return { error: step.failOnce };
  } else if ("answer" in step) return { result: step.answer };
  else if ("hang" in step) await never();
  else if ("exit" in step) process.exit(step.exit);
  else if ("kill" in step) {
    process.kill(process.pid, step.kill);
    await never();
  }
  return undefined;
}

async function answer(
  message: Message,
  steps: Step[] | undefined,
  usual: () => Record<string, unknown>,
): Promise<void> {
  for (const step of steps ?? []) {
    const outcome = await run(step);
    if (outcome === undefined) continue;
    const own = (outcome.result as { sessionId?: string } | undefined)?.sessionId;
    if (own !== undefined) sessionId = own;
    return await send({ id: message.id, ...outcome });
  }
  await send({ id: message.id, result: usual() });
}

async function take(message: Message): Promise<void> {
  const { method, params = {} } = message;
  if (method === undefined) return answers.get(message.id)?.(message);
  heard.push(method);
  got.set(method, params);
  switch (method) {
    case "initialize":
      return await answer(message, script.initialize, () => ({ protocolVersion: 1 }));
    case "authenticate":
      return await answer(message, script.authenticate, () => ({}));
    case "session/new":
      sessionId = `session-of-${process.pid}`;
      return await answer(message, script.new, () => ({ sessionId }));
    case "session/load":
      sessionId = String(params.sessionId);
      return await answer(message, script.load, () => ({}));
    case "session/resume":
      sessionId = String(params.sessionId);
      return await answer(message, script.resume, () => ({}));
    case "session/set_mode":
      return await answer(message, script.setMode, () => ({}));
    case "session/set_model":
      return await answer(message, script.setModel, () => ({}));
    case "session/set_config_option":
      return await answer(message, script.setConfigOption, () => ({ configOptions: [] }));
    case "session/prompt": {
      let over = "end_turn";
      cancelled = new Promise((resolve) =>
        onCancel = () => {
          over = "cancelled";
          resolve();
        }
      );
      const steps = script.prompts?.[Math.min(prompts++, script.prompts.length - 1)];
      return await answer(message, steps, () => ({ stopReason: over }));
    }
    case "session/cancel":
      return onCancel();
  }
}

for (const step of script.start ?? []) await run(step);
let rest = "";
process.stdin.setEncoding("utf8");
process.stdin.on("data", (chunk: string) => {
  const lines = (rest + chunk).split("\n");
  rest = lines.pop() ?? "";
  for (const line of lines) take(JSON.parse(line) as Message);
});
process.stdin.on("end", () => process.exit(0));
