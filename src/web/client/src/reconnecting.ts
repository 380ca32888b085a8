// WebSocket that reconnects: it authenticates first, reopens after every loss, and detects a dead connection by pings.
// Only `close()`, or a service that refuses it for good, ends it.
import { onWake, openSocket } from "#platform";

import { backoff as defaultBackoff, type Backoff } from "./backoff.ts";
import { endOf, endOfError, type CloseReason, type Connection } from "./connection.ts";
import type { ConnectionOptions } from "./options.ts";
import { CONNECTING, OPEN, headersOf, type OpenSocket, type Socket, type SocketClass } from "./platform/socket.ts";
import { ServerClock, parseTime } from "./time.ts";

/** Silence after which a ping is sent. */
const QUIET_MS = 20_000;
/** Silence after which the connection is treated as dead and reopened. */
const DEAD_MS = 35_000;
/** Timeout of a connection attempt, authentication included. */
const OPENING_MS = 15_000;

/** Fields common to all frames of the service. */
export interface AnyFrame {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** Callbacks of the owner of the socket. */
export interface Speaker {
  /** Returns the first frame to send on a connection that does not authenticate by a frame; null for none. */
  greeting(): object | null;
  /** Handles a frame. Errors that end the connection are not passed on. */
  received(frame: AnyFrame): void;
  changed(connection: Connection): void;
}

/** Frames that only an authenticated client receives. */
const WELCOMES = ["authenticated", "session-state", "sessions"];
/** Frames that prove that the connection works; they reset the backoff. */
const PROOFS = ["session-state", "sessions"];

export class ReconnectingSocket {
  readonly time: ServerClock;
  connection: Connection = { state: "closed", reason: "closed", detail: "" };
  #url: string;
  #speaker: Speaker;
  #open: OpenSocket;
  #backoff: Backoff;
  #random: () => number;
  #clock: () => number;
  /** API key, sent in a header. */
  #key: string | null = null;
  /** Token of a link, sent in a frame. */
  #token: string | null = null;
  #socket: Socket | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopListening: (() => void) | null = null;
  #attempt = 0;
  #touchedAt = 0;
  #letIn = false;
  #asked = false;
  /** `retryAfterMs` of the service's last error: minimum delay before the next attempt; 0 for none. */
  #toldMs = 0;
  /** Explanation in the service's last error, in English. */
  #detail = "";
  /** Expiry of the authentication, by the service's clock. */
  #expiresAt: number | null = null;
  #proofs = 0;
  /** Token that was sent last on this connection. */
  #sentToken: string | null = null;
  /** Token that this connection began with, or that the service has answered since. */
  #triedToken: string | null = null;

