// Choice between the two languages, and sentences with parameters.

/** Supported languages; the first is the default. */
export const LANGUAGES = ["ru", "en"] as const;

export type Language = (typeof LANGUAGES)[number];

/** The same sentences in every language. */
export type Texts<Key extends string> = Readonly<Record<Language, Readonly<Record<Key, string>>>>;

/** Values for the `{placeholders}` of a sentence. */
export type Parameters = Readonly<Record<string, string | number>>;

/** Returns a sentence of a dictionary, with its parameters filled in. */
export type Say<Key extends string> = (language: Language, key: Key, parameters?: Parameters) => string;

/** Creates the lookup function of a dictionary. A missing key throws. */
export function sayFrom<Key extends string>(texts: Texts<Key>): Say<Key> {
  return (language, key, parameters = {}) => {
    const sentence = texts[language][key] as string | undefined;
    if (sentence === undefined) throw new Error(`no text ${key} in ${language}`);
    return filled(sentence, parameters);
  };
}

/** Fills in the `{placeholders}` of a sentence. */
export function filled(sentence: string, parameters: Parameters): string {
  return sentence.replace(/\{(\w+)\}/g, (_, name: string) => String(parameters[name] ?? ""));
}

/** Returns the supported language of a tag (`en`, `en-US`), or null. */
export function knownLanguage(tag: string | null | undefined): Language | null {
  const primary = tag?.trim().toLowerCase().split("-")[0];
  return LANGUAGES.find((language) => language === primary) ?? null;
}

/**
 * Returns the first supported language among the tags, given in order of precedence: URL, attribute, browser
 * preferences.
 */
export function languageOf(...tags: readonly (string | null | undefined)[]): Language {
  for (const tag of tags) {
    const language = knownLanguage(tag);
    if (language !== null) return language;
  }
  return LANGUAGES[0];
}

/** Returns the language of a page: `?lang=…`, else the browser's preference. */
export function pageLanguage(search: string, preferred: readonly string[]): Language {
  return languageOf(new URLSearchParams(search).get("lang"), ...preferred);
}
