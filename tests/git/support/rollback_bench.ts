/** A gateway that keeps checkpoints of a folder, and turns that change it. */
import { TURN_WAITS_MS } from "../../../src/gateway/checkpoint_desk.ts";
import type { GatewayOptions } from "../../../src/gateway/options.ts";
import { type Clock, systemClock } from "../../../src/lib/clock.ts";
import type { Json } from "../../support/stage.ts";
import { CheckpointWorld } from "./checkpoint_world.ts";
import { gitTest, type GitWorld } from "./git_world.ts";
import { LiveGateway } from "./live_gateway.ts";

/** See the module. */
export class RollbackBench {
  readonly world: GitWorld;
  readonly live: LiveGateway;

  constructor(world: GitWorld, live: LiveGateway) {
    this.world = world;
    this.live = live;
  }

  /** The folder of its sessions. */
  get cwd(): string {
    return this.world.path("work");
  }

  write(name: string, text: string): Promise<string> {
    return this.world.write(`work/${name}`, text);
  }

  read(name: string): Promise<string> {
    return Deno.readTextFile(`${this.cwd}/${name}`);
  }

  /** A prompt whose turn runs. */
  async begin(session_id: string, text: string): Promise<void> {
    await this.live.result("prompt.submit", { session_id, text });
    await this.live.next(({ params }) =>
      params?.type === "message.start" && params.session_id === session_id
    );
  }

  /** Ends the turn that began last. */
  async end(session_id: string): Promise<void> {
    const { builds } = this.live.provider;
    const turn = builds.findLast(({ context }) => context.sessionId === session_id)?.agent.turn;
    turn?.text("Done.");
    turn?.end();
    await this.live.next(({ params }) =>
      params?.type === "message.complete" && params.session_id === session_id
    );
  }

  /** A turn that writes a file. */
  async turn(session_id: string, text: string, file: [name: string, text: string]): Promise<void> {
    await this.begin(session_id, text);
    await this.write(...file);
    await this.end(session_id);
  }

  async checkpoints(session_id: string): Promise<Json[]> {
    return (await this.live.result("rollback.list", { session_id })).checkpoints;
  }
}

// However slow this machine is: what a turn does before its checkpoint is made would be in that.
const patient: Clock = {
  ...systemClock,
  after: (ms, run) => systemClock.after(ms === TURN_WAITS_MS ? 600_000 : ms, run),
};

/** A test with real git, of a gateway that keeps checkpoints where nothing else is said. */
export function rollbackTest(
  name: string,
  run: (bench: RollbackBench) => Promise<void>,
  options: (world: GitWorld) => Partial<GatewayOptions> = () => ({}),
): void {
  gitTest(name, async (world) => {
    await Deno.mkdir(world.path("work"));
    const { files } = new CheckpointWorld(world);
    await using live = new LiveGateway(world, {
      cwd: world.path("work"),
      clock: patient,
      git: { spawn: world.spawn, checkpoints: { files, enabled: true } },
      ...options(world),
    });
    await run(new RollbackBench(world, live));
  });
}
