import { describe, expect, test } from "vitest";
import type { SessionRow } from "@linekeeper/client";

import { Listing } from "../src/model/listing.ts";
import { EVERYTHING, type Query } from "../src/model/query.ts";
import { STATES } from "../src/model/states.ts";
import { row, rowsOf } from "./rows.ts";

function listing(query: Partial<Query>, ...rows: SessionRow[]): Listing {
  const made = new Listing({ ...EVERYTHING, ...query });
  const map = rowsOf(...rows);
  made.take(map, [...map.keys()], []);
  return made;
}

function companies(of: Listing): string[] {
  return of.shown.map(({ company }) => company);
}

describe("the listing", () => {
  test("shows what needs somebody first, and companies as people count", () => {
    const shown = listing({}, row("10"), row("9"), row("2", { state: "error", code: "BANNED" }));
    expect(companies(shown)).toEqual(["2", "9", "10"]);
  });

  test("filters by state and code, and counts what each filter would leave", () => {
    const rows = [
      row("1", { state: "error", code: "BANNED" }),
      row("2", { state: "error", code: "REPLACED" }),
      row("3", { state: "idle", code: "BANNED" }),
      row("4"),
    ];
    const shown = listing({ states: ["error"] }, ...rows);
    expect(companies(shown)).toEqual(["1", "2"]);
    expect(Object.fromEntries(shown.counts.states)).toEqual({ error: 2, idle: 1, connected: 1 });
    expect(Object.fromEntries(shown.counts.codes)).toEqual({ BANNED: 1, REPLACED: 1 });
    shown.choose({ ...EVERYTHING, codes: ["BANNED"] });
    expect(companies(shown)).toEqual(["1", "3"]);
    expect(Object.fromEntries(shown.counts.states)).toEqual({ error: 1, idle: 1 });
  });

  test("counts only what is searched for", () => {
    const shown = listing({ text: "1" }, row("1"), row("11"), row("2", { state: "error" }));
    expect(shown.counts.states.get("connected")).toBe(2);
    expect(shown.counts.states.get("error")).toBeUndefined();
    expect(shown.size).toBe(3);
  });

  test("rows with nothing in the column come last, whichever way it is sorted", () => {
    const rows = [row("1"), row("2", { code: "BANNED" }), row("3", { code: "REPLACED" })];
    expect(companies(listing({ sort: "code" }, ...rows))).toEqual(["2", "3", "1"]);
    expect(companies(listing({ sort: "code", descending: true }, ...rows))).toEqual(["3", "2", "1"]);
  });

  test("sorts by times and counts", () => {
    const rows = [
      row("1", { since: "2026-11-25T10:00:00Z", restarts: 1 }),
      row("2", { since: "2026-11-25T12:00:00.123456789Z", restarts: 3, nextAttemptAt: "2026-11-25T13:00:00Z" }),
    ];
    expect(companies(listing({ sort: "since", descending: true }, ...rows))).toEqual(["2", "1"]);
    expect(companies(listing({ sort: "restarts" }, ...rows))).toEqual(["1", "2"]);
    expect(companies(listing({ sort: "next", descending: true }, ...rows))).toEqual(["2", "1"]);
  });

  test("a session that changed takes its new place, and one that is gone leaves", () => {
    const rows = rowsOf(row("1"), row("2"), row("3"));
    const shown = new Listing(EVERYTHING);
    shown.take(rows, ["1", "2", "3"], []);
    expect(companies(shown)).toEqual(["1", "2", "3"]);
    rows.set("3", row("3", { state: "error" }));
    rows.delete("1");
    shown.take(rows, ["3"], ["1"]);
    expect(companies(shown)).toEqual(["3", "2"]);
    expect(shown.item("1")).toBeUndefined();
  });

  test("a session that comes and goes between two looks leaves nothing behind", () => {
    const rows = rowsOf(row("1"));
    const shown = listing({}, row("2"));
    expect(companies(shown)).toEqual(["2"]);
    shown.take(rows, ["1"], []);
    shown.take(new Map(), [], ["1"]);
    expect(companies(shown)).toEqual(["2"]);
  });

  test("a session that no longer fits the search is not shown", () => {
    const rows = rowsOf(row("1", { phoneNumber: "7916•••••67" }));
    const shown = new Listing({ ...EVERYTHING, text: "+7 916" });
    shown.take(rows, ["1"], []);
    expect(companies(shown)).toEqual(["1"]);
    rows.set("1", row("1", { phoneNumber: "7917•••••67" }));
    shown.take(rows, ["1"], []);
    expect(companies(shown)).toEqual([]);
  });

  test("many small changes lead to the same rows as looking at all of them anew", () => {
    const rows = new Map<string, SessionRow>();
    const query: Query = { ...EVERYTHING, states: ["error", "idle", "connected"] };
    const live = new Listing(query);
    // Seeded random numbers, so that a failure can be reproduced.
    let seed = 7;
    const next = (below: number): number => (seed = (seed * 48_271) % 2_147_483_647) % below;
    for (let turn = 0; turn < 300; turn += 1) {
      const company = String(next(40));
      if (next(4) === 0) {
        rows.delete(company);
        live.take(rows, [], [company]);
      } else {
        rows.set(company, row(company, { state: STATES[next(STATES.length)]!, restarts: next(3) }));
        live.take(rows, [company], []);
      }
      if (next(3) === 0) continue;
      expect(companies(live)).toEqual(companies(listing(query, ...rows.values())));
      expect(live.counts).toEqual(listing(query, ...rows.values()).counts);
    }
  });
});
