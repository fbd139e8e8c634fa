/** A dispatcher with everything around it that a test looks at. */
import { z } from "zod";
import type { RpcRequest } from "../../../src/rpc/codec.ts";
import { Dispatcher } from "../../../src/rpc/dispatcher.ts";
import { contract, implement, type Lane, type Method } from "../../../src/rpc/method.ts";

export type Handler = (params: Record<string, unknown>) => unknown;

/** A method that takes any params. Its handler may answer anything: what it should not, too. */
export function method(name: string, lane: Lane, handler: Handler): Method<unknown> {
  const anything = z.looseObject({});
  const declared = contract({ name, summary: "", lane, params: anything, result: anything });
  return implement(declared, (params) => handler(params) as Record<string, unknown>);
}

export interface Answer {
  jsonrpc: string;
  id: unknown;
  result?: Record<string, unknown>;
  error?: { code: number; message: string };
}

export interface Bench {
  readonly dispatcher: Dispatcher<unknown>;
  /** Answers as they were sent. */
  readonly texts: string[];
  /** Answers, parsed. */
  readonly answers: Answer[];
  /** The ids of the answers, in their order. */
  readonly ids: unknown[];
  readonly crashes: { method: string; error: unknown }[];
  call(id: unknown, method: string, params?: RpcRequest["params"]): void;
}

export function bench(
  methods: Method<unknown>[],
  { concurrency = 4, queueLimit = 8, context = undefined as unknown } = {},
): Bench {
  const texts: string[] = [];
  const answers: Answer[] = [];
  const crashes: { method: string; error: unknown }[] = [];
  const dispatcher = new Dispatcher<unknown>({
    methods: new Map(methods.map((each) => [each.contract.name, each])),
    context,
    reply(text) {
      texts.push(text);
      answers.push(JSON.parse(text));
    },
    crashed: (method, error) => void crashes.push({ method, error }),
    concurrency,
    queueLimit,
  });
  return {
    dispatcher,
    texts,
    answers,
    get ids() {
      return answers.map(({ id }) => id);
    },
    crashes,
    call: (id, method, params = {}) => dispatcher.dispatch({ id, method, params }),
  };
}

/** Handlers of this gate answer when they are told to. */
export class Gate {
  /** What waits to be told, in the order it came. */
  readonly waiting: { params: Record<string, unknown>; open: PromiseWithResolvers<object> }[] = [];
  /** How often it was called. */
  calls = 0;
  #most = 0;

  readonly handler: Handler = (params) => {
    const open = Promise.withResolvers<object>();
    this.calls++;
    this.waiting.push({ params, open });
    this.#most = Math.max(this.#most, this.waiting.length);
    return open.promise;
  };

  /** The most that ever waited at once. */
  get most(): number {
    return this.#most;
  }

  /** The oldest one, or the one at `index`, answers. */
  async open(result: object = {}, index = 0): Promise<void> {
    this.waiting.splice(index, 1)[0]?.open.resolve(result);
    await microtasks();
  }

  async fail(error: unknown, index = 0): Promise<void> {
    this.waiting.splice(index, 1)[0]?.open.reject(error);
    await microtasks();
  }
}

/** Resolves when promises that are settled have been heard, and what they settle in turn. */
export async function microtasks(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve();
}
