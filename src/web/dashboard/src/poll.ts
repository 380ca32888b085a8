// Polls an endpoint while the page is visible, and keeps the last good response when a request fails.

import type { ReactiveController, ReactiveControllerHost } from "lit";

import { asFailure, type Failure } from "./failure.ts";

export class Poll<Answer> implements ReactiveController {
  answer: Answer | null = null;
  /** Error of the last request; null if it succeeded. */
  failure: Failure | null = null;
  /** Time of the last good response by this machine's clock, in milliseconds. */
  at = 0;
  #host: ReactiveControllerHost;
  #ask: () => Promise<Answer>;
  #everyMs: number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Number of the latest request; responses to earlier ones are dropped. */
  #asked = 0;

  constructor(host: ReactiveControllerHost, ask: () => Promise<Answer>, everyMs: number) {
    this.#host = host;
    this.#ask = ask;
    this.#everyMs = everyMs;
    host.addController(this);
  }

  hostConnected(): void {
    document.addEventListener("visibilitychange", this.#seen);
    void this.again();
  }

  hostDisconnected(): void {
    document.removeEventListener("visibilitychange", this.#seen);
    clearTimeout(this.#timer);
    this.#asked += 1;
  }

  /** Sends a request now. */
  async again(): Promise<void> {
    clearTimeout(this.#timer);
    const asked = (this.#asked += 1);
    try {
      const answer = await this.#ask();
      if (asked !== this.#asked) return;
      this.answer = answer;
      this.failure = null;
      this.at = Date.now();
    } catch (error) {
      if (asked !== this.#asked) return;
      this.failure = asFailure(error);
    }
    this.#host.requestUpdate();
    if (document.visibilityState === "visible") this.#timer = setTimeout(() => void this.again(), this.#everyMs);
  }

  #seen = (): void => {
    clearTimeout(this.#timer);
    if (document.visibilityState === "visible") void this.again();
  };
}
