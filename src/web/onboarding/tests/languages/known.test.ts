import { expect, test } from "vitest";

import { knownLanguage, languageOf, localesOf } from "../../src/languages/known.ts";
import { waitIn } from "../../src/languages/moments.ts";

test("a language is known by the first part of its tag", () => {
  const tags = ["kk-KZ", "uz-Latn-UZ", "pt-BR", "pt-PT", "es-419", "EN_us", " ru ", "kk-Cyrl-KZ", "uz"];
  expect(tags.map(knownLanguage)).toEqual(["kk", "uz", "pt", "pt", "es", "en", "ru", "kk", "uz"]);
  expect(["de", "", "x", "kkk", null, undefined].map(knownLanguage)).toEqual([null, null, null, null, null, null]);
});

test("another script is read by those who read Russian, or by nobody", () => {
  expect(["uz-Cyrl", "uz-Cyrl-UZ", "uz-Arab-AF", "uz-AF", "kk-Arab", "kk-CN"].map(knownLanguage)).toEqual([
    ...["ru", "ru"],
    ...[null, null, null, null],
  ]);
});

test("the first language that is known counts, else it is English", () => {
  expect(languageOf("", null, "de", "kk-KZ", "ru")).toBe("kk");
  expect([languageOf("de", "fr"), languageOf()]).toEqual(["en", "en"]);
});

test("dates are written as the browser's own variety of the language", () => {
  expect(localesOf("en", ["ru", "en-AU", "en"])).toEqual(["en-AU", "en", "en-GB"]);
  expect(localesOf("ru", ["uz-Cyrl", "en"])).toEqual(["ru", "en-GB"]);
});

const DAY = 86_400_000;

test("the plural of days is that of the language", () => {
  const days = [1, 2, 5, 21].map((count) => waitIn("ru", (count + 0.5) * DAY, 0).time.replace(/\s/g, " "));
  expect(days).toEqual(["2 дня", "3 дня", "6 дней", "22 дня"]);
  expect(waitIn("ru", 20.5 * DAY, 0).time.replace(/\s/g, " ")).toBe("21 день");
});

test("a wait of up to a day is a countdown", () => {
  expect(waitIn("kk", DAY, 0)).toEqual({ time: "24:00:00", until: "" });
});
