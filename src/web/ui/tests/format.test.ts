import { expect, test } from "vitest";

import { countdown, digitsOf, displayedCode, displayedPhone, parseTime, spelledCode } from "../src/format.ts";

test("time left is rounded up and never below zero", () => {
  const shown = [161_000, 160_001, 60_000, 1, 0, -5000, 3_723_000].map(countdown);
  expect(shown).toEqual(["2:41", "2:41", "1:00", "0:01", "0:00", "0:00", "1:02:03"]);
});

test("timestamps with nine decimals are read to the millisecond", () => {
  expect(parseTime("2026-11-23T00:50:00.123456789Z")).toBe(Date.UTC(2026, 10, 23, 0, 50, 0, 123));
  expect(parseTime("2026-11-23T00:50:00Z")).toBe(Date.UTC(2026, 10, 23, 0, 50));
});

test("what is no timestamp is none", () => {
  for (const text of [null, undefined, 5, "", "soon"]) expect(parseTime(text)).toBeNull();
});

test("a code is shown in two halves however it was typed", () => {
  const typed = ["abcdefgh", "ABCD-EFGH", " ab cd - ef gh ", "abc", "abcde", "ABCDEFGHJK"];
  expect(typed.map(displayedCode)).toEqual(["ABCD-EFGH", "ABCD-EFGH", "ABCD-EFGH", "ABC", "ABCD-E", "ABCD-EFGH"]);
});

test("a code is spelled sign by sign for a screen reader", () => {
  expect(spelledCode("ABCD-EFGH")).toBe("A B C D, E F G H");
});

test("numbers are grouped where the grouping is known, masked ones too", () => {
  expect(displayedPhone("79006464263")).toBe("+7 900 646-42-63");
  expect(displayedPhone("7900•••••63")).toBe("+7 900 •••-••-63");
  expect(displayedPhone("5511987654321")).toBe("+5511987654321");
});

test("of what was typed the digits count", () => {
  expect(digitsOf("+7 (900) 646-42-63")).toBe("79006464263");
});
