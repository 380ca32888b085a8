// The restart policy as a form: what is typed, what is wrong with it, what is sent.

import type { RestartPolicy } from "../types.ts";

/** Fields of numbers, by their names on the wire. */
export const NUMBERS = [
  "maxRestarts",
  "windowSeconds",
  "initialMs",
  "capMs",
  "jitterPercent",
  "stableAfterSeconds",
] as const;

export type NumberField = (typeof NUMBERS)[number];

/** What stands in the form, as it was typed. */
export type Draft = Readonly<
  Record<NumberField, string> & { kind: RestartPolicy["kind"]; backoff: RestartPolicy["backoff"]["kind"] }
>;

export const KINDS: readonly RestartPolicy["kind"][] = ["permanent", "transient", "temporary"];
export const BACKOFFS: readonly RestartPolicy["backoff"]["kind"][] = ["fibonacci", "exponential"];

/** The service's own ranges. */
export const RANGES: Readonly<Record<NumberField, readonly [number, number]>> = {
  maxRestarts: [0, 10_000],
  windowSeconds: [1, 604_800],
  initialMs: [0, 86_400_000],
  capMs: [0, 86_400_000],
  jitterPercent: [0, 100],
  stableAfterSeconds: [0, 86_400],
};

/** What is wrong with a field. */
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

/** The policy that is meant; null while something is wrong. */
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

/** The first pauses that it leads to, in milliseconds, without jitter. */
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
