import { describe, expect, test } from "vitest";

import { dayName, daysOf, joined, meets } from "../src/model/timeline.ts";
import type { SessionEvent } from "../src/types.ts";

function event(id: number, more: Partial<SessionEvent> = {}): SessionEvent {
  return {
    id,
    at: new Date(2026, 10, 25, 12, 0, id).toISOString(),
    event: "connected",
    from: null,
    to: null,
    reason: null,
    code: null,
    actor: "session",
    principal: null,
    correlationId: "a",
    ...more,
  };
}

const ids = (events: readonly SessionEvent[]): number[] => events.map(({ id }) => id);

describe("the timeline", () => {
  test("joins pages by id, newest first, each event once", () => {
    expect(ids(joined([event(3), event(2)], [event(4), event(3)]))).toEqual([4, 3, 2]);
  });

  test("knows whether a fresh page reaches what is known", () => {
    expect(meets([event(3)], [event(5), event(4), event(3)], false)).toBe(true);
    expect(meets([event(3)], [event(9), event(8)], false)).toBe(false);
    expect(meets([event(3)], [event(9)], true)).toBe(true);
    expect(meets([], [event(9)], false)).toBe(true);
  });

  test("puts together what belongs to one request, as long as nothing else came in between", () => {
    const days = daysOf([event(4), event(3, { correlationId: "b" }), event(2), event(1)]);
    expect(days).toHaveLength(1);
    expect(days[0]!.chapters.map(({ correlationId, events }) => [correlationId, ids(events)])).toEqual([
      ["a", [4]],
      ["b", [3]],
      ["a", [2, 1]],
    ]);
  });

  test("begins a new day at midnight here", () => {
    const late = event(1, { at: new Date(2026, 10, 24, 23, 59).toISOString() });
    const early = event(2, { at: new Date(2026, 10, 25, 0, 1).toISOString() });
    expect(daysOf([early, late]).map(({ start }) => new Date(start).getDate())).toEqual([25, 24]);
  });

  test("calls days by the names that people use", () => {
    const now = new Date(2026, 10, 25, 9).getTime();
    expect(dayName(new Date(2026, 10, 25).getTime(), now)).toBe("today");
    expect(dayName(new Date(2026, 10, 24).getTime(), now)).toBe("yesterday");
    expect(dayName(new Date(2026, 10, 23).getTime(), now)).toBe("earlier");
  });
});
