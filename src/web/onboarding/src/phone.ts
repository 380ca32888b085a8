// The number field: how a number looks while it is typed, whose country it is of, and what is wrong with it. Numbers are read
// as the service reads them; it knows newer plans of numbers and has the last word.

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

/** Where national numbers are of when nothing else is known. */
export const HOME: Region = "RU";

/** What people type in a number, once it is plain. */
const TYPABLE = /^[\d +().-]*$/;

/**
 * Where accounts keep a number that the country's plan has given up, and people copy it from WhatsApp: the service knows how it is
 * written today. Without the plus only what is longer than national numbers.
 */
const OLDER = /^(?=\+|\d{12})\+?(5[2457]|84|22[59]|23[07]|241|378|593)\d{6,11}$/;

/** What of a typed text is the number: digits and the plus it begins with. */
const SIGNIFICANT = /[\d+]/;

/**
 * Where national numbers are of: what the page says, else the browser's own region. English is what browsers speak that
 * nobody has asked, so that its region says nothing.
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

/** What a typed text is as a number, or what is wrong with it. */
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

/** National first: `8 916 …` is a Russian number. One with the country's code but without the plus is the usual thing, too. */
function readingsOf(text: string, region: Region): PhoneNumber[] {
  const international = `+${digitsOf(text)}`;
  const candidates = text.startsWith("+") ? [international] : [digitsOf(text), international];
  return candidates.flatMap((candidate) => writing(candidate, region).getNumber() ?? []);
}

/** A number that is being written. */
function writing(text: string, region: Region): AsYouType {
  const writer = new AsYouType(region, plans);
  writer.input(text);
  return writer;
}

/** `8 916 123-45-6`: with a digit missing it still fits the plan, as a number of an area 891, which there is not. */
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

/** Whether a length that no number has is nearer to a lesser one: then there are digits too many. */
function isNearerToLess(length: number, lengths: readonly number[]): boolean {
  const less = Math.max(...lengths.filter((possible) => possible < length));
  const more = Math.min(...lengths.filter((possible) => possible > length));
  return length - less <= more - length;
}

/** No country's code has more digits. */
const LONGEST_CODE = 3;

/** How many digits a number of this plan can have. */
function lengthsOf({ country, countryCallingCode }: PhoneNumber): number[] {
  const metadata = new Metadata(plans);
  metadata.selectNumberingPlan((country ?? countryCallingCode) as Region);
  return metadata.numberingPlan?.possibleLengths() ?? [];
}

/** Whether two texts are the same number. */
export function sameNumber(one: string, other: string, region: Region): boolean {
  const [a, b] = [readNumber(one, region), readNumber(other, region)];
  return "e164" in a && "e164" in b && a.e164 === b.e164;
}

/** No two numbers that people of one place would mix up end with so many equal digits. */
const END_DIGITS = 7;

/** Whether one can be the other however it is spelled: with a country's code, a mobile mark, or the middle masked. */
export function sameEnd(one: string, other: string): boolean {
  const [a, b] = [one, other].map((number) => /\d*$/.exec(plainNumber(number).replace(/[ ().-]/g, ""))?.[0] ?? "");
  const length = Math.min(a!.length, b!.length, END_DIGITS);
  return length > 0 && a!.endsWith(b!.slice(-length));
}

/** The country of what has been typed so far; null as long as several or none could be meant. */
export function countryOf(typed: string, region: Region): Region | null {
  const reading = readNumber(typed, region);
  if ("e164" in reading && reading.country !== null) return reading.country;
  const writer = writing(plainNumber(typed), region);
  return writer.isInternational() ? (writer.getCountry() ?? null) : region;
}

/** A number in groups, as far as it has been typed. */
export function grouped(typed: string, region: Region): string {
  const text = plainNumber(typed);
  if (!TYPABLE.test(text)) return typed;
  const digits = digitsOf(text);
  const international = text.trimStart().startsWith("+");
  if (digits === "") return international ? "+" : "";
  if (international) return new AsYouType(region, plans).input(`+${digits}`);
  const national = new AsYouType(region, plans).input(digits);
  if (national !== digits || digits.length <= 10) return national;
  return new AsYouType(region, plans).input(`+${digits}`).slice(1);
}

export interface Field {
  readonly text: string;
  /** How many characters are before the caret. */
  readonly caret: number;
}

/**
 * The field after something was typed into it, the caret where it was among the digits. Whoever deletes a dash means the digit
 * beside it: the dash alone would be back at once. A text that is no number is left alone, and so is the caret in it.
 */
export function retyped(
  before: string,
  { text, caret }: Field,
  region: Region,
  deleted: "back" | "ahead" | null,
): Field {
  let [head, tail] = [plainNumber(text.slice(0, caret)), plainNumber(text.slice(caret))];
  if (!TYPABLE.test(head + tail)) return { text, caret };
  // Only groups come back by themselves: a letter that was deleted is gone.
  const hadGroups = TYPABLE.test(plainNumber(before));
  if (deleted !== null && hadGroups && significant(head + tail) === significant(before)) {
    if (deleted === "back") head = withoutLast(head);
    else tail = withoutFirst(tail);
  }
  const shown = grouped(head + tail, region);
  // At the end also behind a bracket that closes: what is typed next comes after it.
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

/** The place right after so many significant signs. */
function placeAfter(text: string, count: number): number {
  if (count === 0) return 0;
  let seen = 0;
  for (let index = 0; index < text.length; index += 1) {
    if (SIGNIFICANT.test(text.charAt(index))) seen += 1;
    if (seen === count) return index + 1;
  }
  return text.length;
}

/** A number of the service, digits alone or digits and bullets, as people of its country write it. */
export function displayedNumber(number: string): string {
  return number.startsWith("7") || !/^\d+$/.test(number) ? displayedPhone(number) : grouped(`+${number}`, HOME);
}
