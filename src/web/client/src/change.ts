import type { ChangeState, Status } from "./generated/frames.ts";

/** States of a change that is over: it has failed, or only the old device is left. */
const OVER: readonly ChangeState[] = ["failed", "logging_out"];

/** Returns whether another phone is being linked beside the line. */
export function isChanging({ change }: Pick<Status, "change">): boolean {
  return change != null && !OVER.includes(change.state);
}
