// How long to wait before connecting again.

const FIRST_MS = 500;
const CAP_MS = 15_000;

/** The WebSocket close code of a service that restarts. */
export const RESTARTING = 1012;

/**
 * Half a second, doubled each time up to 15 s, ±20 %. A service that restarts is given one to three seconds first, and its
 * pages do not come back all at once.
 * @param {number} attempt from 1
 * @param {number} chance `0..1`
 * @param {number} [closeCode] of the connection that was lost
 */
export function pause(attempt, chance, closeCode) {
  if (closeCode === RESTARTING && attempt === 1) return 1000 + 2000 * chance;
  const base = Math.min(CAP_MS, FIRST_MS * 2 ** Math.min(attempt - 1, 10));
  return base * (0.8 + 0.4 * chance);
}
