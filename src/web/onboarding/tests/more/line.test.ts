import { expect, test } from "vitest";

import { timeAgo } from "../../src/languages/moments.ts";
import { toneOfAbsence } from "../../src/more/line.ts";

const DAY = 86_400_000;

test("the owner is warned after ten days without the phone, and urgently after twelve", () => {
  const tones = [0, 9.99, 10, 11.99, 12, 13, 14, 40].map((days) => toneOfAbsence(0, days * DAY));
  expect(tones).toEqual([null, null, "warning", "warning", "error", "error", "error", "error"]);
});

test("where it is not known when the phone was seen, nobody is warned", () => {
  expect(toneOfAbsence(null, 100 * DAY)).toBeNull();
});

test("how long ago it was is said in the unit that matters, in the language", () => {
  const said = (ms: number): string => timeAgo("en", ms);
  expect([0, -5000, 90_000, 3_600_000, 47 * 3_600_000, 2 * DAY, 13.9 * DAY].map(said)).toEqual([
    ...["this minute", "this minute", "1 minute ago", "1 hour ago", "47 hours ago", "2 days ago", "13 days ago"],
  ]);
  expect(timeAgo("ru", 13 * DAY)).toBe("13 дней назад");
});
