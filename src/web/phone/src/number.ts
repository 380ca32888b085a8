// Numbers and codes as people type them.

import { displayedCode, plainCode } from "@linekeeper/ui/format.ts";
import { plainNumber } from "@linekeeper/ui/number.ts";

/** A number as the simulator wants it: 7 to 15 digits. Null for what is none. */
export function numberOf(text: string): string | null {
  const digits = plainNumber(text).replace(/[ +().-]/g, "");
  return /^\d{7,15}$/.test(digits) ? digits : null;
}

/** What is wrong with a code, before a try is spent on it. */
export function codeProblem(text: string): "codeInvalid" | "codeSigns" | null {
  const code = plainCode(text);
  if (code.length !== 8) return "codeInvalid";
  return /[0IOU]/.test(code) ? "codeSigns" : null;
}

/** A code's field after a key or a paste: formatted, the caret behind the same sign as before. */
export function typedCode(value: string, caret: number): { value: string; caret: number } {
  const formatted = displayedCode(value);
  const before = Math.min(plainCode(value.slice(0, caret)).length, 8);
  // The dash is in front of the fifth sign: whoever typed four stays before it until there is a fifth.
  return { value: formatted, caret: before > 4 ? before + 1 : before };
}
