// A pairing that vanishes: cancelled on this page, elsewhere, or not known how.

import { expect, test } from "vitest";

import { Salon, connected, parked, picture, withCode, withQr } from "./salon.ts";

const CANCELLED = "The linking was cancelled elsewhere: in another tab, or by support";

test("a code that is cancelled elsewhere is said to be", () => {
  for (const before of [withCode(), withQr()]) {
    const { alert } = new Salon().sees(before, picture()).shows();
    expect([alert?.text, alert?.tone, alert?.code]).toEqual([CANCELLED, "info", null]);
  }
});

test("it is said until the next request", () => {
  const salon = new Salon().sees(withCode(), picture(), picture());
  expect(salon.shows().alert?.text).toBe(CANCELLED);
  expect(salon.asks("code", "+7 900 646-42-63").shows().alert).toBeNull();
});

test("a code that is cancelled here is nobody else's deed", () => {
  const salon = new Salon().sees(withCode()).asks("cancel").sees(picture());
  expect(salon.answers("cancel").shows().alert).toBeNull();
  const renewed = new Salon().sees(withCode()).asks("code", "+7 900 646-42-63", true).sees(picture());
  expect(renewed.shows().alert).toBeNull();
});

test("what happened while the line was lost is not known", () => {
  expect(new Salon().sees(withCode()).loses().opens().sees(picture()).shows().alert).toBeNull();
});

test("a pairing that has failed, or has linked, was not cancelled", () => {
  expect(new Salon().sees(withCode(), parked("CODE_EXPIRED", "retry")).shows().alert?.code).toBe("CODE_EXPIRED");
  expect(new Salon().sees(withCode(), connected()).shows().alert).toBeNull();
  const lastFailure = { code: "CODE_EXPIRED", at: "2026-11-23T00:00:00Z", correlationId: "K7M2QX9B" };
  const ended = picture({ lastFailure } as Parameters<typeof picture>[0]);
  expect(new Salon().sees(withCode(), ended).shows().alert).toBeNull();
});
