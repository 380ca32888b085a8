// Whether an onboarding link still counts.

import { parseTime } from "@linekeeper/client";

import type { LinkEntry } from "../types.ts";

export interface LinkStanding {
  readonly standing: "valid" | "expired" | "revoked";
  /** Time at which it ends, or ended, in milliseconds. */
  readonly at: number;
}

export function standingOfLink({ expiresAt, revokedAt }: LinkEntry, now: number): LinkStanding {
  const [expires, revoked] = [parseTime(expiresAt) ?? 0, parseTime(revokedAt)];
  if (revoked !== null) return { standing: "revoked", at: revoked };
  return { standing: expires > now ? "valid" : "expired", at: expires };
}
