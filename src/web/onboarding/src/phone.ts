// Number field: formatting while typing, detection of the country, validation. Numbers are parsed as the service parses
// them; the service knows newer numbering plans and decides.

import {
  AsYouType,
  Metadata,
  isSupportedCountry,
  type CountryCode,
  type MetadataJson,
  type PhoneNumber,
} from "libphonenumber-js/core";
import { digitsOf, displayedPhone } from "@linekeeper/ui/format.ts";
import { plainNumber } from "@linekeeper/ui/number.ts";

import numbers from "./generated/numbers.json" with { type: "json" };
import type { Key } from "./texts.ts";

export type Region = CountryCode;

const plans = numbers as unknown as MetadataJson;

/** Default region of national numbers. */
export const HOME: Region = "RU";

/** Characters that a typed number may have after normalisation. */
const TYPABLE = /^[\d +().-]*$/;

/**
 * Numbers in a form that the country's numbering plan has abandoned but accounts still have, and people copy from
 * WhatsApp: the service knows the current form. Without the plus only those longer than national numbers match.
 */
const OLDER = /^(?=\+|\d{12})\+?(5[2457]|84|22[59]|23[07]|241|378|593)\d{6,11}$/;

/** Characters that make up the number: digits and the leading plus. */
const SIGNIFICANT = /[\d+]/;

/**
 * Returns the region of national numbers: the one set by the page, else the browser's. English is the default language
 * of many browsers, so its region is ignored.
 */
export function regionOf(said: string | null, tags: readonly string[]): Region {
  const asked = said?.trim().toUpperCase() ?? "";
  if (isRegion(asked)) return asked;
  const [language, ...rest] = (tags[0] ?? "").split("-");
  const region = rest.at(-1)?.toUpperCase() ?? "";
  return language !== "en" && isRegion(region) ? region : HOME;
}

function isRegion(text: string): text is Region {
  return isSupportedCountry(text as Region, plans);
}

export type Reading = { readonly e164: string; readonly country: Region | null } | { readonly wrong: Key };

/** Parses a typed number; returns the kind of mistake if it is invalid. */
export function readNumber(typed: string, region: Region): Reading {
  const text = plainNumber(typed).trim();
  if (text === "") return { wrong: "numberEmpty" };
  if (!TYPABLE.test(text) || text.lastIndexOf("+") > 0) return { wrong: "numberSigns" };
  if (isCutShort(text, region)) return { wrong: "numberShort" };
  const readings = readingsOf(text, region);
  const number = readings.find((reading) => reading.isValid()) ?? readings.find((reading) => reading.isPossible());
  if (number) return { e164: number.number, country: number.country ?? null };
  if (OLDER.test(significant(text))) return { e164: `+${digitsOf(text)}`, country: null };
  return { wrong: mistakeOf(text, region) };
}

/**
 * Returns the possible readings, the national one first: `8 916 …` is a Russian number. Numbers are often typed with
 * the calling code but without the plus, too.
 */
function readingsOf(text: string, region: Region): PhoneNumber[] {
  const international = `+${digitsOf(text)}`;
  const candidates = text.startsWith("+") ? [international] : [digitsOf(text), international];
  return candidates.flatMap((candidate) => writing(candidate, region).getNumber() ?? []);
}

/** Creates a formatter with the text as its input. */
function writing(text: string, region: Region): AsYouType {
  const writer = new AsYouType(region, plans);
  writer.input(text);
  return writer;
}

/**
 * Detects a Russian mobile number with a digit missing, `8 916 123-45-6`: it matches the plan as a number of area 891,
 * which does not exist.
 */
function isCutShort(text: string, region: Region): boolean {
  return region === "RU" && /^89\d{8}$/.test(digitsOf(text)) && !text.startsWith("+");
}

function mistakeOf(text: string, region: Region): Key {
  const writer = writing(text.startsWith("+") ? `+${digitsOf(text)}` : digitsOf(text), region);
  const number = writer.getNumber();
  if (writer.isInternational() && writer.getCallingCode() === undefined && digitsOf(text).length >= LONGEST_CODE) {
    return "numberCountryUnknown";
  }
  if (number === undefined) return "numberShort";
  return isNearerToLess(number.nationalNumber.length, lengthsOf(number)) ? "numberLong" : "numberShort";
}

/** Returns whether an invalid length is nearer to a shorter valid one: then there are too many digits. */
function isNearerToLess(length: number, lengths: readonly number[]): boolean {
  const less = Math.max(...lengths.filter((possible) => possible < length));
  const more = Math.min(...lengths.filter((possible) => possible > length));
  return length - less <= more - length;
}

/** Maximum number of digits of a calling code. */
const LONGEST_CODE = 3;

/** Returns the possible lengths of numbers in this plan, in digits. */
function lengthsOf({ country, countryCallingCode }: PhoneNumber): number[] {
  const metadata = new Metadata(plans);
  metadata.selectNumberingPlan((country ?? countryCallingCode) as Region);
  return metadata.numberingPlan?.possibleLengths() ?? [];
}

