/**
 * A timestamp of the service in milliseconds; null for what is none. It has up to nine decimals; engines promise to read
 * three.
 */
export function parseTime(text: unknown): number | null {
  if (typeof text !== "string") return null;
  const time = Date.parse(text.replace(/(\.\d{3})\d+/, "$1"));
  return Number.isNaN(time) ? null : time;
}

/** The service's clock, as far as its frames tell: what ends on a screen ends by it, whatever this machine's clock says. */
export class ServerClock {
  #clock: () => number;
  #ahead = 0;

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /** A frame came that says what time it is. */
  hears(serverTime: unknown): void {
    const time = parseTime(serverTime);
    if (time !== null) this.#ahead = time - this.#clock();
  }

  now(): number {
    return this.#clock() + this.#ahead;
  }
}
