// Languages of the element, and the choice among them.

/** Supported languages with their own names, in the order in which they are offered. */
export const NAMES = {
  ru: "Русский",
  en: "English",
  es: "Español",
  kk: "Қазақша",
  uz: "Oʻzbekcha",
  pt: "Português",
} as const;

export type Language = keyof typeof NAMES;

/** Languages whose sentences of error codes come from the service. */
export type ServiceLanguage = "ru" | "en";

export const LANGUAGES = Object.keys(NAMES) as readonly Language[];

/** Language of whoever reads none of the others. Its texts are part of the script. */
export const DEFAULT: Language = "en";

/**
 * Beginnings of tags whose script is not that of our texts. Uzbek in Cyrillic becomes Russian: whoever has chosen that
 * script went to school before Latin was taught, with Russian as the second language. Those who write Kazakh or Uzbek in
 * Arabic script read neither Cyrillic nor our Latin: the next tag counts.
 */
const OTHER_SCRIPTS: Readonly<Record<string, Language | null>> = {
  "uz-cyrl": "ru",
  "uz-arab": null,
  "uz-af": null,
  "kk-arab": null,
  "kk-cn": null,
};

/** Returns the supported language of a tag (`kk`, `kk-KZ`, `uz-Latn-UZ`), or null. */
export function knownLanguage(tag: string | null | undefined): Language | null {
  const [primary = "", next = ""] = (tag ?? "").trim().toLowerCase().split(/[-_]/);
  const other = OTHER_SCRIPTS[`${primary}-${next}`];
  if (other !== undefined) return other;
  return LANGUAGES.find((language) => language === primary) ?? null;
}

/** Returns the first supported language among the tags, given in order of precedence, or the default. */
export function languageOf(...tags: readonly (string | null | undefined)[]): Language {
  for (const tag of tags) {
    const language = knownLanguage(tag);
    if (language !== null) return language;
  }
  return DEFAULT;
}

/**
 * Returns the locales in which numbers and dates are written: the browser's own variety of the language, the language,
 * and one whose dates everybody can read, for browsers without the data of Kazakh or Uzbek.
 */
export function localesOf(language: Language, preferred: readonly string[]): readonly string[] {
  const own = preferred.filter((tag) => knownLanguage(tag) === language && tag.split("-")[0] === language);
  return [...own.slice(0, 1), language, "en-GB"];
}
