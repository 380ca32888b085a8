import { describe, expect, test } from "vitest";

import { counted, duration, number, percent, span } from "../src/model/times.ts";

/** Replaces non-breaking spaces by plain ones. */
const plain = (text: string): string => text.replace(/[\u00a0\u202f]/g, " ");

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

describe("times", () => {
  test.each<[number, string, string]>([
    [-5, "0 s", "0 с"],
    [42 * SECOND, "42 s", "42 с"],
    [5 * MINUTE + 59 * SECOND, "5 min", "5 мин"],
    [3 * HOUR + 12 * MINUTE, "3 h 12 min", "3 ч 12 мин"],
    [48 * HOUR, "2 d", "2 д"],
    [52 * HOUR, "2 d 4 h", "2 д 4 ч"],
  ])("%d ms is as long as %s", (ms, en, ru) => {
    expect(plain(duration("en", ms))).toBe(en);
    expect(plain(duration("ru", ms))).toBe(ru);
  });

  test("short times are told to a tenth", () => {
    expect(plain(span("en", 850))).toBe("850 ms");
    expect(plain(span("ru", 4230))).toBe("4,2 с");
    expect(plain(span("en", 90 * SECOND))).toBe("1.5 min");
    expect(plain(span("en", 2 * HOUR))).toBe("2 h");
  });

  test("numbers, shares and words follow the language", () => {
    expect(plain(number("en", 10_000))).toBe("10,000");
    expect(plain(number("ru", 10_000))).toBe("10 000");
    expect(plain(percent("en", 1, 3))).toBe("33.3%");
    expect(plain(percent("en", 1, 0))).toBe("0%");
    const forms = { one: "сессия", few: "сессии", many: "сессий", other: "сессии" };
    expect([1, 2, 5, 21].map((count) => plain(counted("ru", count, forms)))).toEqual([
      "1 сессия",
      "2 сессии",
      "5 сессий",
      "21 сессия",
    ]);
  });
});
