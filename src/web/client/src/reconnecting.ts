// The socket that is always there: it says who it is first of all, opens again after every loss and notices a line that died
// silently. Only `close()`, or a service that turns it away for good, ends it.
import { onWake, openSocket } from "#platform";

import { backoff as defaultBackoff, type Backoff } from "./backoff.ts";
import { endOf, endOfError, type CloseReason, type Connection } from "./connection.ts";
import type { ConnectionOptions } from "./options.ts";
import { CONNECTING, OPEN, headersOf, type OpenSocket, type Socket, type SocketClass } from "./platform/socket.ts";
import { ServerClock, parseTime } from "./time.ts";

/** A line that was silent this long is asked whether it lives. */
const QUIET_MS = 20_000;
/** And given up when it was silent this long. */
const DEAD_MS = 35_000;
/** An attempt that took this long is given up. */
const OPENING_MS = 15_000;

/** What everything that the service sends has. */
export interface AnyFrame {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** Who speaks over the socket. */
export interface Speaker {
  /** The first frame of a connection that proves itself by other means than a frame. */
  greeting(): object | null;
  /** A frame came. An error that ends the connection does not get here. */
  received(frame: AnyFrame): void;
  changed(connection: Connection): void;
}

/** Frames that only those get who are let in. */
const WELCOMES = ["authenticated", "session-state", "sessions"];
/** Frames that show that a line works. */
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
  /** An API key, which goes into a header. */
  #key: string | null = null;
  /** The token of a link, which goes into a frame. */
  #token: string | null = null;
  #socket: Socket | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopListening: (() => void) | null = null;
  #attempt = 0;
  #touchedAt = 0;
  #letIn = false;
  #asked = false;
  /** How long the service has told us to stay away. */
  #toldMs = 0;
  /** The service's last words. */
  #detail = "";
  /** Until when the service lets us in, by its clock. */
  #expiresAt: number | null = null;
  #proofs = 0;
  /** The token that was sent last on this connection. */
  #sentToken: string | null = null;
  /** The token this connection began with, or that the service has judged since. */
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

  /** Opens the line, at once if it was waiting to; does nothing when it is open or opening. */
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
    // What it means is said by the close that follows.
    socket.onerror = () => {};
    this.#watch();
    this.#change({ state: "connecting" });
  }

  /** Ends it; `connect()` begins anew. */
  close(): void {
    if (this.#stopListening !== null) this.#end("closed", "");
  }

  /** Whether it could be sent: only after we were let in. */
  send(frame: object): boolean {
    // One that is closing has not said so yet, and takes nothing any more.
    if (this.#socket === null || !this.#letIn || this.#socket.readyState !== OPEN) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  /** Another token: for now, to stay longer, and for every connection after this one. */
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
      // A newer one came while this one was looked at.
      if (this.#token !== null && this.#token !== this.#sentToken) this.#sendProof();
      const socket = this.#socket;
      this.#change({ state: "open" });
      if (this.#socket !== socket) return;
    }
    this.#speaker.received(frame);
  }

  /** Whether an error has ended the connection, or this attempt, so that there is nothing to pass on. */
  #concernsLine(frame: AnyFrame): boolean {
    const { code, detail, requestId, retryAfterMs } = frame;
    const isAnswer = typeof requestId === "string";
    if (this.#letIn && isAnswer && requestId !== this.#proofId()) return false;
    if (typeof detail === "string") this.#detail = detail;
    if (typeof retryAfterMs === "number") this.#toldMs = retryAfterMs;
    const end = endOfError(code);
    if (end !== null) {
      // Who was late with its token hears the same code, and may come again: the close code tells.
      const isLate = !this.#letIn && this.#token !== null && !isAnswer;
      if (isAnswer) this.#triedToken = this.#sentToken;
      if (!isLate) this.#turnedAway(end, this.#detail);
      return true;
    }
    if (this.#letIn) return false;
    const socket = this.#socket;
    this.#speaker.received(frame);
    // Whoever heard it may have closed the line, or connected anew.
    if (this.#socket === socket) this.#giveUp();
    return true;
  }

  #closed(code: number, reason: string): void {
    const end = endOf(code, this.#token !== null);
    if (end !== null) return this.#turnedAway(end, this.#detail || reason);
    this.#forget();
    this.#retryLater(code);
  }

  /** For good, unless there is a token that nobody has tried. */
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

  /** Only by the service's words and clock: this machine's may be wrong. */
  #hasExpired(detail: string): boolean {
    return /\bexpired\b/i.test(detail) || (this.#expiresAt !== null && this.#expiresAt <= this.time.now());
  }

  /** Gives back the socket, of which nothing is heard any more. */
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
    // Those who were told the same do not come back all at once.
    const wait = Math.max(pause, this.#toldMs * (1 + 0.2 * chance));
    this.#timer = setTimeout(() => this.connect(), wait);
    this.#change({ state: "waiting", nextAttemptAt: this.#clock() + wait });
  }

  /** A page that slept, or was without a network, does not wait for timers; what the service has told it, it keeps. */
  #wake(): void {
    if (this.#socket !== null) this.#watch();
    else if (this.#toldMs === 0) this.connect();
  }

  /** Asks a silent line, gives up a dead one, and looks again when either is due. */
  #watch(): void {
    clearTimeout(this.#timer);
    // Somebody has set the clock back.
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

/** Browsers complain of a socket that is closed before it is open: that one is closed when it is. */
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
