// Where tokens come from when the page around provides them: asked for the first one, and for another before one ends
// or when it is refused.

import { claimsOf } from "./token.ts";

/** Function of the page around that fetches a token; null or an error means that there is none. */
export type TokenProvider = () => string | null | Promise<string | null>;

/** Time before the end of a token at which the next one is asked for, in milliseconds. */
const AHEAD_MS = 60_000;
/** Pause before the provider is asked again after it had nothing, in milliseconds. */
const PAUSE_MS = 10_000;
/** Tokens that may be refused in a row before the provider is believed to have no other. */
const MOST_REFUSED = 3;

export class TokenSource {
  #provider: TokenProvider;
  #token: string | null;
  #refused = 0;
  #asking = false;
  #pausedUntil = 0;

  constructor(provider: TokenProvider, token: string | null) {
    this.#provider = provider;
    this.#token = token;
  }

  /** Notes that the service has accepted the token. */
  accepted(): void {
    this.#refused = 0;
  }

  /** Fetches a token in place of one that is missing or was refused; null if the provider has no other. */
  async another(): Promise<string | null> {
    this.#refused += 1;
    return this.#refused > MOST_REFUSED ? null : this.#ask();
  }

  /** Fetches the next token shortly before the end of the one in use; null while there is nothing to do. */
  async next(serverNow: number, now: number): Promise<string | null> {
    const { expiresAt } = claimsOf(this.#token);
    if (expiresAt === null || serverNow < expiresAt - AHEAD_MS) return null;
    if (this.#asking || now < this.#pausedUntil) return null;
    this.#pausedUntil = now + PAUSE_MS;
    return this.#ask();
  }

  async #ask(): Promise<string | null> {
    this.#asking = true;
    try {
      const token = await this.#provider();
      if (!token || token === this.#token) return null;
      this.#token = token;
      return token;
    } catch {
      return null;
    } finally {
      this.#asking = false;
    }
  }
}
