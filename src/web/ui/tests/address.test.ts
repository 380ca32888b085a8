import { expect, test } from "vitest";

import { isCompany, withParameters, withQuery } from "../src/address.ts";

test("company ids follow the service's rule", () => {
  for (const id of ["997441", "a", "Salon_7-b", "x".repeat(64)]) expect(isCompany(id), id).toBe(true);
  for (const id of ["", " ", "a b", "../etc", "салон", "a\n", "x".repeat(65), "a/b"])
    expect(isCompany(id), id).toBe(false);
});

test("a changed parameter leaves the others alone", () => {
  expect(withQuery("?by=qr&lang=ru", { lang: "en" })).toBe("?by=qr&lang=en");
  expect(withQuery("?by=qr", { by: null })).toBe("");
});

test("an address that changes keeps its fragment, and nothing of it gets into the query", () => {
  const location = { pathname: "/connect", search: "?lang=ru", hash: "#token=a.b.c" };
  expect(withParameters(location, { lang: "en" })).toBe("/connect?lang=en#token=a.b.c");
  expect(withParameters({ ...location, hash: "" }, { lang: null })).toBe("/connect");
});
