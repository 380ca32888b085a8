// Texts of the parts that are loaded later: English is part of this module, the others come with their language.

import { filled, type Parameters } from "@linekeeper/ui/i18n.ts";

import type { MoreKey, MoreTexts } from "../languages/dictionary.ts";
import { more as english } from "../languages/en.ts";
import type { Language } from "../languages/known.ts";

export type Key = MoreKey;

/** Returns the texts that were loaded with a language; undefined for English. */
export type TextsOf = (language: Language) => MoreTexts | undefined;

let textsOf: TextsOf = () => undefined;

/** Sets where the texts of the loaded languages are: in the element. */
export function speakBy(source: TextsOf): void {
  textsOf = source;
}

/** Returns a text with its parameters filled in. */
export function say(language: Language, key: Key, parameters: Parameters = {}): string {
  return filled((textsOf(language) ?? english)[key], parameters);
}
