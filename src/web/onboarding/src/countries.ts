// Display names of countries.

import type { Language } from "./languages/known.ts";

/** Returns the name of a country, or its two-letter code where the browser does not know it. */
export function nameOf(country: string, language: Language): string {
  return new Intl.DisplayNames([language, "en"], { type: "region", fallback: "code" }).of(country) ?? country;
}
