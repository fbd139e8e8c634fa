/** What can happen in a schedule. */
import { AgentError } from "../../src/agent/agent.ts";
import type { TurnStory } from "./stories.ts";
import type { Seat, World } from "./world.ts";

/** Answers what it does, for the trace; `undefined` where there is nothing to do it to. */
type Action = (world: World) => string | undefined | Promise<string | undefined>;

function connected({ seats, random }: World): Seat | undefined {
  return random.pick(seats.filter(({ line }) => line !== undefined));
}

function away({ seats, random }: World): Seat | undefined {
  return random.pick(seats.filter(({ line }) => line === undefined));
}

const connect: Action = (world) => {
  const seat = away(world);
  if (seat === undefined) return;
  world.connect(seat);
  return `window ${seat.n} connects`;
};

function drop(how: "ends" | "half" | "broken"): Action {
  return (world) => {
    const seat = connected(world);
    if (seat === undefined) return;
    world.chronicle.count(`drops ${how}`);
    world.drop(seat, how);
    return `window ${seat.n} goes away: ${how}`;
  };
}

const notice: Action = (world) => {
  const lost = world.life.lines.filter(({ state }) => state === "half" || state === "broken");
  const line = world.random.pick(lost);
  if (line === undefined) return;
  line.end("ping timeout");
  return `the loss of line ${line.n} is noticed`;
};

const stall: Action = (world) => {
  const seat = connected(world);
  if (seat?.line?.state !== "reading") return;
  world.chronicle.count("stalls");
  seat.line.state = "stalled";
  return `window ${seat.n} stalls`;
};

const drain: Action = (world) => {
  const { seats, random, chronicle } = world;
  const seat = random.pick(seats.filter(({ line }) => line?.state === "stalled"));
  if (seat?.line === undefined) return;
  const { line } = seat;
  chronicle.count("drains");
  if (random.chance(0.4)) {
    line.drain(random.below(line.stuck + 1));
    return `window ${seat.n} reads some`;
  }
  line.drain();
  line.state = "reading";
  return `window ${seat.n} reads again`;
};

/** A window opens a session. */
export const create: Action = (world) => {
  const seat = connected(world);
  const { alive } = world.chronicle;
  if (seat === undefined || (alive.length > 0 && world.random.chance(alive.length / 4))) return;
  const closeOnDisconnect = world.random.chance(0.15);
  world.wish(seat, { want: "create", closeOnDisconnect });
  return `window ${seat.n} opens a session${closeOnDisconnect ? " for as long as it is here" : ""}`;
};

function watch(want: "resume" | "activate"): Action {
  return (world) => {
    const seat = connected(world);
    const key = world.anySession();
    if (seat === undefined || key === undefined) return;
    world.wish(seat, { want, key });
    return `window ${seat.n} watches s${key.n}: ${want}`;
  };
}

const since: Action = (world) => {
  const seat = connected(world);
  const key = world.anySession();
  if (seat === undefined || key === undefined) return;
  const back = world.random.below(12);
  world.wish(seat, { want: "since", key, back });
  return `window ${seat.n} asks for what it missed of s${key.n}, and ${back} before`;
};

/** A window has something to say. */
export const submit: Action = (world) => {
  const seat = connected(world);
  const key = world.anySession();
  if (seat === undefined || key === undefined) return;
  const { id, text, n } = world.chronicle.newPrompt(key, seat.model.repeats);
  world.wish(seat, { want: "submit", key, id, text });
  return `window ${seat.n} submits p${n} to s${key.n}`;
};

const repeat: Action = (world) => {
  const { random, chronicle } = world;
  const seat = connected(world);
  const sent = chronicle.prompts.filter(({ id, session }) => id !== "" && !session.lost);
  const prompt = random.chance(0.5) ? sent.at(-1) : random.pick(sent);
  if (!seat?.model.repeats || prompt === undefined) return;
  const { session: key, id, text, n } = prompt;
  chronicle.count("repeats");
  world.wish(seat, { want: "submit", key, id, text, again: true });
  return `window ${seat.n} submits p${n} to s${key.n} again`;
};

function command(want: "interrupt" | "close" | "detach"): Action {
  return (world) => {
    const seat = connected(world);
    const key = world.anySession();
    if (seat === undefined || key === undefined) return;
    world.wish(seat, { want, key });
    return `window ${seat.n}: ${want} s${key.n}`;
  };
}