/** Returns whether two texts are the same number. */
export function sameNumber(one: string, other: string, region: Region): boolean {
  const [a, b] = [readNumber(one, region), readNumber(other, region)];
  return "e164" in a && "e164" in b && a.e164 === b.e164;
}

/** Number of equal last digits that identify a number: no two numbers that one person would confuse share as many. */
const END_DIGITS = 7;

/**
 * Returns whether two numbers may be the same in different notations: with a calling code, with a mobile prefix, or
 * masked.
 */
export function sameEnd(one: string, other: string): boolean {
  const [a, b] = [one, other].map((number) => /\d*$/.exec(plainNumber(number).replace(/[ ().-]/g, ""))?.[0] ?? "");
  const length = Math.min(a!.length, b!.length, END_DIGITS);
  return length > 0 && a!.endsWith(b!.slice(-length));
}

/** Returns the country of what has been typed so far; null while several or none match. */
export function countryOf(typed: string, region: Region): Region | null {
  const reading = readNumber(typed, region);
  if ("e164" in reading && reading.country !== null) return reading.country;
  const writer = writing(plainNumber(typed), region);
  return writer.isInternational() ? (writer.getCountry() ?? null) : region;
}

/** Formats a number in groups, as far as it has been typed. */
export function grouped(typed: string, region: Region): string {
  const text = plainNumber(typed);
  if (!TYPABLE.test(text)) return typed;
  const digits = digitsOf(text);
  const international = text.trimStart().startsWith("+");
  if (digits === "") return international ? "+" : "";
  if (international) return internationally(digits);
  const national = new AsYouType(region, plans).input(digits);
  if (national !== digits || digits.length <= 10) return national;
  return internationally(digits).slice(1);
}

/** Longest number of calling code 7, in digits. */
const LONGEST_OF_7 = 11;

/** Groups a number with its calling code. Those of code 7 are written as numbers that the service shows are. */
function internationally(digits: string): string {
  if (!digits.startsWith("7") || digits.length > LONGEST_OF_7) return new AsYouType(HOME, plans).input(`+${digits}`);
  const [area, ...rest] = [digits.slice(1, 4), digits.slice(4, 7), digits.slice(7, 9), digits.slice(9)].filter(Boolean);
  return ["+7", area, rest.join("-")].filter(Boolean).join(" ");
}

export interface Field {
  readonly text: string;
  /** Number of characters before the caret. */
  readonly caret: number;
}

/**
 * Formats the field after an input and keeps the caret's position among the digits. Deleting a separator deletes the
 * digit beside it: the separator alone would reappear at once. A text that is not a number stays unchanged, and so does
 * its caret.
 */
export function retyped(
  before: string,
  { text, caret }: Field,
  region: Region,
  deleted: "back" | "ahead" | null,
): Field {
  let [head, tail] = [plainNumber(text.slice(0, caret)), plainNumber(text.slice(caret))];
  if (!TYPABLE.test(head + tail)) return { text, caret };
  // Only separators reappear by themselves: a deleted letter is gone.
  const hadGroups = TYPABLE.test(plainNumber(before));
  if (deleted !== null && hadGroups && significant(head + tail) === significant(before)) {
    if (deleted === "back") head = withoutLast(head);
    else tail = withoutFirst(tail);
  }
  const shown = grouped(head + tail, region);
  // A caret at the end stays behind a closing bracket: the next digit follows it.
  return { text: shown, caret: caret === text.length ? shown.length : placeAfter(shown, significant(head).length) };
}

function significant(text: string): string {
  return [...text].filter((sign) => SIGNIFICANT.test(sign)).join("");
}

function withoutLast(text: string): string {
  return text.replace(/[\d+][^\d+]*$/, "");
}

function withoutFirst(text: string): string {
  return text.replace(/^[^\d+]*[\d+]/, "");
}

/** Returns the position after the given number of significant characters. */
function placeAfter(text: string, count: number): number {
  if (count === 0) return 0;
  let seen = 0;
  for (let index = 0; index < text.length; index += 1) {
    if (SIGNIFICANT.test(text.charAt(index))) seen += 1;
    if (seen === count) return index + 1;
  }
  return text.length;
}

/** Formats a number from the service, digits alone or digits and bullets, as in its country. */
export function displayedNumber(number: string): string {
  if (!/^\d[\d•]*$/.test(number)) return displayedPhone(number);
  // Groups follow from the first digits, which are never hidden: any digit stands for a hidden one.
  const hidden = [...number];
  const shown = internationally(number.replaceAll("•", "0"));
  let index = 0;
  return shown.replace(/\d/g, () => hidden[index++] ?? "");
}

/** Spells a typed number as the service's numbers are spelled; what is no number stays as it is. */
export function spelledNumber(typed: string, region: Region): string {
  const reading = readNumber(typed, region);
  return "e164" in reading ? displayedNumber(digitsOf(reading.e164)) : typed.trim();
}
