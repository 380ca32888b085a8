// Formatting of times and numbers for display, in both languages.

import type { Language } from "@linekeeper/ui/i18n.ts";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

type Unit = "s" | "min" | "h" | "d";

const UNITS: Readonly<Record<Language, Readonly<Record<Unit, string>>>> = {
  ru: { s: "с", min: "мин", h: "ч", d: "д" },
  en: { s: "s", min: "min", h: "h", d: "d" },
};

/** Formats a duration: `42 s`, `5 min`, `3 h 12 min`, `6 d 4 h`. Rounded down. */
export function duration(language: Language, ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const say = (value: number, unit: Unit): string => `${value}\u00a0${UNITS[language][unit]}`;
  const both = (large: number, unit: Unit, small: number, part: Unit): string =>
    small === 0 ? say(large, unit) : `${say(large, unit)} ${say(small, part)}`;
  if (seconds < MINUTE) return say(seconds, "s");
  if (seconds < HOUR) return say(Math.floor(seconds / MINUTE), "min");
  if (seconds < DAY) return both(Math.floor(seconds / HOUR), "h", Math.floor((seconds % HOUR) / MINUTE), "min");
  return both(Math.floor(seconds / DAY), "d", Math.floor((seconds % DAY) / HOUR), "h");
}

/** Formats a short duration to a tenth: `850 ms`, `4.2 s`, `1.5 min`. */
export function span(language: Language, ms: number): string {
  if (ms < 1000) return `${number(language, Math.round(ms))}\u00a0${language === "ru" ? "мс" : "ms"}`;
  const tenths = (unit: Unit, size: number): string =>
    `${number(language, Math.round((ms / size) * 10) / 10)}\u00a0${UNITS[language][unit]}`;
  if (ms < 60_000) return tenths("s", 1000);
  return ms < 3_600_000 ? tenths("min", 60_000) : duration(language, ms);
}

export function number(language: Language, value: number): string {
  return formats(language).number.format(value);
}

/** Formats a share: `12 %`, `3.4 %`; 0 % of a whole of 0. */
export function percent(language: Language, part: number, whole: number): string {
  return formats(language).percent.format(whole === 0 ? 0 : part / whole);
}

/** `14:05:09` */
export function clockTime(language: Language, ms: number): string {
  return formats(language).time.format(ms);
}

/** `14:05` */
export function hourMinute(language: Language, ms: number): string {
  return formats(language).minute.format(ms);
}

/** `25 Nov, 14:05` */
export function dateTime(language: Language, ms: number): string {
  return formats(language).dateTime.format(ms);
}

/** `25 Nov 2026` */
export function date(language: Language, ms: number): string {
  return formats(language).date.format(ms);
}

/** `Wednesday, 25 November 2026` */
export function weekday(language: Language, ms: number): string {
  return formats(language).weekday.format(ms);
}

/** Plural forms of a word: Russian distinguishes one, few and many. */
export type Forms = Readonly<Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }>;

/** `1 session`, `2 сессии`, `5 сессий` */
export function counted(language: Language, value: number, forms: Forms): string {
  const form = forms[formats(language).plural.select(value)] ?? forms.other;
  return `${number(language, value)}\u00a0${form}`;
}

interface Formats {
  number: Intl.NumberFormat;
  percent: Intl.NumberFormat;
  time: Intl.DateTimeFormat;
  minute: Intl.DateTimeFormat;
  dateTime: Intl.DateTimeFormat;
  date: Intl.DateTimeFormat;
  weekday: Intl.DateTimeFormat;
  plural: Intl.PluralRules;
}

const made = new Map<Language, Formats>();

/** Returns the cached formats of a language: creating one is slow, and a table needs hundreds a second. */
function formats(language: Language): Formats {
  const known = made.get(language);
  if (known !== undefined) return known;
  const locale = language === "ru" ? "ru-RU" : "en-GB";
  const fresh: Formats = {
    number: new Intl.NumberFormat(locale),
    percent: new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 }),
    time: new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", second: "2-digit" }),
    minute: new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit" }),
    dateTime: new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" }),
    date: new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", year: "numeric" }),
    weekday: new Intl.DateTimeFormat(locale, { weekday: "long", day: "numeric", month: "long", year: "numeric" }),
    plural: new Intl.PluralRules(locale),
  };
  made.set(language, fresh);
  return fresh;
}
