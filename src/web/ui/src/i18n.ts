// Two languages: which one a person reads, and sentences with their parameters filled in.

/** The languages there are; the first is for browsers that prefer neither. */
export const LANGUAGES = ["ru", "en"] as const;

export type Language = (typeof LANGUAGES)[number];

/** The same sentences in every language. */
export type Texts<Key extends string> = Readonly<Record<Language, Readonly<Record<Key, string>>>>;

/** What fills the `{places}` of a sentence. */
export type Parameters = Readonly<Record<string, string | number>>;

/** Says a sentence of a dictionary. */
export type Say<Key extends string> = (language: Language, key: Key, parameters?: Parameters) => string;

/** A dictionary's voice. A key that is not in it is an error, not an empty place. */
export function sayFrom<Key extends string>(texts: Texts<Key>): Say<Key> {
  return (language, key, parameters = {}) => {
    const sentence = texts[language][key] as string | undefined;
    if (sentence === undefined) throw new Error(`no text ${key} in ${language}`);
    return sentence.replace(/\{(\w+)\}/g, (_, name: string) => String(parameters[name] ?? ""));
  };
}

/** One of our languages by its tag (`en`, `en-US`), or null. */
export function knownLanguage(tag: string | null | undefined): Language | null {
  const primary = tag?.trim().toLowerCase().split("-")[0];
  return LANGUAGES.find((language) => language === primary) ?? null;
}

/** The first of the tags that we speak, in the order in which they count: the address, an attribute, the browser's wishes. */
export function languageOf(...tags: readonly (string | null | undefined)[]): Language {
  for (const tag of tags) {
    const language = knownLanguage(tag);
    if (language !== null) return language;
  }
  return LANGUAGES[0];
}

/** The language of a page: `?lang=…`, else what the browser prefers. */
export function pageLanguage(search: string, preferred: readonly string[]): Language {
  return languageOf(new URLSearchParams(search).get("lang"), ...preferred);
}
