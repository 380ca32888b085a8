import { expect, test } from "vitest";

import {
  countryOf,
  displayedNumber,
  grouped,
  readNumber,
  regionOf,
  retyped,
  sameEnd,
  sameNumber,
} from "../src/phone.ts";

const read = (text: string, region: Parameters<typeof readNumber>[1] = "RU"): unknown => {
  const reading = readNumber(text, region);
  return "e164" in reading ? reading.e164 : reading.wrong;
};

test("eight before ten digits is a Russian number, not an international one", () => {
  expect(read("8 916 123-45-67")).toBe("+79161234567");
  expect(read("8 (916) 123 45 67")).toBe("+79161234567");
});

test("a number is read however people write it", () => {
  for (const text of [
    "+7 900 646-42-63",
    "79006464263",
    "89006464263",
    "9006464263",
    "+7\u00a0900\u00a0646\u201142\u201163",
  ]) {
    expect(read(text), text).toBe("+79006464263");
  }
});

test("a foreign number counts with its country's code, with the plus or without", () => {
  expect(read("+998 90 123-45-67")).toBe("+998901234567");
  expect(read("998901234567")).toBe("+998901234567");
  expect(read("375 29 123 45 67")).toBe("+375291234567");
  expect(read("+1 416 555 0123")).toBe("+14165550123");
});

test("national numbers are of the region that is said", () => {
  expect(read("8 029 123-45-67", "BY")).toBe("+375291234567");
  expect(read("8 701 234 5678", "KZ")).toBe("+77012345678");
  expect(read("030 1234567", "DE")).toBe("+49301234567");
});

test("what is wrong with a number is said as it is", () => {
  const wrong = [
    ["", "numberEmpty"],
    ["   ", "numberEmpty"],
    ["phone", "numberSigns"],
    ["79006464263; drop", "numberSigns"],
    ["7+9006464263", "numberSigns"],
    ["+", "numberShort"],
    ["8", "numberShort"],
    ["+7 900", "numberShort"],
    ["+7 900 646 42 6", "numberShort"],
    ["8 916 123-45-6", "numberShort"],
    ["+7 900 646 42 633", "numberLong"],
    ["+7 916 123-45-67-89", "numberLong"],
    ["+998 90 123 45 67 89", "numberLong"],
    ["+999 123 456 789", "numberCountryUnknown"],
  ] as const;
  for (const [text, key] of wrong) expect(read(text), text).toBe(key);
});

test("a number that fits in length is left to the service, which knows newer plans", () => {
  expect(read("+7 055 123 45 67")).toBe("+70551234567");
});

test("a number as its country used to write it is left to the service", () => {
  expect(read("+52 1 55 1234 5678")).toBe("+5215512345678");
  expect(read("5215512345678")).toBe("+5215512345678");
  expect(read("+55 (31) 8765-4321")).toBe("+553187654321");
  expect(read("+225 07 12 34 56")).toBe("+22507123456");
  expect(read("+229 90 01 12 34")).toBe("+22990011234");
  expect(read("+84 169 123 4567")).toBe("+841691234567");
  // A text too short for any of these forms is reported as short.
  expect(read("+52 1 55")).toBe("numberShort");
  expect(read("8 401 234 56")).toBe("numberShort");
});

test("the country is guessed from what is typed, else it is the region", () => {
  const guesses = [
    ["", "RU"],
    ["8 916", "RU"],
    ["+", null],
    ["+7 701 234 5678", "KZ"],
    ["8 701 234 5678", "KZ"],
    ["+49", "DE"],
    ["+1", null],
    ["+1 416 555 0123", "CA"],
    ["998901234567", "UZ"],
  ] as const;
  for (const [text, country] of guesses) expect(countryOf(text, "RU"), text).toBe(country);
});

test("the region is what the page says, else the browser's own, else Russia", () => {
  expect(regionOf("kz", ["ru-RU"])).toBe("KZ");
  expect(regionOf(null, ["uk-UA", "ru"])).toBe("UA");
  expect(regionOf(null, ["ru"])).toBe("RU");
  expect(regionOf("Mars", [])).toBe("RU");
});

test("a browser that speaks English says nothing of the country", () => {
  expect(regionOf(null, ["en-US", "ru-RU"])).toBe("RU");
});

test("digits fall into groups as they are typed", () => {
  const typed = [
    "8",
    "8916",
    "89161",
    "8916123",
    "89161234567",
    "+7916",
    "+79161234567",
    "79161234567",
    "998901234567",
    "+447",
  ];
  expect(typed.map((text) => grouped(text, "RU"))).toEqual([
    "8",
    "8 (916)",
    "8 (916) 1",
    "8 (916) 123",
    "8 (916) 123-45-67",
    "+7 916",
    "+7 916 123-45-67",
    "7 916 123 45 67",
    "998 90 123 45 67",
    "+44 7",
  ]);
});

