import { expect, test } from "vitest";

import { plainNumber } from "../src/number.ts";

/** Returns every character with this Unicode property. */
function all(property: string): string[] {
  const pattern = new RegExp(`^\\p{${property}}$`, "u");
  const signs: string[] = [];
  for (let code = 0; code <= 0x10ffff; code += 1) {
    const sign = String.fromCodePoint(code);
    if (pattern.test(sign)) signs.push(sign);
  }
  return signs;
}

test("format characters are dropped wherever they stand", () => {
  const signs = [...all("Cf"), "\u034f", "\ufe0f"];
  expect(signs.length).toBeGreaterThan(150);
  for (const sign of signs) expect(plainNumber(`${sign}+7${sign} 900${sign}`), sign).toBe("+7 900");
});

test("every space and every dash separates", () => {
  for (const space of [...all("Zs"), "\t", "\u2028"]) expect(plainNumber(`+7${space}900`), space).toBe("+7 900");
  for (const dash of [...all("Pd"), "\u2212", "\uff0d"]) expect(plainNumber(`900${dash}64`), dash).toBe("900-64");
});

test("digits of every script are read as digits", () => {
  expect(plainNumber("\uff0b\uff17\uff08\uff19\uff10\uff10\uff09\uff16")).toBe("+7(900)6");
  expect(plainNumber("+٩٦٦ ٥٠ ١٢٣ ٤٥٦٧")).toBe("+966 50 123 4567");
  expect(plainNumber("۰۹۱۲ ३४५")).toBe("0912 345");
  const digits = all("Nd");
  expect(digits.length).toBeGreaterThan(600);
  const values = digits.map((digit) => plainNumber(digit)).join("");
  expect(values).toBe("0123456789".repeat(digits.length / 10));
});

test("letters and other signs stay", () => {
  expect(plainNumber("тел. +7 900, доб. 5")).toBe("тел. +7 900, доб. 5");
  expect(plainNumber("½²")).toBe("½²");
});
