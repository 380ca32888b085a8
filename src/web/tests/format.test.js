import assert from "node:assert/strict";
import test from "node:test";

import { countdown, couldBePhone, displayedCode, displayedPhone, parseTime, spelledCode } from "../assets/shared/format.js";

test("time left is rounded up and never below zero", () => {
  const shown = [161_000, 160_001, 60_000, 1, 0, -5000, 3_723_000].map(countdown);
  assert.deepEqual(shown, ["2:41", "2:41", "1:00", "0:01", "0:00", "0:00", "1:02:03"]);
});

test("timestamps with nine decimals are read to the millisecond", () => {
  assert.equal(parseTime("2026-11-23T00:50:00.123456789Z"), Date.UTC(2026, 10, 23, 0, 50, 0, 123));
  assert.equal(parseTime("2026-11-23T00:50:00Z"), Date.UTC(2026, 10, 23, 0, 50));
});

test("what is no timestamp is none", () => {
  for (const text of [null, undefined, 5, "", "soon"]) assert.equal(parseTime(text), null);
});

test("a code is shown in two halves however it was typed", () => {
  assert.deepEqual(["abcdefgh", "ABCD-EFGH", " ab cd - ef gh ", "abc", "abcde", "ABCDEFGHJK"].map(displayedCode), [
    "ABCD-EFGH", "ABCD-EFGH", "ABCD-EFGH", "ABC", "ABCD-E", "ABCD-EFGH",
  ]);
});

test("a code is spelled sign by sign for a screen reader", () => {
  assert.equal(spelledCode("ABCD-EFGH"), "A B C D, E F G H");
});

test("numbers are grouped where the grouping is known, masked ones too", () => {
  assert.equal(displayedPhone("79006464263"), "+7 900 646-42-63");
  assert.equal(displayedPhone("7900•••••63"), "+7 900 •••-••-63");
  assert.equal(displayedPhone("5511987654321"), "+5511987654321");
});

test("only what could be a number is sent", () => {
  for (const text of ["+7 900 646-42-63", "8 (916) 123 45 67", "79006464263", "+7\u00a0900\u00a0646\u201142\u201163"]) {
    assert.ok(couldBePhone(text), text);
  }
  for (const text of ["", "123456", "phone", "7900646426x", "9".repeat(40), "79006464263; drop"]) {
    assert.ok(!couldBePhone(text), text);
  }
});
