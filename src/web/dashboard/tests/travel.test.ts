// @vitest-environment happy-dom

import { beforeEach, expect, test, vi } from "vitest";

import { Router } from "../src/router.ts";

beforeEach(() => {
  vi.stubGlobal("scrollTo", () => undefined);
  history.replaceState(null, "", "/admin/sessions?q=salon-1");
});

test("whoever is on a page hears that its address has changed, by a link or by the browser's own buttons", () => {
  const router = new Router();
  router.start();
  const heard: string[] = [];
  const end = router.onTravel(() => heard.push(location.search));
  router.go("/admin/sessions");
  expect([heard, router.query.get("q")]).toEqual([[""], null]);
  dispatchEvent(new PopStateEvent("popstate"));
  expect(heard).toHaveLength(2);
  end();
  router.go("/admin/sessions?q=salon-2");
  expect(heard).toHaveLength(2);
});

test("what is chosen on a page is no news to the page itself", () => {
  const router = new Router();
  const heard = vi.fn();
  router.onTravel(heard);
  router.choose({ q: "salon-3" });
  expect([router.query.get("q"), heard.mock.calls.length]).toEqual(["salon-3", 0]);
});
