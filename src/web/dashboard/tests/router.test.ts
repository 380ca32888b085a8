import { describe, expect, test } from "vitest";

import { pathOf, placeOf } from "../src/router.ts";

describe("places", () => {
  test.each([
    "/admin",
    "/admin/sessions",
    "/admin/overview",
    "/admin/service",
    "/admin/sessions/997441",
    "/admin/webhooks",
    "/admin/webhooks/k3m9p2q8r7s6t5u4",
  ])("%s leads back to itself", (path) => {
    expect(pathOf(placeOf(path))).toBe(path);
    expect(placeOf(`${path}/`)).toEqual(placeOf(path));
  });

  test("a session's page knows its company", () => {
    expect(placeOf("/admin/sessions/salon_1-a")).toEqual({ page: "session", company: "salon_1-a" });
  });

  test.each([
    "/",
    "/admin/else",
    "/admin/service/x",
    "/admin/overview/x",
    "/admin/sessions/a/b",
    "/admin/sessions/%3Cb%3E",
    "/admin/webhooks/short",
    "/admin/webhooks/k3m9p2q8r7s6t5u4/x",
  ])("%s is no page", (path) => {
    expect(placeOf(path)).toEqual({ page: "unknown" });
  });
});
