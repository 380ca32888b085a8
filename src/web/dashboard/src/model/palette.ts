// What a text in the search palette may be: a reference, the id of a company, words of a name, digits of a number.

import { isCompany } from "@linekeeper/ui/address.ts";

/** References as people are told them: eight characters without look-alikes. */
const SHORT = /^[2-9A-HJKMNP-TV-Z]{8}$/;
/** References of callers, and those of older journal entries: `http-0199c2a8…`. */
const LONG = /^[a-z]+-[0-9a-f][0-9a-f-]{7,}$/;

/** Returns the reference that a text may be, as the journal has it; null if it cannot be one. */
export function referenceOf(text: string): string | null {
  const typed = text.trim();
  // People read references aloud in groups, and type them as they come.
  const plain = typed.replace(/[\s\u2010-\u2015-]/g, "").toUpperCase();
  if (SHORT.test(plain)) return plain;
  return LONG.test(typed) ? typed : null;
}

/** Returns the company whose page can be opened although the service does not know it yet; null if there is none. */
export function newCompanyOf(text: string, known: readonly string[]): string | null {
  const typed = text.trim();
  return isCompany(typed) && !known.includes(typed) && !LONG.test(typed) ? typed : null;
}
