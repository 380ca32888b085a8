import { createNanoEvents } from "nanoevents";

import type { BoardServerFrame, SessionRow } from "./generated/frames.ts";
import type { Connection } from "./connection.ts";
import { errorOf, type LineError } from "./error.ts";
import { socketUrl, type ConnectionOptions } from "./options.ts";
import { ReconnectingSocket, type AnyFrame } from "./reconnecting.ts";
import { Rows, type RowsChange } from "./rows.ts";

export interface BoardEvents {
  /** Sessions have changed: at once, if any are known, and then in portions, at most a few a second. */
  rows: (change: RowsChange) => void;
  /** The service has refused something. */
  error: (error: LineError) => void;
  /** The connection to the service has changed. */
  connection: (connection: Connection) => void;
}

/**
 * All sessions, for dashboards. It keeps itself connected from `connect()` until `close()`, or until the service turns it away
 * for good; after a loss only what has changed meanwhile is told.
 */
export class Board {
  #events = createNanoEvents<BoardEvents>();
  #rows = new Rows();
  #isComplete = false;
  #socket: ReconnectingSocket;

  constructor(options: ConnectionOptions = {}) {
    this.#socket = new ReconnectingSocket(socketUrl(options.url, "/api/dashboard/ws"), options, {
      greeting: () => this.#rows.watch(),
      received: (frame) => this.#received(frame),
      changed: (connection) => this.#events.emit("connection", connection),
    });
  }

  /** Sessions by company id: the same map all along, which changes before each event `rows`. */
  get rows(): ReadonlyMap<string, SessionRow> {
    return this.#rows.byCompany;
  }

  get connection(): Connection {
    return this.#socket.connection;
  }

  /** The service's clock, in milliseconds. */
  serverNow(): number {
    return this.#socket.time.now();
  }

  /** Calls back at each such event; gives back what ends that. */
  on<E extends keyof BoardEvents>(event: E, listener: BoardEvents[E]): () => void {
    const off = this.#events.on(event, listener);
    if (event === "rows" && (this.#isComplete || this.rows.size > 0)) {
      const known = { changed: [...this.rows.keys()], gone: [], complete: this.#isComplete };
      (listener as BoardEvents["rows"])(known);
    }
    return off;
  }

  /** Connects, and stays so. At once if the next attempt is waited for; anew if it was closed. */
  connect(): void {
    this.#socket.connect();
  }

  /** Ends the connection. What is known stays. */
  close(): void {
    this.#socket.close();
  }

  #received(any: AnyFrame): void {
    const frame = any as unknown as BoardServerFrame;
    switch (frame.type) {
      case "sessions": {
        const change = this.#rows.take(frame);
        this.#isComplete = change.complete;
        try {
          this.#events.emit("rows", change);
        } finally {
          // After the work of showing it, so that a page that is slow is told less often.
          this.#socket.send({ type: "ack", seq: frame.seq });
        }
        return;
      }
      case "error":
        return this.#events.emit("error", errorOf(frame));
      case "pong":
        return;
      default:
        // A service that is newer may say more.
        return frame satisfies never;
    }
  }
}
