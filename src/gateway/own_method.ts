/**
 * Methods that whoever runs a gateway adds to it.
 *
 * @module
 */
import type { Role } from "../protocol/shapes.ts";
import { reservedWords } from "../protocol/reserved_words.ts";
import { type Lane, paramsFault } from "../rpc/method.ts";
import type { Schema } from "../rpc/schema.ts";
import type { HookSubject } from "../session/hooks.ts";

/** What a handler learns of a call beside its params. */
export interface MethodCall {
  /** The window that calls, by the id `session.viewers` names it with. It may have gone meanwhile. */
  readonly windowId: string;
  /** What the window may do by its credential. An observer reaches methods that are `readOnly` alone. */
  readonly role: Role;
  /**
   * The live session with this id, as it stands now.
   *
   * @throws {RpcError} 4001 `session not found`; uncaught, it is the answer to the call
   */
  session(id: string): HookSubject;
}

/**
 * A method to be added, with a zod schema for what it takes and one for what it answers.
 *
 * @typeParam P what the handler is given
 * @typeParam A what the handler answers
 */
export interface MethodDefinition<P = unknown, A = unknown> {
  /**
   * Two words or more with dots between them, the first one your own: `acme.tides`. Words may hold lower
   * case letters, digits and `_`. Words of the protocol, such as `session`, cannot be the first.
   */
  name: string;
  /** What it does, in one line, for people. */
  summary: string;
  /** How its calls wait for each other on one connection. Default `background`. */
  lane?: Lane;
  /**
   * Whether a call changes nothing. Others are refused (4040) for windows that only observe: the session
   * that `params.session_id` names, where there is one, else all. Default `false`.
   */
  readOnly?: boolean;
  /** What a call takes: a schema of an object. One that does not fit is answered −32602, saying why. */
  params: Schema<unknown, P>;
  /** What a call answers: a schema of an object. One that does not fit is answered −32603, and logged. */
  result: Schema<A, object>;
  /**
   * Answers a call.
   *
   * @throws {RpcError} an error for the peer; anything else is logged, and answered −32603 `internal error`
   */
  handler(params: NoInfer<P>, call: MethodCall): NoInfer<A> | Promise<NoInfer<A>>;
}

/** A method that {@linkcode defineMethod} made, for option `methods` of {@linkcode createGateway}. */
export interface OwnMethod {
  /** See {@linkcode MethodDefinition}. */
  readonly name: string;
  /** See {@linkcode MethodDefinition}. */
  readonly summary: string;
  /** See {@linkcode MethodDefinition}. */
  readonly lane: Lane;
  /** See {@linkcode MethodDefinition}. */
  readonly readOnly: boolean;
  /** See {@linkcode MethodDefinition}. */
  readonly params: Schema;
  /** See {@linkcode MethodDefinition}. */
  readonly result: Schema;
  /**
   * Checks the params, runs the handler, checks the answer.
   *
   * @throws {RpcError} an error for the peer
   */
  call(params: unknown, call: MethodCall): object | Promise<object>;
}

const NAME = /^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$/;

const isSchema = (value: unknown) => typeof (value as Schema | undefined)?.safeParse === "function";

const wants: Readonly<Record<keyof MethodDefinition, readonly [(v: unknown) => boolean, string]>> =
  {
    name: [(v) => typeof v === "string", 'a string such as "acme.tides"'],
    summary: [(v) => typeof v === "string" && v !== "", "one line for people"],
    lane: [
      (v) => v === undefined || ["inline", "background", "urgent"].includes(v as string),
      '"inline", "background" or "urgent"',
    ],
    readOnly: [(v) => v === undefined || typeof v === "boolean", "true or false"],
    params: [isSchema, "a zod schema of an object; z.object({}) takes nothing"],
    result: [isSchema, "a zod schema of an object; z.object({}) answers nothing"],
    handler: [(v) => typeof v === "function", "a function of the params and the call"],
  };

