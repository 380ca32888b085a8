// Converts the service's statistics into the shapes that charts need.

import { parseTime, type StateName } from "@linekeeper/client";

import type { Funnel, Overview, StateCounts, TimeToConnected } from "../types.ts";
import { STATES } from "./states.ts";

export const RANGES = [24, 168, 720] as const;

export type Hours = (typeof RANGES)[number];

/** Returns the range in the URL; a day unless the URL contains one of the offered ranges. */
export function hoursOf(parameter: string | null): Hours {
  return RANGES.find((hours) => String(hours) === parameter) ?? RANGES[0];
}

/** Columns of values over times in seconds, as uPlot takes them. */
export interface Series {
  readonly times: number[];
  readonly values: number[][];
}

/** Returns the start and end of a chart's axis, in seconds, independent of the data between. */
export function spanOf({ from, to }: Pick<Overview, "from" | "to">): [number, number] {
  return [seconds(from), seconds(to)];
}

/** Sessions by state as stacked layers: calm states at the bottom, urgent ones on top. */
export interface Layers extends Series {
  readonly states: StateName[];
}

/** Stacks the counts by state. A count holds until the next one, the last one until now. */
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
  /** Share of all requested pairings, `0..1`. */
  readonly ofAll: number;
  /** Share of the pairings that reached the previous stage, `0..1`; null for the first stage. */
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

/** Histogram bar: number of pairings that took longer than `fromMs` and at most `toMs`. */
export interface Bar {
  readonly fromMs: number;
  readonly toMs: number | null;
  readonly count: number;
  /** Share of the highest bar, `0..1`. */
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

/** Sorts failures by frequency, most frequent first, and leaves out those with none. */
export function failuresOf(failures: Overview["failures"]): Overview["failures"] {
  return [...failures].filter(({ count }) => count > 0).sort((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1));
}

function seconds(at: string): number {
  return (parseTime(at) ?? 0) / 1000;
}
