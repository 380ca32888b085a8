// Times in the words of the language: moments, how long ago one was, and long waits in days instead of a countdown of
// hours.

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
  const days = new Intl.NumberFormat(localesHere(language), { style: "unit", unit: "day", unitDisplay: "long" });
  return { time: days.format(Math.ceil(left / DAY_MS)), until: momentIn(language, now + left) };
}

function localesHere(language: Language): string[] {
  return [...localesOf(language, globalThis.navigator?.languages ?? [])];
}

/** Formats a local date and time. */
export function momentIn(language: Language, at: number): string {
  return new Intl.DateTimeFormat(localesHere(language), { dateStyle: "medium", timeStyle: "short" }).format(at);
}

const HOUR_MS = 3_600_000;

/** Formats how long ago something was, in days, or in hours within the last two days. */
export function timeAgo(language: Language, ms: number): string {
  const ago = new Intl.RelativeTimeFormat(localesHere(language), { numeric: "auto" });
  const elapsed = Math.max(0, ms);
  if (elapsed < HOUR_MS) return ago.format(-Math.floor(elapsed / 60_000), "minute");
  if (elapsed < 2 * DAY_MS) return ago.format(-Math.floor(elapsed / HOUR_MS), "hour");
  return ago.format(-Math.floor(elapsed / DAY_MS), "day");
}