/** The same number as other pages and programs put it on the clipboard. */
const PASTED = [
  "\u202a+7 900 646-42-63\u202c",
  "\u2066+7\u202f900\u202f646\u202f42\u202f63\u2069",
  "\u200e+7\u2009(900)\u20096464263\u200f",
  "\ufeff+7 900\u00ad646\u00ad42\u00ad63\u200b",
  "+7\u2007900\u3000646\u221242\u221263",
  "\uff0b\uff17\uff08\uff19\uff10\uff10\uff09\uff16\uff14\uff16\uff0d\uff14\uff12\uff0d\uff16\uff13",
  "+٧ ٩٠٠ ٦٤٦ ٤٢ ٦٣",
  "\t8 900 646\u201042\u201563\n",
];

test("a pasted number is read and grouped whatever comes with it", () => {
  for (const text of PASTED) {
    expect(read(text), JSON.stringify(text)).toBe("+79006464263");
    const { text: shown, caret } = retyped("", { text, caret: text.length }, "RU", null);
    expect(shown, JSON.stringify(text)).toMatch(/^(\+7 900 646-42-63|7 900 646 42 63|8 \(900\) 646-42-63)$/);
    expect(caret).toBe(shown.length);
    expect(countryOf(text, "RU")).toBe("RU");
  }
});

test("what is pasted into the middle leaves the caret behind it", () => {
  const shown = retyped("+7 900", { text: "+7 \u202a64\u202c900", caret: 7 }, "RU", null);
  expect(shown).toEqual({ text: "+7 649 00", caret: 5 });
});

test("letters stay in the order in which they are typed", () => {
  let field = { text: "", caret: 0 };
  for (const letter of "8 Anna") {
    const before = field.text;
    const text = before.slice(0, field.caret) + letter + before.slice(field.caret);
    field = retyped(before, { text, caret: field.caret + 1 }, "RU", null);
  }
  expect(field).toEqual({ text: "8Anna", caret: 5 });
});

test("a letter that is deleted takes no digit along", () => {
  expect(retyped("89x16", { text: "8916", caret: 2 }, "RU", "back").text).toBe("8 (916)");
  expect(retyped("89x16", { text: "8916", caret: 2 }, "RU", "ahead").text).toBe("8 (916)");
});

test("what is no number is left as it is typed", () => {
  expect(grouped("hello 5", "RU")).toBe("hello 5");
});

test("the caret stays at its digit when groups shift", () => {
  expect(retyped("8 (916) 123", { text: "8 (9916) 123", caret: 4 }, "RU", null)).toEqual({
    text: "8 (991) 612-3",
    caret: 4,
  });
  expect(retyped("+7 916", { text: "+7 9161", caret: 7 }, "RU", null)).toEqual({ text: "+7 916 1", caret: 8 });
  expect(retyped("+7 916", { text: "7 916", caret: 0 }, "RU", "back").caret).toBe(0);
});

test("whoever deletes a sign between digits means the digit beside it", () => {
  const before = "8 (916) 123-45-67";
  const back = retyped(before, { text: "8 (916) 12345-67", caret: 11 }, "RU", "back");
  expect(back.text.replace(/\D/g, "")).toBe("8916124567");
  const ahead = retyped(before, { text: "8 (916) 12345-67", caret: 11 }, "RU", "ahead");
  expect(ahead.text.replace(/\D/g, "")).toBe("8916123567");
});

test("the same number is the same however it is written", () => {
  expect(sameNumber("8 900 646 42 63", "+79006464263", "RU")).toBe(true);
  expect(sameNumber("8 900 646 42 64", "+79006464263", "RU")).toBe(false);
  expect(sameNumber("", "", "RU")).toBe(false);
});

test("numbers that may be one end alike, however they are spelled", () => {
  expect(sameEnd("8 900 646-42-63", "79006464263")).toBe(true);
  expect(sameEnd("+52 55 1234 5678", "5215512345678")).toBe(true);
  expect(sameEnd("212345", "298212345")).toBe(true);
  expect(sameEnd("\u202a8 900 646-42-63\u202c", "7900•••••63")).toBe(true);
  expect(sameEnd("8 900 646-42-64", "79006464263")).toBe(false);
  expect(sameEnd("8 916 646-42-64", "7900•••••63")).toBe(false);
  expect(sameEnd("", "79006464263")).toBe(false);
});

test("the service's numbers are shown as people write them, masked ones too", () => {
  expect(displayedNumber("79006464263")).toBe("+7 900 646-42-63");
  expect(displayedNumber("7916•••••67")).toBe("+7 916 •••-••-67");
  expect(displayedNumber("998901234567")).toBe("+998 90 123 45 67");
  expect(displayedNumber("9989••••••67")).toBe("+998 9• ••• •• 67");
});
