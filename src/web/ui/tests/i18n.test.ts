import { expect, test } from "vitest";

import { languageOf, pageLanguage, sayFrom } from "../src/i18n.ts";

const texts = { ru: { left: "Ещё {time}" }, en: { left: "{time} left" } };

test("a sentence has its places filled in", () => {
  const say = sayFrom(texts);
  expect(say("en", "left", { time: "2:41" })).toBe("2:41 left");
  expect(say("ru", "left", { time: 5 })).toBe("Ещё 5");
});

test("an unknown text is an error, not an empty place", () => {
  const say = sayFrom(texts);
  expect(() => say("ru", "nothing" as "left")).toThrow("no text nothing");
});

test("the language of the address wins over the browser's", () => {
  expect(pageLanguage("?lang=en", ["ru-RU"])).toBe("en");
  expect(pageLanguage("?lang=ru", ["en"])).toBe("ru");
});

test("without one the browser's first known language is taken, else Russian", () => {
  expect(pageLanguage("", ["de-DE", "en-US", "ru"])).toBe("en");
  expect(pageLanguage("?lang=xx", ["RU"])).toBe("ru");
  expect(pageLanguage("", ["de"])).toBe("ru");
});

test("the first language that is known counts", () => {
  expect(languageOf(null, "xx", "EN-gb", "ru")).toBe("en");
  expect(languageOf()).toBe("ru");
});
