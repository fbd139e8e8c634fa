/**
 * Plays the scenario and writes down what was sent and what was answered, in words that are the same each time.
 *
 * @module
 */
import { ScriptedProvider } from "../../tests/support/scripted_agent.ts";
import { type Client, Stage } from "../../tests/support/stage.ts";
import { playScenario, type Scene } from "./scenario.ts";

/** A call and its answer, as they were on the wire. */
export interface Exchange {
  request: Record<string, unknown>;
  answer: Record<string, unknown>;
}

/** What was played. */
export interface Recording {
  /** The first success of each method. */
  exchanges: ReadonlyMap<string, Exchange>;
  /** The frames of a turn, the prompt and its answer among them. */
  turn: readonly Record<string, unknown>[];
}

type Frame = Record<string, unknown>;

/** Plays the scenario on a gateway of its own. */
export async function record(): Promise<Recording> {
  const provider = new ScriptedProvider({ takesHints: true });
  await using stage = new Stage({ provider, cwd: "/srv/project" });
  const player = new Player(stage);
  await playScenario(player);
  return player.recording();
}

class Player implements Scene {
  readonly provider: ScriptedProvider;
  readonly #stage: Stage;
  readonly #client: Client;
  readonly #exchanges = new Map<string, Exchange>();
  readonly #turn: Frame[] = [];
  #showing = false;

  constructor(stage: Stage) {
    this.#stage = stage;
    this.provider = stage.provider;
    this.#client = stage.connect();
    this.#client.take();
  }

  readonly call = async (method: string, params: Record<string, unknown> = {}): Promise<Frame> => {
    const id = this.#client.send(method, params);
    const request = { jsonrpc: "2.0", id, method, params };
    if (this.#showing) this.#turn.push(request);
    await this.#stage.time.pass(5);
    const answer = this.#heard().find((frame) => frame.id === id);
    if (answer === undefined) throw new Error(`Playing the scenario: ${method} was not answered`);
    if (answer.result === undefined) return {};
    if (!this.#exchanges.has(method)) this.#exchanges.set(method, { request, answer });
    return answer.result as Frame;
  };

  readonly pass = async (ms?: number): Promise<void> => {
    await this.#stage.time.pass(ms);
    this.#heard();
  };

  readonly show = (): void => {
    this.#showing = true;
  };

  readonly shown = (): void => {
    this.#showing = false;
  };

  recording(): Recording {
    const all = { exchanges: [...this.#exchanges], turn: this.#turn };
    const { exchanges, turn } = JSON.parse(steady(JSON.stringify(all))) as {
      exchanges: [string, Exchange][];
      turn: Frame[];
    };
    return { exchanges: new Map(exchanges), turn };
  }

  #heard(): Frame[] {
    const frames: Frame[] = this.#client.take();
    if (this.#showing) this.#turn.push(...frames);
    return frames;
  }
}

/** What is drawn anew each time: ids of stored sessions, of live ones, of tasks and stores. */
const DRAWN = /\b\d{8}_\d{6}_[0-9a-f]{6}\b|(?<=")(?:[a-z]+_)?[0-9a-f]{6,32}(?=")/g;

/** The text with every id replaced by one that depends on nothing but when it came first. */
export function steady(text: string): string {
  const drawn = [...new Set(text.match(DRAWN))];
  if (drawn.length === 0) return text;
  const names = new Map(drawn.map((id, i) => [id, id.replace(/[0-9a-f]+$/, (old) => nth(i, old))]));
  // They also stand in the midst of texts for people.
  return text.replace(new RegExp(`\\b(?:${drawn.join("|")})\\b`, "g"), (id) => names.get(id) ?? id);
}

function nth(index: number, { length }: string): string {
  // Looks drawn, and is not: multiples of the golden ratio are spread.
  const number = Math.imul(index + 1, 0x9e3779b1) >>> 0;
  return number.toString(16).padStart(8, "0").repeat(4).slice(0, length);
}