  constructor(url: string, options: ConnectionOptions, speaker: Speaker) {
    this.#url = url;
    this.#speaker = speaker;
    this.#backoff = options.backoff ?? defaultBackoff;
    this.#random = options.random ?? Math.random;
    this.#clock = options.clock ?? Date.now;
    this.time = new ServerClock(this.#clock);
    this.#open = options.WebSocket ? opener(options.WebSocket) : openSocket;
    if (options.token?.startsWith("lk_")) this.#key = options.token;
    else this.#token = options.token ?? null;
  }

  /** Opens the socket, skipping a pending backoff; does nothing when it is open or opening. */
  connect(): void {
    if (this.#socket !== null) return;
    const socket = this.#open(this.#url, this.#key);
    this.#socket = socket;
    this.#stopListening ??= onWake(() => this.#wake());
    clearTimeout(this.#timer);
    this.#attempt += 1;
    this.#touchedAt = this.#clock();
    this.#toldMs = 0;
    this.#detail = "";
    socket.onopen = () => this.#opened(socket);
    socket.onmessage = ({ data }: { data: unknown }) => this.#received(data);
    socket.onclose = ({ code, reason }: { code: number; reason: string }) => this.#closed(code, reason);
    // The close event that follows tells what the error means.
    socket.onerror = () => {};
    this.#watch();
    this.#change({ state: "connecting" });
  }

  /** Closes the connection; `connect()` starts again. */
  close(): void {
    if (this.#stopListening !== null) this.#end("closed", "");
  }

  /**
   * Sends a frame; returns false where that is impossible: before the service has authenticated the client, or while
   * closing.
   */
  send(frame: object): boolean {
    // A socket that is closing has not reported it yet, but sends nothing any more.
    if (this.#socket === null || !this.#letIn || this.#socket.readyState !== OPEN) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  /** Replaces the token: sent at once to extend this connection, and used by every later one. */
  prove(token: string): void {
    this.#token = token;
    if (this.#letIn) this.#sendProof();
  }

  #sendProof(): void {
    this.#proofs += 1;
    this.#sentToken = this.#token;
    const requestId = this.#proofId();
    this.#socket?.send(JSON.stringify({ type: "authenticate", token: this.#token, requestId }));
  }

  #proofId(): string {
    return `proof-${this.#proofs}`;
  }

  #opened(socket: Socket): void {
    this.#touchedAt = this.#clock();
    this.#triedToken = this.#token;
    if (this.#token !== null) return this.#sendProof();
    const greeting = this.#speaker.greeting();
    if (greeting !== null) socket.send(JSON.stringify(greeting));
  }

  #received(data: unknown): void {
    this.#touchedAt = this.#clock();
    this.#asked = false;
    const frame = parseFrame(data);
    if (frame === null) return;
    this.time.hears(frame["serverTime"]);
    if (frame.type === "error" && this.#concernsLine(frame)) return;
    if (frame.type === "authenticated") {
      this.#expiresAt = parseTime(frame["expiresAt"]);
      if (frame["requestId"] === this.#proofId()) this.#triedToken = this.#sentToken;
    }
    if (PROOFS.includes(frame.type)) this.#attempt = this.#toldMs = 0;
    if (!this.#letIn && WELCOMES.includes(frame.type)) {
      this.#letIn = true;
      this.#watch();
      // A newer token was set while the first was being checked.
      if (this.#token !== null && this.#token !== this.#sentToken) this.#sendProof();
      const socket = this.#socket;
      this.#change({ state: "open" });
      if (this.#socket !== socket) return;
    }
    this.#speaker.received(frame);
  }

  /**
   * Handles an error that ends the connection or this attempt; returns whether it did, so that nothing is passed on.
   */
  #concernsLine(frame: AnyFrame): boolean {
    const { code, detail, requestId, retryAfterMs } = frame;
    const isAnswer = typeof requestId === "string";
    if (this.#letIn && isAnswer && requestId !== this.#proofId()) return false;
    if (typeof detail === "string") this.#detail = detail;
    if (typeof retryAfterMs === "number") this.#toldMs = retryAfterMs;
    const end = endOfError(code);
    if (end !== null) {
      // A client that was late with its token gets the same code and may retry: the close code tells the two apart.
      const isLate = !this.#letIn && this.#token !== null && !isAnswer;
      if (isAnswer) this.#triedToken = this.#sentToken;
      if (!isLate) this.#turnedAway(end, this.#detail);
      return true;
    }
    if (this.#letIn) return false;
    const socket = this.#socket;
    this.#speaker.received(frame);
    // The listener may have closed the connection, or connected again.
    if (this.#socket === socket) this.#giveUp();
    return true;
  }

  #closed(code: number, reason: string): void {
    const end = endOf(code, this.#token !== null);
    if (end !== null) return this.#turnedAway(end, this.#detail || reason);
    this.#forget();
    this.#retryLater(code);
  }

  /** Ends the connection for good, or reconnects if there is a token that the service has not seen yet. */
  #turnedAway(end: CloseReason, detail: string): void {
    if (this.#token !== null && this.#token !== this.#triedToken) this.#giveUp();
    else this.#end(end, detail);
  }

  #giveUp(): void {
    const socket = this.#forget();
    this.#retryLater(0);
    socket?.close();
  }

  #end(end: CloseReason, detail: string): void {
    this.#stopListening?.();
    this.#stopListening = null;
    const hasExpired = end === "unauthorized" && this.#hasExpired(detail);
    const socket = this.#forget();
    this.#attempt = 0;
    this.#change({ state: "closed", reason: hasExpired ? "expired" : end, detail });
    hangUp(socket);
  }

  /** Judges by the service's explanation and clock only: this machine's clock may be wrong. */
  #hasExpired(detail: string): boolean {
    return /\bexpired\b/i.test(detail) || (this.#expiresAt !== null && this.#expiresAt <= this.time.now());
  }

  /** Detaches the socket, so that its events are ignored, and returns it. */
  #forget(): Socket | null {
    clearTimeout(this.#timer);
    const socket = this.#socket;
    if (socket !== null) socket.onopen = socket.onmessage = socket.onclose = null;
    this.#socket = null;
    this.#letIn = false;
    this.#asked = false;
    return socket;
  }

  #retryLater(code: number): void {
    const chance = this.#random();
    const pause = this.#backoff(Math.max(1, this.#attempt), chance, code);
    // Jitter: clients that were given the same delay do not all reconnect at once.
    const wait = Math.max(pause, this.#toldMs * (1 + 0.2 * chance));
    this.#timer = setTimeout(() => this.connect(), wait);
    this.#change({ state: "waiting", nextAttemptAt: this.#clock() + wait });
  }

  /**
   * Checks the socket, or reconnects without the rest of the backoff, after the page slept or was offline. A delay that
   * the service has asked for is kept.
   */
  #wake(): void {
    if (this.#socket !== null) this.#watch();
    else if (this.#toldMs === 0) this.connect();
  }

  /** Pings a silent connection, reopens a dead one, and schedules the next check. */
  #watch(): void {
    clearTimeout(this.#timer);
    // The machine's clock was set back.
    this.#touchedAt = Math.min(this.#touchedAt, this.#clock());
    const silent = this.#clock() - this.#touchedAt;
    const patience = this.#letIn ? DEAD_MS : OPENING_MS;
    if (silent >= patience) return this.#giveUp();
    if (this.#letIn && silent >= QUIET_MS && !this.#asked) this.#asked = this.send({ type: "ping" });
    const due = this.#letIn && !this.#asked ? QUIET_MS : patience;
    this.#timer = setTimeout(() => this.#watch(), due - silent);
  }

  #change(connection: Connection): void {
    this.connection = connection;
    this.#speaker.changed(connection);
  }
}

/** Closes a socket. One that is still opening is closed once open: browsers log an error otherwise. */
function hangUp(socket: Socket | null): void {
  if (socket?.readyState === CONNECTING) socket.onopen = () => socket.close();
  else socket?.close();
}

function opener(Given: SocketClass): OpenSocket {
  return (url, key) => (key === null ? new Given(url) : new Given(url, [], headersOf(key)));
}

function parseFrame(data: unknown): AnyFrame | null {
  if (typeof data !== "string") return null;
  try {
    const frame: unknown = JSON.parse(data);
    const isFrame = frame !== null && typeof frame === "object" && "type" in frame && typeof frame.type === "string";
    return isFrame ? (frame as AnyFrame) : null;
  } catch {
    return null;
  }
}
