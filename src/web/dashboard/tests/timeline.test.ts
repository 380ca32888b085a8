import { describe, expect, test } from "vitest";

import { dayName, daysOf, folded, isSameDay, joined, meets, unfolded } from "../src/model/timeline.ts";
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
    principalLabel: null,
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
    const days = daysOf(unfolded([event(4), event(3, { correlationId: "b" }), event(2), event(1)]));
    expect(days).toHaveLength(1);
    const chapters = days[0]!.chapters.map(({ correlationId, entries }) => [
      correlationId,
      ids(entries.flatMap(({ events }) => events)),
    ]);
    expect(chapters).toEqual([
      ["a", [4]],
      ["b", [3]],
      ["a", [2, 1]],
    ]);
  });

  test("begins a new day at midnight here", () => {
    const late = event(1, { at: new Date(2026, 10, 24, 23, 59).toISOString() });
    const early = event(2, { at: new Date(2026, 10, 25, 0, 1).toISOString() });
    expect(daysOf(unfolded([early, late])).map(({ start }) => new Date(start).getDate())).toEqual([25, 24]);
  });

  test("calls days by the names that people use", () => {
    const now = new Date(2026, 10, 25, 9).getTime();
    expect(dayName(new Date(2026, 10, 25).getTime(), now)).toBe("today");
    expect(dayName(new Date(2026, 10, 24).getTime(), now)).toBe("yesterday");
    expect(dayName(new Date(2026, 10, 23).getTime(), now)).toBe("earlier");
  });
});

describe("the folded timeline", () => {
  const lost = (id: number): SessionEvent => event(id, { event: "reconnecting", to: "reconnecting" });
  const tried = (id: number): SessionEvent => event(id, { event: "connecting", to: "connecting" });
  const kinds = (events: readonly SessionEvent[]): unknown[] =>
    folded(events).map(({ kind, events: of }) => [kind, ids(of)]);

  test("attempts that follow each other are one line, with their number", () => {
    const events = [lost(7), tried(6), lost(5), tried(4), lost(3), event(2), event(1)];
    expect(kinds(events)).toEqual([
      ["attempts", [7, 6, 5, 4, 3]],
      ["event", [2]],
      ["event", [1]],
    ]);
    expect(folded(events)[0]).toMatchObject({ count: 3 });
  });

  test("one attempt is told step by step, and what ends the attempts stands on its own", () => {
    expect(kinds([event(3, { to: "connected" }), tried(2), lost(1)])).toEqual([
      ["event", [3]],
      ["event", [2]],
      ["event", [1]],
    ]);
    const ended = [event(5, { event: "error", to: "error" }), lost(4), tried(3), lost(2)];
    expect(kinds(ended)[0]).toEqual(["event", [5]]);
  });

  test("a request and what came of it are one line, up to where the session rests", () => {
    const request = event(1, { event: "restart_requested", principal: "visit:a" });
    const events = [lost(4), event(3, { to: "connected" }), tried(2), request];
    expect(kinds(events)).toEqual([
      ["event", [4]],
      ["deed", [3, 2, 1]],
    ]);
  });

  test("two requests are two lines, and so is what has another reference", () => {
    const request = (id: number, correlationId = "a"): SessionEvent =>
      event(id, { event: "pairing_requested", correlationId });
    const shown = event(2, { to: "pairing_code_sent" });
    expect(kinds([request(4, "b"), request(3), shown, request(1)])).toEqual([
      ["event", [4]],
      ["event", [3]],
      ["deed", [2, 1]],
    ]);
    expect(kinds([event(2, { correlationId: "b" }), request(1)])).toEqual([
      ["event", [2]],
      ["event", [1]],
    ]);
  });

  test("no event is lost or told twice", () => {
    let seed = 11;
    const next = (below: number): number => (seed = (seed * 48_271) % 2_147_483_647) % below;
    const make = [lost, tried, event, (id: number) => event(id, { event: "reset_requested" })] as const;
    const events = Array.from({ length: 400 }, (_, index) => ({
      ...make[next(4)]!(400 - index),
      correlationId: "ab"[next(2)]!,
    }));
    expect(ids(folded(events).flatMap(({ events: of }) => of))).toEqual(ids(events));
  });

  test("knows whether two times are of one day here", () => {
    const evening = new Date(2026, 10, 25, 23, 59).getTime();
    expect([isSameDay(evening, evening + 30_000), isSameDay(evening, evening + 60_000)]).toEqual([true, false]);
  });
});