/**
 * Declares a method for a gateway: its params and its answer are checked against their schemas, and the
 * handler's types follow from them.
 *
 * @example
 * ```ts
 * import { createGateway, defineMethod, echoProvider, RpcError } from "tidegate";
 * import { z } from "zod";
 *
 * const tides = defineMethod({
 *   name: "acme.tides",
 *   summary: "when the tide turns next",
 *   readOnly: true,
 *   params: z.object({ harbour: z.string() }),
 *   result: z.object({ turnsAt: z.string() }),
 *   handler({ harbour }) {
 *     if (harbour !== "Husum") throw new RpcError(10_404, `no such harbour: ${harbour}`);
 *     return { turnsAt: "11:40" };
 *   },
 * });
 * const gateway = createGateway({ provider: echoProvider(), methods: [tides] });
 * await gateway.shutdown();
 * ```
 *
 * @throws {TypeError} naming the method, the member that is wrong, and what it should be
 */
export function defineMethod<P, A>(definition: MethodDefinition<P, A>): OwnMethod {
  check(definition);
  const { name, summary, lane = "background", readOnly = false, params, result } = definition;
  const checked = (answer: unknown) => checkedAnswer(name, result, answer);
  return {
    name,
    summary,
    lane,
    readOnly,
    params,
    result,
    call(given, call) {
      const parsed = params.safeParse(given);
      if (!parsed.success) throw paramsFault(parsed.error);
      const answer = definition.handler(parsed.data, call);
      return answer instanceof Promise ? answer.then(checked) : checked(answer);
    },
  };
}

/**
 * Checks names that stand beside each other.
 *
 * @throws {TypeError}
 */
export function checkOwnMethods(methods: readonly OwnMethod[]): void {
  const seen = new Set<string>();
  for (const method of methods as readonly unknown[]) {
    const { name, call } = (method ?? {}) as Partial<OwnMethod>;
    if (typeof name !== "string" || typeof call !== "function") {
      throw new TypeError('one of them is no method; pass what "defineMethod()" answers');
    }
    const fault = nameFault(name);
    if (fault !== undefined) throw new TypeError(fault);
    if (seen.has(name)) {
      throw new TypeError(`"${name}" is there twice; give one of them another name`);
    }
    seen.add(name);
  }
}

function check(definition: object): void {
  const given = Object(definition) as Record<string, unknown>;
  const named = typeof given.name === "string" ? ` "${given.name}"` : "";
  const fail = (why: string) => {
    throw new TypeError(`Cannot define method${named}: ${why}`);
  };
  for (const [member, [fits, expected]] of Object.entries(wants)) {
    if (!fits(given[member])) fail(`"${member}" must be ${expected}`);
  }
  const unknown = Object.keys(given).find((member) => !Object.hasOwn(wants, member));
  if (unknown !== undefined) {
    fail(`there is no member "${unknown}"; there are ${Object.keys(wants).join(", ")}`);
  }
  const fault = nameFault(given.name as string);
  if (fault !== undefined) throw new TypeError(`Cannot define a method: ${fault}`);
}

function nameFault(name: string): string | undefined {
  if (!NAME.test(name)) {
    return `"${name}" is no name for one; write two words or more of lower case letters, digits and ` +
      '_, with dots between them, such as "acme.tides"';
  }
  const word = name.slice(0, name.indexOf("."));
  if (!reservedWords.has(word)) return undefined;
  return `"${name}" is taken: names that begin with "${word}." are the protocol's; begin it with a ` +
    `word of your own, such as "acme.${name}"`;
}

/** @throws {TypeError} for an answer that does not fit; its text is for the log */
function checkedAnswer(name: string, schema: Schema<unknown, object>, answer: unknown): object {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  const why = parsed.error.issues.map(({ path, message }) =>
    `${path.map(String).join(".")}: ${message}`
  );
  throw new TypeError(`The answer of "${name}" does not fit its schema: ${why.join("; ")}`);
}
