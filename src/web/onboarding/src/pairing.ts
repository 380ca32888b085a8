// Whose the pairing under way is: requested on this page or elsewhere, and ended here or elsewhere.

import { comingPhone } from "./change.ts";
import type { CodeFacts, StatusFacts } from "./facts.ts";
import type { Model, Pending } from "./model.ts";
import { sameEnd } from "./phone.ts";

/**
 * Returns whether the pairing has vanished without a failure, and nobody has cancelled it on this page. After a new
 * connection that is not known: the pairing may have ended in any way.
 */
export function wasCancelledElsewhere({ status: before, pending, line }: Model, now: StatusFacts): boolean {
  const hasVanished = before?.pairing != null && now.pairing === null && now.state === "idle" && now.failure === null;
  const hasFailed = now.lastFailure !== null && now.lastFailure.reference !== before?.lastFailure?.reference;
  return hasVanished && !hasFailed && pending === null && !line.isFresh;
}

/**
 * Returns whether the code is still the one requested here: a code for another number, or a pairing after ours, is not.
 */
export function stillOwn(
  { own }: Model,
  { pairing, code, pending }: { pairing: StatusFacts["pairing"]; code: CodeFacts | null; pending: Pending | null },
): Model["own"] {
  if (own === null || (pairing === null && pending === null)) return null;
  return own.phone === null || code === null || code.phone === own.phone ? own : null;
}

/**
 * Returns whether a code appeared that this page did not request: the page showed something else, or knows another
 * number. A page opened while a code exists accepts that code.
 */
export function isStrange(model: Model, status: StatusFacts, code: CodeFacts | null): boolean {
  if (status.pairing?.method !== "code") return false;
  if (code !== null && code.code === model.code?.code && code.phone === model.code.phone) return model.strange;
  const number = code?.phone ?? comingPhone(status);
  if (number === null) return false;
  if (model.asked === null) return model.strange || (model.status !== null && model.status.pairing?.method !== "code");
  return !sameEnd(model.asked, number);
}
