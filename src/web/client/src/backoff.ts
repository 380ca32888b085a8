/** How long to wait before an attempt to connect: its number from 1, a chance of `0..1`, the close code that went before. */
export type Backoff = (attempt: number, chance: number, closeCode: number) => number;

const FIRST_MS = 500;
const CAP_MS = 15_000;

/** The close code of a service that restarts. */
const RESTARTING = 1012;

/**
 * Half a second, doubled each time up to 15 s, ±20 %. A service that restarts is given one to three seconds first, and its
 * clients do not come back all at once.
 */
export const backoff: Backoff = (attempt, chance, closeCode) => {
  if (closeCode === RESTARTING && attempt === 1) return 1000 + 2000 * chance;
  const base = Math.min(CAP_MS, FIRST_MS * 2 ** Math.min(attempt - 1, 10));
  return base * (0.8 + 0.4 * chance);
};
