// Matches the text of the search box against company ids and masked numbers.

import { digitsOf } from "@linekeeper/ui/format.ts";
import { plainNumber } from "@linekeeper/ui/number.ts";

/** Digits of a Russian number without its country code; every number with one is longer. */
const FULL_DIGITS = 10;
/** Minimum digits for a search by number: fewer match nearly every number. */
const LEAST_DIGITS = 2;

/** Parsed search; null matches all sessions. */
export interface Search {
  /** Part of a company id, in lower case. */
  readonly company: string;
  /** Digits of a number, in each reading of what was typed. */
  readonly numbers: readonly string[];
}

export interface Searched {
  /** Company id in lower case. */
  readonly lower: string;
  /** Digits and bullets. */
  readonly phone: string;
}

export function searchOf(text: string): Search | null {
  const company = text.trim().toLowerCase();
  if (company === "") return null;
  const number = plainNumber(company).trim();
  const digits = /^[\d+() .•-]+$/.test(number) ? digitsOf(number) : "";
  return { company, numbers: digits.length < LEAST_DIGITS ? [] : meanings(digits, number.startsWith("+")) };
}

export function matches(search: Search | null, { lower, phone }: Searched): boolean {
  if (search === null || lower.includes(search.company)) return true;
  return phone !== "" && search.numbers.some((number) => hasNumber(phone, number));
}

/** Returns the possible readings of digits: Russians write 8 for +7, or omit it. */
function meanings(digits: string, isInternational: boolean): string[] {
  if (isInternational) return [digits];
  const found = [digits];
  if (digits.startsWith("8")) found.push(`7${digits.slice(1)}`);
  if (digits.startsWith("9") && digits.length <= FULL_DIGITS) found.push(`7${digits}`);
  return found;
}

/**
 * Matches a number against a masked one. Digits that are complete, or reach the bullets, match from the start and
 * bullets match anything. Fewer digits are searched for only in the visible ones: bullets would match everything.
 */
function hasNumber(phone: string, number: string): boolean {
  if (number.length > phone.length) return false;
  const isLongEnough = number.length === phone.length || number.length > phone.indexOf("•");
  if (isLongEnough && fits(phone, number)) return true;
  return phone.includes(number);
}

function fits(phone: string, number: string): boolean {
  for (let index = 0; index < number.length; index += 1) {
    if (phone[index] !== "•" && phone[index] !== number[index]) return false;
  }
  return true;
}
