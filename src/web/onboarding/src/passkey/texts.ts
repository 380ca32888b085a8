// Texts of the screens of a passkey, in the languages that are loaded.

import { filled, type Parameters } from "@linekeeper/ui/i18n.ts";

import type { PasskeyKey, PasskeyTexts } from "../languages/dictionary.ts";
import { passkey as english } from "../languages/en.ts";
import type { Language } from "../languages/known.ts";

export type Key = PasskeyKey;

const loaded = new Map<Language, PasskeyTexts>();

export function addTexts(language: Language, texts: PasskeyTexts): void {
  loaded.set(language, texts);
}

/** Returns a text with its parameters filled in. The element renders these screens in a loaded language only. */
export function say(language: Language, key: Key, parameters: Parameters = {}): string {
  return filled((loaded.get(language) ?? english)[key], parameters);
}
