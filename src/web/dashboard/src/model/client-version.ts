// End of the announced client version, as far as WhatsApp has named it.

import { parseTime } from "@linekeeper/client";

import type { Service } from "../types.ts";

export type ClientVersion = Service["clientVersion"];

/** Time before the end from which the page warns; the service alerts from then on, too. */
const SOON_MS = 14 * 86_400_000;

export interface VersionEnd {
  /** Time of the end, in milliseconds since 1970. */
  at: number;
  /** It is two weeks away or less, or has passed. */
  isSoon: boolean;
}

/** End of the version; null if WhatsApp has named none. */
export function endOf({ expiresAt }: ClientVersion, now: number): VersionEnd | null {
  const at = parseTime(expiresAt);
  return at === null ? null : { at, isSoon: at - now <= SOON_MS };
}
