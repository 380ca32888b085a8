// What was typed into the search box, against company ids and masked numbers.

import { digitsOf } from "@linekeeper/ui/format.ts";
import { plainNumber } from "@linekeeper/ui/number.ts";

/** Shorter than any number with its country code. */
const FULL_DIGITS = 10;
/** Fewer digits would be found in nearly every number. */
const LEAST_DIGITS = 2;

/** A wish to find sessions; null wants all. */
export interface Search {
  /** Part of a company's id, in small letters. */
  readonly company: string;
  /** The digits of a number, in each way that they can be meant. */
  readonly numbers: readonly string[];
}

export interface Searched {
  /** The company's id in small letters. */
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

/** Russians write 8 for +7, or leave it out. */
function meanings(digits: string, isInternational: boolean): string[] {
  if (isInternational) return [digits];
  const found = [digits];
  if (digits.startsWith("8")) found.push(`7${digits.slice(1)}`);
  if (digits.startsWith("9") && digits.length <= FULL_DIGITS) found.push(`7${digits}`);
  return found;
}

/**
 * A number in full, or as far as it was typed, fits if its digits are those that the mask shows. A few digits are looked for in
 * what can be seen: behind bullets anything would be found.
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
