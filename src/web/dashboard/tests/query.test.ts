import { describe, expect, test } from "vitest";

import {
  EVERYTHING,
  filteredBy,
  filtersOf,
  listPath,
  parametersOf,
  queryOf,
  sortedBy,
  toggled,
  totalOf,
  type Query,
} from "../src/model/query.ts";
import { countsOf } from "./rows.ts";

const counts = countsOf({
  ...{ total: 9, states: { error: 4, idle: 3, connected: 2 }, codes: { BANNED: 3 }, groups: { banned: 3 } },
});

describe("the query of the list", () => {
  test("is everything when the address says nothing", () => {
    expect(queryOf(new URLSearchParams())).toEqual(EVERYTHING);
    expect(Object.values(parametersOf(EVERYTHING)).every((value) => value === null)).toBe(true);
    expect(listPath({})).toBe("/admin/sessions");
  });

  test("reads back from the address as it was", () => {
    const query: Query = { text: "8 916", states: ["error", "idle"], code: "BANNED", group: "banned", sort: "-since" };
    expect(queryOf(new URL(listPath(query), "http://here").searchParams)).toEqual(query);
  });

  test("leaves out what nobody knows, and what older addresses had", () => {
    const query = queryOf(new URLSearchParams("state=error,asleep,error&code=<b>&group=others&sort=-restarts"));
    expect(query).toEqual({ ...EVERYTHING, states: ["error"] });
  });

  test("asks the service in its own words, always for an order", () => {
    expect(filtersOf({ ...EVERYTHING, text: "  anna " })).toEqual({ q: "anna", sort: "company" });
  });

  test("has one filter at a time, so that a number is the length of the list behind it", () => {
    const byGroup = filteredBy({ ...EVERYTHING, text: "a", states: ["error"] }, { group: "banned" });
    expect(byGroup).toEqual({ ...EVERYTHING, text: "a", group: "banned" });
    expect(totalOf(byGroup, counts)).toBe(3);
    expect(totalOf(filteredBy(byGroup, { states: ["error", "idle"] }), counts)).toBe(7);
    expect(totalOf(filteredBy(byGroup, { code: "REPLACED" }), counts)).toBe(0);
    expect(totalOf(EVERYTHING, counts)).toBe(9);
  });

  test("does not claim a number for two filters, which an address may have", () => {
    expect(totalOf({ ...EVERYTHING, states: ["error"], code: "BANNED" }, counts)).toBeNull();
  });

  test("sorts the longest first, and turns around at the second time", () => {
    const since = sortedBy(EVERYTHING, "since");
    expect([since.sort, sortedBy(since, "since").sort, sortedBy(since, "company").sort]).toEqual([
      ...["since", "-since", "company"],
    ]);
  });

  test("takes a value into a choice and out of it", () => {
    expect(toggled(["a"], "b")).toEqual(["a", "b"]);
    expect(toggled(["a", "b"], "a")).toEqual(["b"]);
  });
});
