// Change of the number: another phone is linked beside the line, which works until the new one has connected.

import type { StatusFacts } from "./facts.ts";
import type { Model, Pending } from "./model.ts";
import { sameEnd } from "./phone.ts";

/** End of a change: the new number has come, or the old one has stayed. */
export type ChangeOutcome = "changed" | "kept";

/** States of a line that a person may change the number of. */
const LIVE = ["connecting", "connected", "reconnecting"];

export function isUnderWay(status: StatusFacts | null): boolean {
  return status?.change?.underWay === true;
}

/** Returns whether what is requested on this page is for another phone beside the line. */
export function isChangeShown({ changing, status }: Model): boolean {
  return changing || isUnderWay(status);
}

/** Returns the number that is being linked, as far as the status tells it. */
export function comingPhone(status: StatusFacts): string | null {
  return isUnderWay(status) ? (status.change?.phone ?? null) : status.phone;
}

/** Returns whether the change under way was begun elsewhere, not on this page. */
export function isElsewhere({ status, changing, asked, strange }: Model): boolean {
  if (status === null || !isUnderWay(status)) return false;
  const coming = comingPhone(status);
  const isAsked = asked !== null && coming !== null && sameEnd(asked, coming);
  return strange || (!changing && !isAsked);
}

/** Follows the change to the next status: whether its screens stay, and how it has ended. */
export function changeAfter(
  { status: before, changing, outcome, pending: asked }: Model,
  now: StatusFacts,
  { pending, changed }: { pending: Pending | null; changed: boolean },
): Pick<Model, "changing" | "outcome"> {
  if (hasOtherNumber(before, now)) return { changing: false, outcome: "changed" };
  // A request for another code ends the change only to begin it again.
  if (hasEnded(before, now) && pending?.what !== "code") {
    const isKept = now.linked && now.change?.failure == null && (asked?.what === "cancel" || !looksAlike(before));
    return { changing: false, outcome: isKept ? "kept" : null };
  }
  const stays = isUnderWay(now) || (now.linked && LIVE.includes(now.state));
  return { changing: changing && stays, outcome: changed ? null : outcome };
}

function hasOtherNumber(before: StatusFacts | null, now: StatusFacts): boolean {
  if (before === null || !before.linked || !now.linked) return false;
  return before.phone !== null && now.phone !== null && before.phone !== now.phone;
}

/** Returns whether both numbers look the same when they are masked: then the status does not tell which one is there. */
function looksAlike(status: StatusFacts | null): boolean {
  return status !== null && status.phone === status.change?.phone;
}

/** Returns whether a change that was under way is over; one that was refused at once has only failed. */
function hasEnded(before: StatusFacts | null, now: StatusFacts): boolean {
  if (before === null || isUnderWay(now)) return false;
  const reference = now.change?.failure?.reference;
  return isUnderWay(before) || (reference !== undefined && reference !== before.change?.failure?.reference);
}
