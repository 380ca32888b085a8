// Texts of the hosted page around the element. They are few: all languages are part of its script.

import { filled, type Parameters } from "@linekeeper/ui/i18n.ts";

import type { HostedKey, HostedTexts } from "../languages/dictionary.ts";
import { hosted as en } from "../languages/en.ts";
import { hosted as es } from "../languages/es.ts";
import { hosted as kk } from "../languages/kk.ts";
import type { Language } from "../languages/known.ts";
import { hosted as pt } from "../languages/pt.ts";
import { hosted as ru } from "../languages/ru.ts";
import { hosted as uz } from "../languages/uz.ts";

const texts: Readonly<Record<Language, HostedTexts>> = { ru, en, es, kk, uz, pt };

export function say(language: Language, key: HostedKey, parameters: Parameters = {}): string {
  return filled(texts[language][key], parameters);
}
