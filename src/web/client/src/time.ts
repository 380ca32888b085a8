/**
 * Parses a timestamp of the service into milliseconds; null if it is not one. It has up to nine decimals; engines are
 * required to read only three.
 */
export function parseTime(text: unknown): number | null {
  if (typeof text !== "string") return null;
  const time = Date.parse(text.replace(/(\.\d{3})\d+/, "$1"));
  return Number.isNaN(time) ? null : time;
}

/**
 * Clock of the service, estimated from its frames: expiry times on a screen are measured by it, not by this machine's
 * clock.
 */
export class ServerClock {
  #clock: () => number;
  #ahead = 0;

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /** Adjusts the offset to the `serverTime` of a frame; ignores anything that is not a timestamp. */
  hears(serverTime: unknown): void {
    const time = parseTime(serverTime);
    if (time !== null) this.#ahead = time - this.#clock();
  }

  now(): number {
    return this.#clock() + this.#ahead;
  }
}
