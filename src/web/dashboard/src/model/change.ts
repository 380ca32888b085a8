// The end of a change of the number, seen from two statuses in a row.

import { isChanging, type Status } from "@linekeeper/client";

/** `changed`: the new phone is the line. `kept`: the change was cancelled. */
export type ChangeEnd = "changed" | "kept";

/**
 * Returns how a change has ended between two statuses; null if it has not, or has failed. Two numbers may look alike
 * when they are masked: then the status does not tell which one is there.
 */
export function endOf(before: Status | undefined, now: Status | undefined): ChangeEnd | null {
  if (before === undefined || now === undefined || !before.linked || !now.linked) return null;
  if (before.phoneNumber != null && now.phoneNumber != null && before.phoneNumber !== now.phoneNumber) return "changed";
  const isOver = isChanging(before) && !isChanging(now) && now.change?.state !== "failed";
  return isOver && before.change?.maskedPhone !== before.phoneNumber ? "kept" : null;
}

/** Returns whether a failed change is still in the status. */
export function hasFailed(status: Status | null | undefined): boolean {
  return status?.change?.state === "failed";
}
