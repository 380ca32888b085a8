import { createNanoEvents } from "nanoevents";

import type { BoardServerFrame, SessionRow } from "./generated/frames.ts";
import type { Connection } from "./connection.ts";
import { errorOf, type LineError } from "./error.ts";
import { socketUrl, type ConnectionOptions } from "./options.ts";
import { ReconnectingSocket, type AnyFrame } from "./reconnecting.ts";
import { Rows, type RowsChange } from "./rows.ts";

export interface BoardEvents {
  /** Sessions changed: called at once if any are known, then in batches, at most a few a second. */
  rows: (change: RowsChange) => void;
  /** The service refused something. */
  error: (error: LineError) => void;
  /** The connection to the service changed state. */
  connection: (connection: Connection) => void;
}

/**
 * Client for all sessions, for dashboards. It reconnects from `connect()` until `close()` or until the service refuses
 * it for good; after a reconnect the service sends only what has changed in between.
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

  /** Sessions by company id. Always the same map; it is updated before each `rows` event. */
  get rows(): ReadonlyMap<string, SessionRow> {
    return this.#rows.byCompany;
  }

  get connection(): Connection {
    return this.#socket.connection;
  }

  /** Returns the service's current time, in milliseconds. */
  serverNow(): number {
    return this.#socket.time.now();
  }

  /**
   * Subscribes a listener; returns the function that unsubscribes it. A `rows` listener is called at once if any rows
   * are known.
   */
  on<E extends keyof BoardEvents>(event: E, listener: BoardEvents[E]): () => void {
    const off = this.#events.on(event, listener);
    if (event === "rows" && (this.#isComplete || this.rows.size > 0)) {
      const known = { changed: [...this.rows.keys()], gone: [], complete: this.#isComplete };
      (listener as BoardEvents["rows"])(known);
    }
    return off;
  }

  /** Connects and stays connected: skips the backoff if an attempt is pending, starts again if it was closed. */
  connect(): void {
    this.#socket.connect();
  }

  /** Closes the connection. The known rows stay. */
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
          // The acknowledgement follows the rendering: a slow page gets fewer updates.
          this.#socket.send({ type: "ack", seq: frame.seq });
        }
        return;
      }
      case "error":
        return this.#events.emit("error", errorOf(frame));
      case "pong":
        return;
      default:
        // A newer service may send frames that this version does not know.
        return frame satisfies never;
    }
  }
}
