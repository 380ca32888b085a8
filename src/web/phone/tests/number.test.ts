import { expect, test } from "vitest";

import { codeProblem, numberOf, typedCode } from "../src/number.ts";

test("a number is taken with the signs people write", () => {
  expect(numberOf("+7 900 646-42-63")).toBe("79006464263");
  expect(numberOf(" +7 (900) 646.42.63 ")).toBe("79006464263");
  expect(numberOf("\u202a+7\u202f900 646\u221242-63\u202c")).toBe("79006464263");
});

test("what is no number is none", () => {
  for (const text of ["", "123456", "7900646426x", "1".repeat(16), "../faults"]) expect(numberOf(text)).toBeNull();
});

test("a code is checked before a try is spent on it", () => {
  expect(codeProblem("abcd-9fgh")).toBeNull();
  expect(codeProblem("ABCD EFG")).toBe("codeInvalid");
  expect(codeProblem("")).toBe("codeInvalid");
  for (const code of ["ABCD-EFG0", "ABCD-EFGO", "IBCD-EFGH", "UBCD-EFGH"]) expect(codeProblem(code)).toBe("codeSigns");
});

test("a code gets its dash while it is typed, and the caret goes along", () => {
  expect(typedCode("abcd", 4)).toEqual({ value: "ABCD", caret: 4 });
  expect(typedCode("ABCDe", 5)).toEqual({ value: "ABCD-E", caret: 6 });
  expect(typedCode("ABxCD-EFG", 3)).toEqual({ value: "ABXC-DEFG", caret: 3 });
});

test("deleting across the dash takes the sign before it next", () => {
  expect(typedCode("ABCDEFGH", 4)).toEqual({ value: "ABCD-EFGH", caret: 4 });
  expect(typedCode("ABCD-", 5)).toEqual({ value: "ABCD", caret: 4 });
});

test("a pasted code loses what is around it and beyond its eighth sign", () => {
  expect(typedCode("  abcd – efgh\n", 14)).toEqual({ value: "ABCD-EFGH", caret: 9 });
  expect(typedCode("ABCD-EFGHJK", 11)).toEqual({ value: "ABCD-EFGH", caret: 9 });
});
