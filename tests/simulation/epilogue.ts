/** The end of every schedule: all comes to rest, all windows come back, and everything is held up to the truth. */
import { CarefulWindow } from "./careful_window.ts";
import type { ClientModel } from "./client_model.ts";
import type { SessionStory } from "./stories.ts";
import { promptsIn } from "./stories.ts";
import type { Seat, World } from "./world.ts";

/** Agents that are interrupted and do not obey are given up after 5 s; a look at a full socket takes 128 ms. */
const SOON_MS = 6_000;

/** Brings a world to rest, and looks whether every promise was kept. */
export async function epilogue(world: World): Promise<void> {
  world.chronicle.trace(() => "-- the end");
  world.life.death = undefined;
  await world.after();
  await comeToRest(world);
  compareWatching(world);
  await comeBack(world);
  // Prompts that were never answered have been sent again.
  await comeToRest(world);
  const auditor = await hire(world);
  for (const session of world.chronicle.alive) audit(world, session, auditor);
  await askAgain(world, auditor);
  judgePrompts(world);
  await letGo(world);
  world.chronicle.check();
}

/** Every socket drains, every build ends, every turn ends, and those that waited behind them. */
async function comeToRest(world: World): Promise<void> {
  const { agents, lines } = world.life;
  agents.script.builds = "now";
  agents.script.obeys = true;
  for (const { line } of world.seats) {
    if (line?.state !== "stalled") continue;
    line.drain();
    line.state = "reading";
  }
  for (const line of lines) if (line.state === "half" || line.state === "broken") line.end("gone");
  for (let round = 0; round < 20; round++) {
    for (const index of agents.held) agents.settle(index, "finish");
    const { openTurns } = world;
    for (const turn of openTurns) {
      turn.over = true;
      turn.turn.end();
    }
    await world.quiet();
    await world.pass(openTurns.length > 0 ? 200 : SOON_MS);
    world.chronicle.check();
    if (openTurns.length === 0) return;
  }
  world.chronicle.fail("the turns do not come to an end");
}

/** What windows show that are still watching, without being asked to look again. */
function compareWatching(world: World): void {
  for (const { line, model, n } of world.seats) {
    for (const session of world.chronicle.alive) {
      const last = line?.witness.last(session);
      if (last === undefined || !session.log.whole) continue;
      if (last !== session.log.latest) {
        world.chronicle.fail(
          `window ${n} was told s${session.n} up to ${last} of ${session.log.latest}`,
        );
      }
      const shown = model.shown(session);
      if (!shown?.sure) continue;
      world.chronicle.count(`watched to the end ${model.kind}`);
      same(world, `window ${n}, which kept watching s${session.n}`, {
        shown: shown.turns,
        truth: session.log.turns,
      });
    }
  }
}

async function comeBack(world: World): Promise<void> {
  for (const seat of world.seats) world.connect(seat);
  await world.quiet();
  for (const seat of world.seats) {
    for (const key of world.chronicle.alive) world.wish(seat, { want: "resume", key });
    await world.quiet();
  }
  world.chronicle.check();
}

/** One more window, which has seen nothing yet. */
async function hire(world: World): Promise<Seat> {
  const { chronicle, random } = world;
  const model: ClientModel = new CarefulWindow({
    host: {
      fail: (what) => chronicle.fail(what),
      count: () => {},
      below: (count) => random.below(count),
      askedFor: () => undefined,
    },
    comesBack: "snapshot",
    page: 100,
  });
  const seat = world.seat(model);
  world.connect(seat);
  await world.quiet();
  for (const key of chronicle.alive) world.wish(seat, { want: "resume", key });
  await world.quiet();
  chronicle.check();
  return seat;
}

