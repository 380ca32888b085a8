// Texts of the element in the languages that are loaded. Texts of failures come from the service in its two languages.

import { filled, type Parameters } from "@linekeeper/ui/i18n.ts";

import type { Text } from "./facts.ts";
import type { ElementKey, LoadedTexts, MoreTexts } from "./languages/dictionary.ts";
import { element } from "./languages/en.ts";
import type { Language } from "./languages/known.ts";

export type Key = ElementKey;

/** Sentence of the element itself: it is looked up when it is shown, because the language may be switched meanwhile. */
export interface Own {
  readonly key: Key;
}

/** Loaded languages. English is part of the script, so that one is there without a request. */
const loaded = new Map<Language, LoadedTexts>([["en", { element }]]);

export function hasLanguage(language: Language): boolean {
  return loaded.has(language);
}

export function addLanguage(language: Language, texts: LoadedTexts): void {
  loaded.set(language, texts);
}

/** Returns the texts of a language for the parts that are loaded later. */
export function moreTextsOf(language: Language): MoreTexts | undefined {
  return loaded.get(language)?.more;
}

/** Returns a text with its parameters filled in. A language that is not loaded throws. */
export function say(language: Language, key: Key, parameters: Parameters = {}): string {
  const sentence = loaded.get(language)?.element[key];
  if (sentence === undefined) throw new Error(`no text ${key} in ${language}`);
  return filled(sentence, parameters);
}

/** Returns the sentence of an error code: the service's, else the language's own, else the service's English. */
export function sayFailure(language: Language, code: string | null, message: Text | Own): string {
  if ("key" in message) return say(language, message.key);
  if (language === "ru" || language === "en") return message[language];
  const failures: Readonly<Record<string, string>> = loaded.get(language)?.failures ?? {};
  return failures[code ?? ""] ?? message.en;
}

/** Returns the number in a sentence that names one as an example. */
export function exampleIn(sentence: string): string {
  return /\+\d[\d -]*\d/.exec(sentence)?.[0] ?? "";
}

/** Creates a sentence that stays the same when the language is switched. */
export function own(key: Key): Own {
  return { key };
}
