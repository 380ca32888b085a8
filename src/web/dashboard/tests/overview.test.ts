import { describe, expect, test } from "vitest";

import {
  barsOf,
  failuresOf,
  hoursOf,
  layersOf,
  restartsOf,
  spanOf,
  stepsOf,
  total,
  totalOf,
} from "../src/model/overview.ts";
import { STATES } from "../src/model/states.ts";
import type { StateCounts } from "../src/types.ts";

/** Adds the missing states: the service sends every one. */
function counts(present: StateCounts): Required<StateCounts> {
  const none = Object.fromEntries(STATES.map((state) => [state, 0])) as Required<StateCounts>;
  return { ...none, ...present };
}

describe("the overview", () => {
  test("reads the range from the address, and falls back to a day", () => {
    expect([hoursOf("168"), hoursOf("720"), hoursOf("5"), hoursOf(null)]).toEqual([168, 720, 24, 24]);
  });

  test("lays states on each other, the urgent ones on top, and leaves out those that never were", () => {
    const states = [
      { at: "2026-11-25T10:00:00Z", counts: counts({ connected: 5, error: 1 }) },
      { at: "2026-11-25T11:00:00Z", counts: counts({ connected: 4, idle: 2 }) },
    ];
    const layers = layersOf({ states, to: "2026-11-25T11:30:00Z" });
    expect(layers.states).toEqual(["connected", "idle", "error"]);
    expect(layers.values).toEqual([
      [5, 4, 4],
      [5, 6, 6],
      [6, 6, 6],
    ]);
    const [first, ...later] = layers.times;
    expect(later.map((time) => time - first!)).toEqual([3600, 5400]);
  });

  test("has no layers where nothing is known", () => {
    expect(layersOf({ states: [], to: "2026-11-25T11:30:00Z" })).toEqual({ states: [], times: [], values: [] });
  });

  test("turns restarts into a series and a total", () => {
    const restarts = [
      { at: "2026-11-25T10:00:00Z", count: 2 },
      { at: "2026-11-25T11:00:00Z", count: 3 },
    ];
    expect(restartsOf(restarts).values).toEqual([[2, 3]]);
    expect(total(restarts)).toBe(5);
    expect(totalOf({ connected: 2, error: 1 })).toBe(3);
  });

  test("a chart spans the range that was asked for", () => {
    const [from, to] = spanOf({ from: "2026-11-24T10:00:00Z", to: "2026-11-25T10:00:00Z" });
    expect(to - from).toBe(86_400);
  });

  test("tells each step of the funnel of all that began, and of the step before", () => {
    const steps = stepsOf({ requested: 100, shown: 80, phoneAnswered: 40, connected: 40 });
    expect(steps.map(({ ofAll }) => ofAll)).toEqual([1, 0.8, 0.4, 0.4]);
    expect(steps.map(({ ofBefore }) => ofBefore)).toEqual([null, 0.8, 0.5, 1]);
  });

  test("divides nothing by nothing", () => {
    const steps = stepsOf({ requested: 0, shown: 0, phoneAnswered: 0, connected: 0 });
    expect(steps.every(({ ofAll }) => ofAll === 0)).toBe(true);
    expect(barsOf({ buckets: [] })).toEqual([]);
  });

  test("a pairing that began before the range makes no share larger than the whole", () => {
    expect(stepsOf({ requested: 1, shown: 2, phoneAnswered: 2, connected: 2 })[1]!.ofAll).toBe(1);
  });

  test("the bars of the histogram begin where those before end, and the last has no end", () => {
    const bars = barsOf({
      buckets: [
        { leMs: 1000, count: 1 },
        { leMs: 5000, count: 4 },
        { leMs: null, count: 2 },
      ],
    });
    expect(bars.map(({ fromMs, toMs, height }) => [fromMs, toMs, height])).toEqual([
      [0, 1000, 0.25],
      [1000, 5000, 1],
      [5000, null, 0.5],
    ]);
  });

  test("the most frequent failure comes first", () => {
    const failures = failuresOf([
      { code: "BANNED", count: 1 },
      { code: "CODE_EXPIRED", count: 5 },
      { code: "INTERNAL", count: 0 },
      { code: "ACCOUNT_LOCKED", count: 1 },
    ]);
    expect(failures.map(({ code }) => code)).toEqual(["CODE_EXPIRED", "ACCOUNT_LOCKED", "BANNED"]);
  });
});
