/** Why a connection has ended for good: the token has run out, does not count, is for something else; or `close()` was called. */
export type CloseReason = "expired" | "unauthorized" | "forbidden" | "closed";

/** Where a connection to the service is. It is `open` when the service has let us in. */
export type Connection =
  | { readonly state: "connecting" }
  | { readonly state: "open" }
  /** The next attempt is made then, by this machine's clock. */
  | { readonly state: "waiting"; readonly nextAttemptAt: number }
  /** `detail` is what the service said, in English. */
  | { readonly state: "closed"; readonly reason: CloseReason; readonly detail: string };

/** The close code for a token that is none, or counts no more. */
const UNKNOWN = 4401;
/** The close code for a token that is for something else. */
const FORBIDDEN = 4403;
/** The close code for one who has not said in time who it is. */
const LATE = 4408;

/** The end that a close code means; null when another attempt may be. Who has no token to show cannot be in time either. */
export function endOf(closeCode: number, hasToken: boolean): "unauthorized" | "forbidden" | null {
  if (closeCode === UNKNOWN || (closeCode === LATE && !hasToken)) return "unauthorized";
  return closeCode === FORBIDDEN ? "forbidden" : null;
}

/** The end that the code of an error frame means, if it means one. */
export function endOfError(code: unknown): "unauthorized" | "forbidden" | null {
  if (code === "UNAUTHORIZED") return "unauthorized";
  return code === "FORBIDDEN" ? "forbidden" : null;
}
