import { describe, expect, test } from "vitest";

import { matches, searchOf } from "../src/model/search.ts";

const salon = { lower: "salon-997441", phone: "7916•••••67" };

function finds(text: string, item = salon): boolean {
  return matches(searchOf(text), item);
}

describe("search", () => {
  test("wants all when nothing is typed", () => {
    expect(searchOf("  ")).toBeNull();
    expect(finds(" ")).toBe(true);
  });

  test("finds a company by a part of its id, whatever the case", () => {
    expect(finds("997")).toBe(true);
    expect(finds("SALON")).toBe(true);
    expect(finds("998")).toBe(false);
  });

  test.each([
    "79161234567",
    "+7 916 123-45-67",
    "8 (916) 123-45-67",
    "916 123 45 67",
    "+7916•••••67",
    "\u202a+7\u202f916 123\u221245-67\u202c",
  ])("finds a masked number by the full one, as people write it: %s", (text) => {
    expect(finds(text)).toBe(true);
  });

  test.each(["+7 916 123-45-68", "8 917 123-45-67", "7916123456789", "+8 916 123-45-67"])(
    "does not find it by a number that its mask contradicts: %s",
    (text) => {
      expect(finds(text)).toBe(false);
    },
  );

  test("finds a number while it is being typed, and by its last digits", () => {
    expect(finds("+7 916 12")).toBe(true);
    expect(finds("8 916 1")).toBe(true);
    expect(finds("67")).toBe(true);
  });

  test("does not find everything by digits that could be behind bullets", () => {
    expect(finds("12345")).toBe(false);
  });

  test("looks for no number in words", () => {
    expect(searchOf("shop 7916")?.numbers).toEqual([]);
    expect(finds("7", { lower: "x", phone: "7916•••••67" })).toBe(false);
  });
});
