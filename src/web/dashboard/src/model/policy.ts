// Restart policy as a form: the draft, its validation, and the policy to send.

import type { RestartPolicy } from "../types.ts";

/** Number fields, by their names on the wire. */
export const NUMBERS = [
  "maxRestarts",
  "windowSeconds",
  "initialMs",
  "capMs",
  "jitterPercent",
  "stableAfterSeconds",
] as const;

export type NumberField = (typeof NUMBERS)[number];

/** Content of the form, as typed. */
export type Draft = Readonly<
  Record<NumberField, string> & { kind: RestartPolicy["kind"]; backoff: RestartPolicy["backoff"]["kind"] }
>;

export const KINDS: readonly RestartPolicy["kind"][] = ["permanent", "transient", "temporary"];
export const BACKOFFS: readonly RestartPolicy["backoff"]["kind"][] = ["fibonacci", "exponential"];

/** Ranges that the service accepts. */
export const RANGES: Readonly<Record<NumberField, readonly [number, number]>> = {
  maxRestarts: [0, 10_000],
  windowSeconds: [1, 604_800],
  initialMs: [0, 86_400_000],
  capMs: [0, 86_400_000],
  jitterPercent: [0, 100],
  stableAfterSeconds: [0, 86_400],
};

/** Validation error of a field. */
export type Fault =
  | { readonly kind: "empty" | "notWhole" }
  | { readonly kind: "range"; readonly from: number; readonly to: number }
  | { readonly kind: "belowFirst" };

export type Faults = Readonly<Partial<Record<NumberField, Fault>>>;

export function draftOf({ kind, maxRestarts, windowSeconds, backoff }: RestartPolicy): Draft {
  return {
    kind,
    maxRestarts: String(maxRestarts),
    windowSeconds: String(windowSeconds),
    backoff: backoff.kind,
    initialMs: String(backoff.initialMs),
    capMs: String(backoff.capMs),
    jitterPercent: String(backoff.jitterPercent),
    stableAfterSeconds: String(backoff.stableAfterSeconds),
  };
}

export function faultsOf(draft: Draft): Faults {
  const faults: Partial<Record<NumberField, Fault>> = {};
  for (const field of NUMBERS) {
    const fault = faultOf(draft[field], RANGES[field]);
    if (fault !== null) faults[field] = fault;
  }
  const isBelow = Number(draft.capMs) < Number(draft.initialMs);
  if (isBelow && faults.capMs === undefined && faults.initialMs === undefined) faults.capMs = { kind: "belowFirst" };
  return faults;
}

/** Returns the policy that the form describes; null while a field is invalid. */
export function policyOf(draft: Draft): RestartPolicy | null {
  if (Object.keys(faultsOf(draft)).length > 0) return null;
  return {
    kind: draft.kind,
    maxRestarts: Number(draft.maxRestarts),
    windowSeconds: Number(draft.windowSeconds),
    backoff: {
      kind: draft.backoff,
      initialMs: Number(draft.initialMs),
      capMs: Number(draft.capMs),
      jitterPercent: Number(draft.jitterPercent),
      stableAfterSeconds: Number(draft.stableAfterSeconds),
    },
  };
}

export function isSame(one: Draft, other: Draft): boolean {
  return (Object.keys(one) as (keyof Draft)[]).every((field) => one[field].trim() === other[field].trim());
}

/** Returns the first pauses of the backoff, in milliseconds, without jitter. */
export function pausesOf({ backoff }: RestartPolicy, count: number): number[] {
  const pauses: number[] = [];
  let [previous, current] = [0, 1];
  for (let attempt = 0; attempt < count; attempt += 1) {
    pauses.push(Math.min(backoff.capMs, backoff.initialMs * current));
    [previous, current] = backoff.kind === "fibonacci" ? [current, previous + current] : [current, current * 2];
  }
  return pauses;
}

function faultOf(text: string, [from, to]: readonly [number, number]): Fault | null {
  const typed = text.trim();
  if (typed === "") return { kind: "empty" };
  if (!/^\d{1,12}$/.test(typed)) return { kind: "notWhole" };
  const value = Number(typed);
  return value < from || value > to ? { kind: "range", from, to } : null;
}
