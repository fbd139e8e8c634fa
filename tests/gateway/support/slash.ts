/** Slash commands, as a window sends them. */
import assert from "node:assert/strict";
import { methodTable } from "../../../src/gateway/handlers/table.ts";
import type { Client, Json, Stage } from "../../support/stage.ts";
import { pendingCall } from "./talks.ts";

const contracts = methodTable();

/** What a call was answered. */
export interface Answered {
  result: Json;
  error: { code: number; message: string } | undefined;
}

/** A window on a session that sends slash commands. */
export class Slash {
  readonly stage: Stage;
  readonly client: Client;
  readonly id: string;

  constructor(stage: Stage, { client, id }: { client: Client; id: string }) {
    this.stage = stage;
    this.client = client;
    this.id = id;
  }

  /** Opens a session for it. */
  static async open(stage: Stage, params: Json = {}): Promise<Slash> {
    return new Slash(stage, await stage.open(params));
  }

  async call(method: string, params: Json): Promise<Answered> {
    const answer = pendingCall(this.client, method, params);
    await this.stage.time.pass();
    const { result, error } = answer() ?? assert.fail(`${method} was not answered`);
    if (error === undefined) contracts.get(method)?.contract.result.parse(result);
    return { result, error };
  }

  /** The result of `slash.exec`. */
  async exec(command: string): Promise<Json> {
    const { result, error } = await this.call("slash.exec", { session_id: this.id, command });
    assert.equal(error, undefined, error?.message);
    return result;
  }

  async execError(command: string): Promise<{ code: number; message: string }> {
    const { error } = await this.call("slash.exec", { session_id: this.id, command });
    return error ?? assert.fail(`${command} was carried out`);
  }

  /** The result of `command.dispatch`. */
  async dispatch(name: string, arg = ""): Promise<Json> {
    const params = { session_id: this.id, name, arg };
    const { result, error } = await this.call("command.dispatch", params);
    assert.equal(error, undefined, error?.message);
    return result;
  }

  async dispatchError(name: string, arg = ""): Promise<{ code: number; message: string }> {
    const params = { session_id: this.id, name, arg };
    const { error } = await this.call("command.dispatch", params);
    return error ?? assert.fail(`${name} was carried out`);
  }

  /** The texts of the history: `user: one`. */
  history(): string[] {
    const { messages } = this.client.result("session.history", { session_id: this.id });
    return messages.map(({ role, text }: Json) => `${role}: ${text}`);
  }
}
