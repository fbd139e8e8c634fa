/**
 * Where everything arrives that an ACP agent tells or asks us, and goes its way from there.
 *
 * @module
 */
import {
  type ClientApp,
  methods,
  RequestError,
  type RequestPermissionResponse,
} from "@agentclientprotocol/sdk";
import { errorStack } from "../../lib/error_text.ts";
import type { Logger } from "../../lib/logger.ts";
import type { AgentCommand, AgentFact } from "../agent_parts.ts";
import { isConsent } from "../question.ts";
import type { ClientFiles } from "./client_files.ts";
import type { ClientTerminals } from "./client_terminals.ts";
import { cutText } from "./cut_text.ts";
import { record, records, text } from "./fields.ts";
import type { LiveTurn } from "./live_turn.ts";
import type { Mind } from "./mind.ts";
import { optionsOf, outcomeOf, permissionQuestion } from "./permission.ts";

/** What a desk works with. */
export interface DeskOptions {
  mind: Mind;
  /** What the agent may do with files and commands through us; `undefined`: nothing. */
  files: ClientFiles | undefined;
  terminals: ClientTerminals | undefined;
  tell(fact: AgentFact): void;
  logger: Logger;
}

/** Commands that are shown, and how much of each. */
const MAX_COMMANDS = 1_000;
const MAX_NOTICE = 2_000;
const CANCELLED: RequestPermissionResponse = { outcome: { outcome: "cancelled" } };

type Handler = (params: Record<string, unknown>, signal: AbortSignal) => unknown;

/** See the module. */
export class Desk {
  /** The turn that runs. Without one, what is said in an answer has no place and is dropped. */
  turn: LiveTurn | undefined;
  /** The session; what is said of others is dropped. `undefined`: it is being opened. */
  sessionId: string | undefined;
  readonly #options: DeskOptions;

  constructor(options: DeskOptions) {
    this.#options = options;
  }

  /** Registers what the agent may ask. */
  serve(app: ClientApp): void {
    for (const [method, handle] of Object.entries(this.#handlers())) {
      app.onRequest(
        method,
        raw,
        ({ params, signal }) => this.#answer(method, () => handle(params, signal)),
      );
    }
  }

  #handlers(): Record<string, Handler> {
    const { files, terminals } = this.#options;
    const { requestPermission } = methods.client.session;
    return {
      [requestPermission]: (params, signal) => this.#permission(params, signal),
      ...files?.handlers(() => this.turn),
      ...terminals?.handlers(() => this.turn),
    };
  }

  /** What goes wrong on our side is for the log; the agent learns only that it did. */
  async #answer(method: string, handle: () => unknown): Promise<unknown> {
    try {
      return await handle();
    } catch (error) {
      if (error instanceof RequestError) throw error;
      this.#options.logger.error("answering an agent failed", { method, error: errorStack(error) });
      throw RequestError.internalError();
    }
  }

  /** Takes what the agent tells. Never throws. */
  update(params: Record<string, unknown>): void {
    if (this.sessionId !== undefined && params.sessionId !== this.sessionId) return;
    const update = record(params, "update");
    try {
      if (!this.#takeFact(update)) this.turn?.take(update);
    } catch (error) {
      const fields = { kind: update.sessionUpdate, error: errorStack(error) };
      this.#options.logger.error("taking an update of an agent failed", fields);
    }
  }

  /** Whether the update says something about the agent, in a turn or not. */
  #takeFact(update: Record<string, unknown>): boolean {
    const { mind, tell } = this.#options;
    switch (update.sessionUpdate) {
      case "available_commands_update":
        tell({ type: "commands", commands: commandsOf(update) });
        return true;
      case "current_mode_update":
        mind.now("mode", text(update, "currentModeId") ?? mind.current("mode"));
        this.tellMind();
        return true;
      case "config_option_update":
        mind.readConfig(update);
        this.tellMind();
        return true;
      case "notice":
        tell(noticeOf(update));
        return true;
    }
    return false;
  }

  /** Tells the session what the agent runs with. */
  tellMind(): void {
    const { mind, tell } = this.#options;
    const fact = mind.fact();
    if (fact !== undefined) tell(fact);
  }

  async #permission(
    params: Record<string, unknown>,
    signal: AbortSignal,
  ): Promise<RequestPermissionResponse> {
    const turn = this.turn;
    if (turn === undefined || turn.signal.aborted) return CANCELLED;
    const call = record(params, "toolCall");
    const options = optionsOf(params);
    turn.asks(call);
    const choice = await turn.ask(permissionQuestion(call, options), signal);
    if (turn.signal.aborted || signal.aborted) return CANCELLED;
    if (!isConsent(choice)) turn.refuses(call);
    return { outcome: outcomeOf(choice, options) };
  }
}

/** Params as they came: the members are looked at one by one, where they are used. */
function raw(params: unknown): Record<string, unknown> {
  return record({ params }, "params");
}

function commandsOf(update: unknown): AgentCommand[] {
  return (records(update, "availableCommands") ?? []).slice(0, MAX_COMMANDS).flatMap((command) => {
    const name = text(command, "name");
    if (name === undefined || name === "") return [];
    const description = cutText(text(command, "description") ?? "", MAX_NOTICE);
    const hint = text(record(command, "input"), "hint");
    return [{ name, description, ...(hint === undefined ? {} : { hint }) }];
  });
}

function noticeOf(update: unknown): AgentFact {
  const [title, more] = [text(update, "title") ?? "", text(update, "description")];
  const kind = text(update, "severity") === "info" ? "info" : "warn";
  return {
    type: "notice",
    kind,
    text: cutText(more === undefined ? title : `${title}: ${more}`, MAX_NOTICE),
  };
}
