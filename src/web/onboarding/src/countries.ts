// Countries as people know them.

import type { Language } from "@linekeeper/ui/i18n.ts";

/** The name of a country, or its letters where the browser does not know it. */
export function nameOf(country: string, language: Language): string {
  return new Intl.DisplayNames([language], { type: "region", fallback: "code" }).of(country) ?? country;
}
