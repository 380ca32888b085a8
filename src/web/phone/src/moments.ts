// Formatting of times as on a phone.

import type { Language } from "@linekeeper/ui/i18n.ts";

const TAGS: Readonly<Record<Language, string>> = { ru: "ru-RU", en: "en-GB" };

/** Formats a time as `14:05` if it is today, else as `22.11, 14:05`. */
export function momentText(language: Language, seconds: number, now: Date): string {
  const time = new Date(seconds * 1000);
  const clock: Intl.DateTimeFormatOptions = { hour: "2-digit", minute: "2-digit" };
  const today = time.toDateString() === now.toDateString();
  const format: Intl.DateTimeFormatOptions = today ? clock : { ...clock, day: "2-digit", month: "2-digit" };
  return new Intl.DateTimeFormat(TAGS[language], format).format(time);
}
