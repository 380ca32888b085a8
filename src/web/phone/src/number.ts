// Parsing of typed numbers and codes.

import { displayedCode, plainCode } from "@linekeeper/ui/format.ts";
import { plainNumber } from "@linekeeper/ui/number.ts";

/** Returns a number as the simulator expects it, 7 to 15 digits; null if it is not one. */
export function numberOf(text: string): string | null {
  const digits = plainNumber(text).replace(/[ +().-]/g, "");
  return /^\d{7,15}$/.test(digits) ? digits : null;
}

/** Checks a code before it is sent: a wrong one uses up an attempt. */
export function codeProblem(text: string): "codeInvalid" | "codeSigns" | null {
  const code = plainCode(text);
  if (code.length !== 8) return "codeInvalid";
  return /[0IOU]/.test(code) ? "codeSigns" : null;
}

/** Formats the code field after an input; the caret stays behind the same character. */
export function typedCode(value: string, caret: number): { value: string; caret: number } {
  const formatted = displayedCode(value);
  const before = Math.min(plainCode(value.slice(0, caret)).length, 8);
  // The dash precedes the fifth character: after four the caret stays before it.
  return { value: formatted, caret: before > 4 ? before + 1 : before };
}
