// Long waits in the words of the language: days instead of a countdown of hours, and the moment at which they end.

import { countdown } from "@linekeeper/ui/format.ts";

import { localesOf, type Language } from "./known.ts";

const DAY_MS = 86_400_000;

/** Returns the remaining time, with the moment of its end where that is more than a day away. */
export interface Wait {
  readonly time: string;
  /** Local date and time of the end; empty for a wait of less than a day. */
  readonly until: string;
}

/** Formats a wait of so many milliseconds from `now`. The plural of the days is that of the locale. */
export function waitIn(language: Language, left: number, now: number): Wait {
  if (left <= DAY_MS) return { time: countdown(left), until: "" };
  const locales = [...localesOf(language, globalThis.navigator?.languages ?? [])];
  const days = new Intl.NumberFormat(locales, { style: "unit", unit: "day", unitDisplay: "long" });
  const moment = new Intl.DateTimeFormat(locales, { dateStyle: "medium", timeStyle: "short" });
  return { time: days.format(Math.ceil(left / DAY_MS)), until: moment.format(now + left) };
}
