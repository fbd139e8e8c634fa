/** A gateway that greets, answers each frame with `echo:<text>`, and notes everything it was told. */
import type { ConnectionAcceptor, GatewayConnection, Peer } from "../../../src/gateway/acceptor.ts";
import { type Resolvers, withResolvers } from "../../../src/lib/with_resolvers.ts";
import type { Socket } from "../../../src/transport/socket.ts";

export const READY = '{"jsonrpc":"2.0","method":"event","params":{"type":"gateway.ready"}}';

export interface SeenConnection {
  socket: Socket;
  peer: Peer;
  received: string[];
  refused: number[];
  ended: string | null;
}

export class StandInGateway implements ConnectionAcceptor {
  draining = false;
  maxFrameBytes = 64;
  readonly connections: SeenConnection[] = [];
  readonly #opens = new Promises<SeenConnection>();
  readonly #ends = new Promises<string>();

  connect(socket: Socket, peer: Peer): GatewayConnection {
    const seen: SeenConnection = { socket, peer, received: [], refused: [], ended: null };
    const index = this.connections.push(seen) - 1;
    const end = this.#ends.at(index);
    socket.send(READY);
    this.#opens.at(index).resolve(seen);
    return new StandInConnection(seen, end.resolve);
  }

  /** Connection number `index`, once it has been made: a client may know of it before we do. */
  opened(index = 0): Promise<SeenConnection> {
    return this.#opens.at(index).promise;
  }

  /** Why connection number `index` ended, once it has. */
  ended(index = 0): Promise<string> {
    return this.#ends.at(index).promise;
  }
}

/** A class, as the real one is: whoever copies its fields has none of its methods. */
class StandInConnection implements GatewayConnection {
  readonly #seen: SeenConnection;
  readonly #tellEnd: (reason: string) => void;

  constructor(seen: SeenConnection, tellEnd: (reason: string) => void) {
    this.#seen = seen;
    this.#tellEnd = tellEnd;
  }

  receive(text: string): void {
    this.#seen.received.push(text);
    this.#seen.socket.send(`echo:${text}`);
  }

  refuseFrame(bytes: number): void {
    this.#seen.refused.push(bytes);
    this.#seen.socket.send(`too large:${bytes}`);
  }

  end(reason: string): void {
    this.#seen.ended ??= reason;
    this.#tellEnd(reason);
  }

  drained(): Promise<void> {
    return Promise.resolve();
  }

  close({ code, reason }: { code: number; reason: string }): void {
    this.#seen.socket.close(code, reason);
  }
}

/** Promises by number, made when first asked for. */
class Promises<T> {
  readonly #made = new Map<number, Resolvers<T>>();

  at(index: number): Resolvers<T> {
    const made = this.#made.get(index) ?? withResolvers<T>();
    this.#made.set(index, made);
    return made;
  }
}
