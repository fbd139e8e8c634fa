/**
 * What somebody who measures hears of each call. Nothing here changes what is answered.
 *
 * @module
 */

/** A request that has come in. */
export interface WatchedCall {
  /** As the peer sent it: any JSON value. */
  readonly id: unknown;
  /** The method, where there is one of that name: a name of the peer's own making never comes here. */
  readonly method: string | undefined;
  /** The W3C `traceparent` the request belongs to, as it came: it may be anything. */
  readonly trace: string | undefined;
}

/** Follows one call. Its methods must not throw. */
export interface CallWatch {
  /** The W3C `traceparent` of what the call itself causes; none where it is not traced. */
  readonly trace?: string;
  /** It waits no longer: its handler is called. A call that is refused, or of no method, never begins. */
  began?(): void;
  /** It has been answered: with an error of this code, or none. Once, or never if its connection ends. */
  ended?(error: number | undefined): void;
}

/** Makes what follows a call; `undefined`: nobody does. Must not throw. */
export type WatchCall = (call: WatchedCall) => CallWatch | undefined;
