// The WebSocket that is always there: it says who it is first of all, opens again after every loss and notices a line that
// died silently. Only a service that turns it away for good ends it.

import { pause } from "./backoff.js";

/** A line that was silent this long is asked whether it lives. */
const QUIET_MS = 20_000;
/** And given up when it was silent this long. */
const DEAD_MS = 35_000;
/** An attempt that took this long is given up. */
const OPENING_MS = 15_000;

/** The close code for a token that is none, or counts no more. */
export const UNKNOWN = 4401;
/** The close code for a token that is for something else. */
export const FORBIDDEN = 4403;

/**
 * What a frame means for its line: `welcome` – we are let in and may ask; `later` – we were not let in, another attempt may
 * be; `proof` – the line works.
 * @typedef {"welcome" | "later" | "proof" | null} Meaning
 */

/**
 * @typedef {object} Listener
 * @property {() => void} connecting
 * @property {() => object} greeting the first frame of a line, which says who we are
 * @property {(text: string) => Meaning} received
 * @property {(retryAt: number) => void} closed
 * @property {(end: { code: number, reason: string }) => void} turnedAway there will be no other line
 */

/**
 * @typedef {object} World what a test replaces
 * @property {(address: string) => WebSocket} open
 * @property {() => number} now
 * @property {() => number} chance
 * @property {(step: () => void, ms: number) => number} later
 * @property {(timer: number) => void} never
 */

/** @type {World} */
const BROWSER = {
  open: (address) => new WebSocket(address),
  now: () => Date.now(),
  chance: () => Math.random(),
  later: (step, ms) => setTimeout(step, ms),
  never: (timer) => clearTimeout(timer),
};

export class Connection {
  #address;
  #listener;
  #world;
  #socket = null;
  #attempt = 0;
  #retry = null;
  #touchedAt = 0;
  #welcome = false;
  #ended = false;

  /**
   * @param {string} address
   * @param {Listener} listener
   * @param {World} [world]
   */
  constructor(address, listener, world = BROWSER) {
    this.#address = address;
    this.#listener = listener;
    this.#world = world;
  }

  /** Opens the line, at once if it was waiting to; does nothing when it is open or opening, or has ended. */
  start() {
    if (this.#socket !== null || this.#ended) return;
    this.#world.never(this.#retry);
    this.#retry = null;
    this.#attempt += 1;
    this.#touchedAt = this.#world.now();
    this.#listener.connecting();
    const socket = this.#world.open(this.#address);
    this.#socket = socket;
    socket.onopen = () => this.#greet(socket);
    socket.onmessage = (event) => this.#received(event.data);
    socket.onclose = (event) => this.#closed(socket, event);
  }

  /** Ends it: nothing is heard of it any more. */
  stop() {
    this.#ended = true;
    this.#world.never(this.#retry);
    this.#forget()?.close();
  }

  /** @returns {boolean} whether it could be sent: only after we were let in */
  send(frame) {
    if (this.#socket === null || !this.#welcome) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  /** Called every second or so, and when a sleeping page wakes up. */
  check() {
    if (this.#socket === null) return;
    const silent = this.#world.now() - this.#touchedAt;
    if (silent > (this.#welcome ? DEAD_MS : OPENING_MS)) {
      this.#giveUp();
    } else if (this.#welcome && silent > QUIET_MS) {
      this.send({ type: "ping" });
    }
  }

  #greet(socket) {
    this.#touchedAt = this.#world.now();
    socket.send(JSON.stringify(this.#listener.greeting()));
  }

  #received(data) {
    this.#touchedAt = this.#world.now();
    if (typeof data !== "string") return;
    const meaning = this.#listener.received(data);
    if (meaning === "welcome") this.#welcome = true;
    if (meaning === "proof") this.#attempt = 0;
    if (meaning === "later" && !this.#welcome) this.#giveUp();
  }

  #giveUp() {
    const socket = this.#forget();
    this.#retryLater(0);
    socket?.close();
  }

  #closed(socket, { code, reason }) {
    if (this.#socket !== socket) return;
    this.#forget();
    if (code === UNKNOWN || code === FORBIDDEN) {
      this.#ended = true;
      this.#listener.turnedAway({ code, reason });
    } else {
      this.#retryLater(code);
    }
  }

  /** @returns {WebSocket | null} the socket, of which nothing is heard any more */
  #forget() {
    const socket = this.#socket;
    if (socket !== null) socket.onopen = socket.onmessage = socket.onclose = null;
    this.#socket = null;
    this.#welcome = false;
    return socket;
  }

  #retryLater(code) {
    const wait = pause(this.#attempt === 0 ? 1 : this.#attempt, this.#world.chance(), code);
    this.#retry = this.#world.later(() => this.start(), wait);
    this.#listener.closed(this.#world.now() + wait);
  }
}
