/**
 * Reason why a connection ended for good: the token expired, is invalid, or is for something else; or `close()` was
 * called.
 */
export type CloseReason = "expired" | "unauthorized" | "forbidden" | "closed";

/** State of the connection to the service. It is `open` once the service has authenticated the client. */
export type Connection =
  | { readonly state: "connecting" }
  | { readonly state: "open" }
  /** `nextAttemptAt` is when the next attempt is made, by this machine's clock, in milliseconds. */
  | { readonly state: "waiting"; readonly nextAttemptAt: number }
  /** `detail` is the service's explanation, in English. */
  | { readonly state: "closed"; readonly reason: CloseReason; readonly detail: string };

/** Close code for a token that is invalid or no longer valid. */
const UNKNOWN = 4401;
/** Close code for a token that is for something else. */
const FORBIDDEN = 4403;
/** Close code for a client that did not authenticate in time. */
const LATE = 4408;

/**
 * Returns the reason that a close code stands for; null when another attempt makes sense. A client without a token that
 * timed out would time out again, so that is final too.
 */
export function endOf(closeCode: number, hasToken: boolean): "unauthorized" | "forbidden" | null {
  if (closeCode === UNKNOWN || (closeCode === LATE && !hasToken)) return "unauthorized";
  return closeCode === FORBIDDEN ? "forbidden" : null;
}

/** Returns the reason that an error frame's code stands for; null if it does not end the connection. */
export function endOfError(code: unknown): "unauthorized" | "forbidden" | null {
  if (code === "UNAUTHORIZED") return "unauthorized";
  return code === "FORBIDDEN" ? "forbidden" : null;
}
