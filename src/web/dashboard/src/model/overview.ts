// What the service has counted, in the shapes that charts want.

import { parseTime, type StateName } from "@linekeeper/client";

import type { Funnel, Overview, StateCounts, TimeToConnected } from "../types.ts";
import { STATES } from "./states.ts";

export const RANGES = [24, 168, 720] as const;

export type Hours = (typeof RANGES)[number];

/** The range in the address; a day where it says nothing that is offered. */
export function hoursOf(parameter: string | null): Hours {
  return RANGES.find((hours) => String(hours) === parameter) ?? RANGES[0];
}

/** Columns of numbers over times in seconds, as uPlot takes them. */
export interface Series {
  readonly times: number[];
  readonly values: number[][];
}

/** Where a chart begins and ends, in seconds, whatever is known of the time between. */
export function spanOf({ from, to }: Pick<Overview, "from" | "to">): [number, number] {
  return [seconds(from), seconds(to)];
}

/** Sessions by state as layers that lie on each other: the quiet ones below, the urgent ones on top. */
export interface Layers extends Series {
  readonly states: StateName[];
}

/** A count holds until the next one, and the last one until now. */
export function layersOf({ states: points, to }: Pick<Overview, "states" | "to">): Layers {
  const present = [...STATES].reverse().filter((state) => points.some(({ counts }) => (counts[state] ?? 0) > 0));
  const last = points.at(-1);
  const held = last === undefined ? [] : [...points, { at: to, counts: last.counts }];
  const values: number[][] = [];
  for (const state of present) {
    const below = values.at(-1);
    values.push(held.map(({ counts }, index) => (counts[state] ?? 0) + (below?.[index] ?? 0)));
  }
  return { times: held.map(({ at }) => seconds(at)), values, states: present };
}

export function restartsOf(points: Overview["restarts"]): Series {
  return { times: points.map(({ at }) => seconds(at)), values: [points.map(({ count }) => count)] };
}

export function total(counts: readonly { count: number }[]): number {
  return counts.reduce((sum, { count }) => sum + count, 0);
}

export function totalOf(counts: StateCounts): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

export const STAGES = ["requested", "shown", "phoneAnswered", "connected"] as const;

export type Stage = (typeof STAGES)[number];

export interface Step {
  readonly stage: Stage;
  readonly count: number;
  /** Of all that were requested, `0..1`. */
  readonly ofAll: number;
  /** Of those that came to the stage before, `0..1`; null for the first. */
  readonly ofBefore: number | null;
}

export function stepsOf(funnel: Funnel): Step[] {
  const share = (part: number, whole: number): number => (whole === 0 ? 0 : Math.min(1, part / whole));
  return STAGES.map((stage, index) => {
    const before = STAGES[index - 1];
    return {
      stage,
      count: funnel[stage],
      ofAll: share(funnel[stage], funnel.requested),
      ofBefore: before === undefined ? null : share(funnel[stage], funnel[before]),
    };
  });
}

/** A bar of the histogram: how many took longer than `fromMs` and at most `toMs`. */
export interface Bar {
  readonly fromMs: number;
  readonly toMs: number | null;
  readonly count: number;
  /** Of the highest bar, `0..1`. */
  readonly height: number;
}

export function barsOf({ buckets }: Pick<TimeToConnected, "buckets">): Bar[] {
  const highest = Math.max(1, ...buckets.map(({ count }) => count));
  return buckets.map(({ leMs, count }, index) => ({
    fromMs: buckets[index - 1]?.leMs ?? 0,
    toMs: leMs,
    count,
    height: count / highest,
  }));
}

/** The most frequent first. */
export function failuresOf(failures: Overview["failures"]): Overview["failures"] {
  return [...failures].filter(({ count }) => count > 0).sort((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1));
}

function seconds(at: string): number {
  return (parseTime(at) ?? 0) / 1000;
}
