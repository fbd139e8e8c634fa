/**
 * The calls that docs/PROTOCOL.md shows, as they are really sent: to a gateway without a socket, whose agent
 * says what it is told and whose time is moved by hand.
 *
 * @module
 */
import type { Question } from "../../src/agent/question.ts";
import type { ScriptedProvider } from "../../tests/support/scripted_agent.ts";

/** What a scenario is played on. */
export interface Scene {
  readonly provider: ScriptedProvider;
  /** Calls a method, lets time pass, and gives the result; the first success of each method is shown. */
  call(method: string, params?: Record<string, unknown>): Promise<Record<string, unknown>>;
  /** Lets time pass, in milliseconds. */
  pass(ms?: number): Promise<void>;
  /** Has the frames from here on shown as those of a turn, until {@linkcode Scene.shown}. */
  show(): void;
  /** See {@linkcode Scene.show}. */
  shown(): void;
}

/** Plays everything. */
export async function playScenario(scene: Scene): Promise<void> {
  const session = await openingCalls(scene);
  await firstTurn(scene, session);
  await questions(scene, session);
  await facts(scene, session);
  await commands(scene, session);
  await settings(scene, session);
  await later(scene, session);
  await ending(scene, session);
}

async function openingCalls({ call, pass }: Scene): Promise<string> {
  await call("setup.status");
  await call("session.most_recent");
  await call("rpc.discover");
  await call("gateway.ping");
  const opened = await call("session.create", { cols: 100, title: "Tides", source: "example" });
  await pass(50);
  return String(opened.session_id);
}

async function firstTurn({ provider, call, pass, show, shown }: Scene, id: string): Promise<void> {
  show();
  const client_message_id = "m-1";
  await call("prompt.submit", { session_id: id, text: "When is high tide?", client_message_id });
  const { turn } = provider;
  turn.push({ type: "reasoning", text: "There is a file with the times." });
  await pass(60);
  turn.push({
    type: "tool_start",
    id: "t1",
    name: "read",
    args: { path: "tides.txt" },
    context: "tides.txt",
  });
  turn.push({
    type: "tool_complete",
    id: "t1",
    name: "read",
    args: { path: "tides.txt" },
    result: "11:40 high",
    durationSeconds: 0.02,
  });
  await pass(60);
  turn.text("High tide is ");
  await pass(60);
  turn.text("at 11:40.");
  turn.end();
  await pass(60);
  shown();
}

interface Pending {
  type: string;
  payload: { request_id: string };
}

/** What is asked, and the method and the params that answer it. */
const asked: readonly [Question, string, Record<string, string>][] = [
  [
    { kind: "clarify", question: "Which folder?", choices: ["build", "dist"] },
    "clarify.respond",
    { answer: "build" },
  ],
  [{ kind: "sudo" }, "sudo.respond", { password: "correct horse" }],
  [
    { kind: "secret", prompt: "The key of the harbour?", envVar: "HARBOUR_KEY" },
    "secret.respond",
    { value: "battery staple" },
  ],
  [{ kind: "terminal_read", start: 0, count: 2 }, "terminal.read.respond", {
    text: "$ ls\ntides.txt",
  }],
  [
    { kind: "approval", command: "rm -r build", description: "removes a folder" },
    "approval.respond",
    { choice: "once" },
  ],
];

async function questions({ provider, call, pass }: Scene, id: string): Promise<void> {
  await call("prompt.submit", { session_id: id, text: "Tidy up." });
  const { turn } = provider;
  for (const [question, method, reply] of asked) {
    const answer = turn.input.ask(question);
    await pass(60);
    const { pending } = await call("session.activate", { session_id: id });
    const [open] = pending as Pending[];
    const { request_id } = open?.payload ?? {};
    const which = method === "approval.respond" ? { session_id: id } : {};
    await call(method, { ...which, request_id, ...reply });
    await answer;
  }
  await call("session.steer", { session_id: id, text: "Only the build folder." });
  turn.text("Done.");
  turn.end();
  await pass(60);
}

async function facts({ call }: Scene, id: string): Promise<void> {
  await call("session.list", { limit: 20 });
  await call("session.active_list", { current_session_id: id });
  await call("session.history", { session_id: id });
  await call("session.title", { session_id: id, title: "Tides at Husum" });
  await call("session.usage", { session_id: id });
  await call("session.status", { session_id: id });
  await call("session.viewers", { session_id: id });
  await call("session.events.since", { session_id: id, last_seen: 0, limit: 2 });
  await call("session.most_recent");
  await call("terminal.resize", { session_id: id, cols: 132 });
}

async function commands({ call }: Scene, id: string): Promise<void> {
  await call("commands.catalog", { session_id: id });
  await call("command.resolve", { name: "q" });
  await call("command.dispatch", { session_id: id, name: "title", arg: "High water" });
  await call("slash.exec", { session_id: id, command: "/usage" });
  await call("skills.reload");
  await call("skills.manage", { action: "list" });
  await call("complete.slash", { session_id: id, text: "/ti" });
  await call("cli.exec", { argv: ["setup"] });
  await call("process.list", { session_id: id });
  await call("process.stop", { session_id: id });
}

async function settings({ call }: Scene, id: string): Promise<void> {
  await call("config.get", { key: "busy" });
  await call("config.set", { key: "busy", value: "queue" });
  await call("config.set", { key: "model", value: "model-b", session_id: id });
  await call("model.options", { session_id: id });
  await call("tools.list", { session_id: id });
  await call("tools.show", { session_id: id });
  await call("toolsets.list", { session_id: id });
  await call("reload.mcp", { confirm: true });
  await call("approvals.list");
  await call("approvals.revoke", { agent: "scripted", pattern: "rm -r" });
}

async function later({ call, pass, provider }: Scene, id: string): Promise<void> {
  await call("prompt.background", { session_id: id, text: "Count the files." });
  await pass(60);
  provider.turn.text("There are 12.");
  provider.turn.end();
  await pass(60);
  await call("session.branch", { session_id: id, name: "Another way" });
  await call("session.undo", { session_id: id });
  await call("session.interrupt", { session_id: id });
}

async function ending({ call }: Scene, id: string): Promise<void> {
  const { session_id: other, stored_session_id } = await call("session.create", { title: "Kept" });
  await call("session.detach", { session_id: id });
  await call("session.resume", { session_id: "High water", lazy: true });
  await call("session.close", { session_id: id });
  await call("session.close", { session_id: other });
  await call("session.delete", { session_id: stored_session_id });
}
