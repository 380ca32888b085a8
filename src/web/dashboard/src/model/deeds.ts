// What an operator can have done to a session, and when it makes sense.

import type { Status } from "@linekeeper/client";

import { isPairing } from "./states.ts";

export const DEEDS = ["restart", "disconnect", "cancelPairing", "reset"] as const;

export type Deed = (typeof DEEDS)[number];

/** Those that have something to act on. A reset always has: what is stored may be there while nothing runs. */
export function isPossible(deed: Deed, status: Status | null): boolean {
  if (status === null) return false;
  switch (deed) {
    case "restart":
      return status.linked || status.state !== "idle";
    case "disconnect":
      return status.linked && status.code !== DISCONNECTED;
    case "cancelPairing":
      return status.pairing != null || isPairing(status.state);
    case "reset":
      return true;
  }
}

/** The code of a session that a person has disconnected. */
const DISCONNECTED: string = "DISCONNECTED";
