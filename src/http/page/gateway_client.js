// @ts-check
/// <reference lib="dom" />

/**
 * One connection to the gateway: JSON-RPC over a WebSocket that comes back by itself.
 *
 * @typedef {{ type: string, session_id?: string, payload?: Record<string, unknown> }} GatewayEvent
 * @typedef {{ resolve(value: any): void, reject(error: Error): void }} Waiter
 *
 * @typedef {object} Hooks
 * @property {() => string[]} protocols subprotocols to offer; the access token travels in one
 * @property {() => Promise<"go" | "later" | "stop">} mayConnect asked before each attempt
 * @property {() => void} onReady the gateway has greeted: requests may be sent
 * @property {(event: GatewayEvent) => void} onEvent
 * @property {(seconds: number) => void} onOffline the connection is gone; the next attempt is this far off
 */

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 15_000;

/** An error the gateway answered with. */
export class GatewayError extends Error {
  /**
   * @param {string} message
   * @param {number} code
   */
  constructor(message, code) {
    super(message);
    this.code = code;
  }
}

export class GatewayClient {
  /** @type {string} */
  #url;
  /** @type {Hooks} */
  #hooks;
  /** @type {WebSocket | null} */
  #socket = null;
  /** @type {Map<string, Waiter>} */
  #waiting = new Map();
  #lastId = 0;
  #delayMs = FIRST_DELAY_MS;
  /** Which start an attempt belongs to: one that a later start or stop has overtaken ends quietly. */
  #generation = 0;

  /**
   * @param {string} url
   * @param {Hooks} hooks
   */
  constructor(url, hooks) {
    this.#url = url;
    this.#hooks = hooks;
  }

  /** Connects now, whatever was going on before. */
  start() {
    this.stop();
    this.#delayMs = FIRST_DELAY_MS;
    this.#attempt(this.#generation);
  }

  /** Leaves, and does not come back by itself. */
  stop() {
    this.#generation += 1;
    this.#socket?.close(1000);
    this.#dropSocket();
  }

  /**
   * @param {string} method
   * @param {Record<string, unknown>} params
   * @returns {Promise<any>}
   */
  request(method, params) {
    const socket = this.#socket;
    if (socket === null || socket.readyState !== WebSocket.OPEN) {
      return Promise.reject(new Error("not connected"));
    }
    const id = `p${++this.#lastId}`;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      socket.send(JSON.stringify({ jsonrpc: "2.0", id, method, params }));
    });
  }

  /** @param {number} generation */
  async #attempt(generation) {
    const answer = await this.#hooks.mayConnect();
    if (generation !== this.#generation || answer === "stop") return;
    if (answer === "later") return this.#retry(generation);
    const socket = new WebSocket(this.#url, this.#hooks.protocols());
    this.#socket = socket;
    socket.onmessage = (message) => {
      if (generation === this.#generation) this.#receive(String(message.data));
    };
    socket.onclose = () => {
      if (generation !== this.#generation) return;
      this.#dropSocket();
      this.#retry(generation);
    };
  }

  /** @param {number} generation */
  #retry(generation) {
    // Many pages that lost one gateway must not come back in the same instant.
    const delayMs = this.#delayMs * (0.75 + Math.random() / 2);
    this.#delayMs = Math.min(this.#delayMs * 2, LONGEST_DELAY_MS);
    this.#hooks.onOffline(Math.ceil(delayMs / 1000));
    setTimeout(() => {
      if (generation === this.#generation) this.#attempt(generation);
    }, delayMs);
  }

  /** @param {string} text */
  #receive(text) {
    const frame = JSON.parse(text);
    if (frame.method === "event") return this.#dispatch(frame.params);
    const waiter = this.#waiting.get(frame.id);
    if (waiter === undefined) return;
    this.#waiting.delete(frame.id);
    if (frame.error === undefined) waiter.resolve(frame.result);
    else waiter.reject(new GatewayError(frame.error.message, frame.error.code));
  }

  /** @param {GatewayEvent} event */
  #dispatch(event) {
    if (event.type !== "gateway.ready") return this.#hooks.onEvent(event);
    this.#delayMs = FIRST_DELAY_MS;
    this.#hooks.onReady();
  }

  #dropSocket() {
    this.#socket = null;
    const waiters = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const waiter of waiters) waiter.reject(new Error("connection lost"));
  }
}
