// Trouble of the whole service, which every page tells.

import type { Service, ServiceTrouble } from "../types.ts";

type Health = Pick<Service, "troubles" | "ready" | "breaker" | "store">;

/** Returns the troubles that the service tells. One that does not tell them yet has them in its checks. */
export function troublesOf({ troubles, ready, breaker, store }: Health): readonly ServiceTrouble[] {
  if (troubles !== undefined) return troubles;
  const found: ServiceTrouble[] = [];
  if (breaker.open) found.push({ kind: "client_outdated", code: "CLIENT_OUTDATED", since: breaker.since });
  if (!store.up || !ready) found.push({ kind: "database", code: "STORE_UNAVAILABLE", since: null });
  return found;
}

/** Whether the service can be called ready: it says so, and nothing concerns all companies. */
export function isWell(service: Health): boolean {
  return service.ready && troublesOf(service).length === 0;
}
