/**
 * Computes the delay in milliseconds before a connection attempt: from its number (from 1), a random number in `0..1`,
 * and the close code of the previous connection.
 */
export type Backoff = (attempt: number, chance: number, closeCode: number) => number;

const FIRST_MS = 500;
const CAP_MS = 15_000;

/** Close code of a service that restarts. */
const RESTARTING = 1012;

/**
 * Starts at half a second and doubles up to 15 s, ±20 %. After the close code of a restarting service the first delay
 * is one to three seconds, so that its clients do not all reconnect at once.
 */
export const backoff: Backoff = (attempt, chance, closeCode) => {
  if (closeCode === RESTARTING && attempt === 1) return 1000 + 2000 * chance;
  const base = Math.min(CAP_MS, FIRST_MS * 2 ** Math.min(attempt - 1, 10));
  return base * (0.8 + 0.4 * chance);
};