function audit(world: World, session: SessionStory, auditor: Seat): void {
  const { chronicle, disk } = world;
  const name = `s${session.n}`;
  const shown = auditor.model.shown(session);
  if (shown?.sure !== true) return chronicle.fail(`${name} cannot be watched`);
  const truth = shown.turns;
  for (const { model, n, line } of world.seats) {
    const seen = model.shown(session);
    if (!seen?.sure) return chronicle.fail(`window ${n} (${model.kind}) does not show ${name}`);
    same(world, `window ${n} (${model.kind}) of ${name}`, { shown: seen.turns, truth });
    if (line?.witness.last(session) !== auditor.line?.witness.last(session)) {
      chronicle.fail(`window ${n} was not told all of ${name}`);
    }
    chronicle.count("comparisons");
  }
  if (session.log.running) chronicle.fail(`${name} is left in the middle of a turn`);
  if (session.log.whole) {
    const said = session.log.turns.filter((text) => text !== "");
    same(world, `the events of ${name}`, { shown: said, truth });
  }
  const { latest } = disk.store.range(session.stored);
  if (disk.keepsEvents && disk.keeps(session) && latest !== session.log.latest) {
    chronicle.fail(`the store has ${name} up to ${latest}, said was up to ${session.log.latest}`);
  }
}

/** Every prompt once more: it is answered as at first, and no second turn runs. */
async function askAgain(world: World, auditor: Seat): Promise<void> {
  const { chronicle } = world;
  for (const { session: key, id, text, answer } of chronicle.prompts) {
    if (id === "" || answer === undefined || key.lost) continue;
    world.wish(auditor, { want: "submit", key, id, text });
  }
  await world.quiet();
  chronicle.check();
}

function judgePrompts(world: World): void {
  const { chronicle, disk } = world;
  for (const session of chronicle.alive) {
    if (!disk.keeps(session)) continue;
    const kept = promptsIn(disk.store.messages(session.stored));
    for (const { n, text, accepted, answer, runs, hints, excuse } of session.prompts) {
      const times = kept.filter((each) => each === text).length;
      const fate = runs > 0 ? "ran" : hints > 0 ? "was a hint" : excuse ?? "vanished";
      if (!accepted) {
        if (times > 0) chronicle.fail(`prompt p${n} was not accepted, and is in the history`);
        if (answer !== undefined) chronicle.fail(`prompt p${n} was answered, and is not kept`);
        continue;
      }
      // What nobody heard may have been that its agent could not be built.
      if (fate === "vanished" && session.log.whole) {
        chronicle.fail(`prompt p${n} (${answer}) was accepted, and has had no turn for no reason`);
      }
      chronicle.count(`prompt ${fate}`);
      if (times !== (fate === "was a hint" ? 0 : 1)) {
        chronicle.fail(`prompt p${n} (${fate}) is ${times} times in the history`);
      }
    }
  }
  const open = disk.store.openPrompts();
  if (open.length > 0) chronicle.fail(`left open: ${open.map(({ text }) => text)}`);
}

/** All is closed: nothing may be left. */
async function letGo(world: World): Promise<void> {
  const { chronicle, disk, random } = world;
  for (const key of chronicle.alive) {
    if (random.chance(0.3)) world.wish(world.seats[0] as Seat, { want: "close", key });
  }
  await world.quiet();
  for (const seat of world.seats) world.drop(seat, "ends");
  // The grace of those nobody watches.
  await world.pass(20_100);
  const { sessions, connections } = world.life.gateway.counts;
  if (connections > 0) chronicle.fail(`${connections} connections are left`);
  if (sessions > 0) chronicle.fail(`${sessions} sessions are left that nobody watches`);
  if (world.life.agents.left > 0) chronicle.fail(`${world.life.agents.left} agents are left`);
  await world.shutDown();
  if (disk.store.openPrompts().length > 0) chronicle.fail("the shutdown left a prompt open");
  if (!disk.close()) chronicle.fail("the database is left open");
}

function same(world: World, who: string, { shown, truth }: { shown: string[]; truth: string[] }) {
  const [left, right] = [shown, truth].map((turns) =>
    JSON.stringify(turns.filter((t) => t !== ""))
  );
  if (left !== right) world.chronicle.fail(`${who} shows ${left}, the truth is ${right}`);
}
