// The WebSocket that is always there: it opens again after every loss and notices a line that died silently.

import { pause } from "./backoff.js";

/** A line that was silent this long is asked whether it lives. */
const QUIET_MS = 20_000;
/** And given up when it was silent this long. */
const DEAD_MS = 35_000;
/** An attempt that took this long is given up. */
const OPENING_MS = 15_000;

/**
 * @typedef {object} Listener
 * @property {() => void} connecting
 * @property {() => void} opened
 * @property {(text: string) => boolean} received whether the line has proved to work
 * @property {(retryAt: number) => void} closed
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
  #opened = false;

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

  /** Opens the line, at once if it was waiting to; does nothing when it is open or opening. */
  start() {
    if (this.#socket !== null) return;
    this.#world.never(this.#retry);
    this.#retry = null;
    this.#attempt += 1;
    this.#opened = false;
    this.#touchedAt = this.#world.now();
    this.#listener.connecting();
    const socket = this.#world.open(this.#address);
    this.#socket = socket;
    socket.onopen = () => this.#isOpen();
    socket.onmessage = (event) => this.#received(event.data);
    socket.onclose = (event) => this.#lost(socket, event.code);
  }

  /** @returns {boolean} whether it could be sent */
  send(frame) {
    if (this.#socket === null || !this.#opened) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  /** Called every second or so, and when a sleeping page wakes up. */
  check() {
    if (this.#socket === null) return;
    const silent = this.#world.now() - this.#touchedAt;
    if (silent > (this.#opened ? DEAD_MS : OPENING_MS)) {
      const socket = this.#socket;
      this.#lost(socket, 0);
      socket.close();
    } else if (this.#opened && silent > QUIET_MS) {
      this.send({ type: "ping" });
    }
  }

  #isOpen() {
    this.#opened = true;
    this.#touchedAt = this.#world.now();
    this.#listener.opened();
  }

  #received(data) {
    this.#touchedAt = this.#world.now();
    if (typeof data === "string" && this.#listener.received(data)) this.#attempt = 0;
  }

  #lost(socket, code) {
    if (this.#socket !== socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    this.#socket = null;
    this.#opened = false;
    const wait = pause(this.#attempt === 0 ? 1 : this.#attempt, this.#world.chance(), code);
    this.#retry = this.#world.later(() => this.start(), wait);
    this.#listener.closed(this.#world.now() + wait);
  }
}
