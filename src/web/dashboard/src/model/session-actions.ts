// Actions of an operator on a session, and when each is available.

import { isChanging, type Status } from "@linekeeper/client";

import { hasFailed } from "./change.ts";
import { isPairing } from "./states.ts";

export const SESSION_ACTIONS = ["restart", "disconnect", "cancelPairing", "reset"] as const;

export type SessionAction = (typeof SESSION_ACTIONS)[number];

/**
 * Returns whether an action has something to act on. A reset always has: credentials may be stored while no session
 * runs.
 */
export function isPossible(action: SessionAction, status: Status | null): boolean {
  if (status === null) return false;
  switch (action) {
    case "restart":
      return status.linked || status.state !== "idle";
    case "disconnect":
      return status.linked && status.code !== DISCONNECTED;
    case "cancelPairing":
      return status.pairing != null || isPairing(status.state) || isChanging(status) || hasFailed(status);
    case "reset":
      return true;
  }
}

/** Code of a session that a person has disconnected. */
const DISCONNECTED: string = "DISCONNECTED";
