import { describe, expect, test } from "vitest";

import { EVERYTHING, parametersOf, queryOf, sortedBy, toggled, type Query } from "../src/model/query.ts";

describe("the query of the sessions' table", () => {
  test("is everything when the address says nothing", () => {
    expect(queryOf(new URLSearchParams())).toEqual(EVERYTHING);
    expect(Object.values(parametersOf(EVERYTHING))).toEqual([null, null, null, null]);
  });

  test("reads back from the address as it was", () => {
    const query: Query = {
      text: "8 916",
      states: ["error", "idle"],
      codes: ["RATE_LIMITED"],
      sort: "since",
      descending: true,
    };
    const parameters = Object.entries(parametersOf(query)).filter(
      (entry): entry is [string, string] => entry[1] !== null,
    );
    expect(queryOf(new URLSearchParams(parameters))).toEqual(query);
  });

  test("leaves out what nobody knows", () => {
    const query = queryOf(new URLSearchParams("state=error,asleep,error&code=<b>,BANNED&sort=-colour"));
    expect(query).toEqual({ ...EVERYTHING, states: ["error"], codes: ["BANNED"] });
  });

  test("sorts by another column, and the other way round at the second time", () => {
    const byPhone = sortedBy(EVERYTHING, "phone");
    expect(byPhone).toMatchObject({ sort: "phone", descending: false });
    expect(sortedBy(byPhone, "phone")).toMatchObject({ sort: "phone", descending: true });
    expect(sortedBy(EVERYTHING, "since")).toMatchObject({ sort: "since", descending: true });
  });

  test("takes a value into a choice and out of it", () => {
    expect(toggled(["a"], "b")).toEqual(["a", "b"]);
    expect(toggled(["a", "b"], "a")).toEqual(["b"]);
  });
});