/** Says a piece; now and then one that ends in the middle of a character. */
function piece(turn: TurnStory, world: World, whole?: boolean): string {
  const half = turn.pushed.endsWith("\ud83d") ? "\ude00" : "";
  const open = whole !== true && world.random.chance(0.1) ? "\ud83d" : "";
  const text = `${half}t${turn.n}.${turn.pieces++} ${open}`;
  turn.pushed += text;
  return text;
}

const say: Action = (world) => {
  const turn = world.random.pick(world.openTurns);
  if (turn === undefined) return;
  const count = world.random.between(1, 5);
  for (let i = 0; i < count; i++) turn.turn.text(piece(turn, world));
  return `t${turn.n} says ${count} pieces`;
};

const flood: Action = (world) => {
  const turn = world.random.pick(world.openTurns);
  if (turn === undefined) return;
  const count = world.random.between(8, 30);
  const events = Array.from(
    { length: count },
    (_, i) =>
      i % 2 === 0
        ? { type: "text" as const, text: piece(turn, world) }
        : { type: "status" as const, kind: "info", text: `status ${i}` },
  );
  if (world.random.chance(0.5)) turn.turn.batch(events);
  else turn.turn.push(...events);
  return `t${turn.n} floods: ${count} events`;
};

const use: Action = (world) => {
  const turn = world.random.pick(world.openTurns);
  if (turn === undefined) return;
  // Both ends of a character belong to the same message.
  if (turn.pushed.endsWith("\ud83d")) turn.turn.text(piece(turn, world, true));
  const tool = { id: `tool-${turn.n}-${turn.pieces}`, name: "ls", args: { path: "." } };
  turn.turn.push({ type: "tool_start", ...tool, context: "." });
  turn.turn.push({ type: "reasoning", text: "hm" });
  turn.turn.push({ type: "tool_complete", ...tool, result: "a b" });
  return `t${turn.n} uses a tool`;
};

const end: Action = (world) => {
  const turn = world.random.pick(world.openTurns);
  if (turn === undefined) return;
  turn.over = true;
  const fails = world.random.chance(0.12);
  if (fails) turn.turn.fail(new AgentError("the model is gone"));
  else turn.turn.end();
  return `t${turn.n} ${fails ? "fails" : "ends"}`;
};

const hold: Action = ({ life, random }) => {
  const { script } = life.agents;
  script.builds = random.chance(0.5) ? "now" : "hold";
  return `builds: ${script.builds}`;
};

const built: Action = ({ life, random }) => {
  const index = random.pick(life.agents.held);
  if (index === undefined) return;
  const how = random.chance(0.15) ? "fail" : "finish";
  life.agents.settle(index, how, new AgentError("no key"));
  return `build ${index}: ${how}`;
};

const obey: Action = ({ life, random }) => {
  life.agents.script.obeys = random.chance(0.6);
  return `agents obey: ${life.agents.script.obeys}`;
};

const wait: Action = async (world) => {
  const ms = world.random.between(0, 60);
  await world.pass(ms);
  return `${ms} ms go by`;
};

const waitLong: Action = async (world) => {
  const ms = world.random.one(2_000, 7_000, 21_000, 32_000, 400_000);
  world.chronicle.count("long waits");
  await world.pass(ms);
  return `${ms / 1000} s go by`;
};

const restart: Action = async (world) => {
  await world.restart();
  return "the gateway was restarted";
};

const crash: Action = ({ life }) => {
  life.die("at once");
  return "the gateway was killed";
};

const doom: Action = ({ life, random }) => {
  const when = random.one("before", "after");
  life.death = { writes: random.between(1, 4), when };
  return `the gateway will die ${when} the ${life.death.writes}. write from now`;
};

/** What happens, and how often among others. */
export const actions: readonly (readonly [weight: number, action: Action])[] = [
  [14, connect],
  [3, drop("ends")],
  [1.5, drop("half")],
  [1.5, drop("broken")],
  [2, notice],
  [7, stall],
  [7, drain],
  [3, create],
  [4, watch("resume")],
  [4, watch("activate")],
  [5, since],
  [14, submit],
  [7, repeat],
  [2, command("interrupt")],
  [1, command("close")],
  [1.5, command("detach")],
  [20, say],
  [9, flood],
  [5, use],
  [8, end],
  [0.7, hold],
  [3, built],
  [1, obey],
  [14, wait],
  [1.5, waitLong],
  [1.2, restart],
  [0.8, crash],
  [1.5, doom],
];
