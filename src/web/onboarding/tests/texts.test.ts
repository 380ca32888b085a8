import { expect, test } from "vitest";

import type { Dictionary } from "../src/languages/dictionary.ts";
import * as en from "../src/languages/en.ts";
import * as es from "../src/languages/es.ts";
import * as kk from "../src/languages/kk.ts";
import { LANGUAGES, NAMES } from "../src/languages/known.ts";
import * as pt from "../src/languages/pt.ts";
import * as ru from "../src/languages/ru.ts";
import * as uz from "../src/languages/uz.ts";

const languages: Record<string, Dictionary> = { ru, en, es, kk, uz, pt };

const PARTS = ["element", "more", "passkey", "hosted"] as const;

type Sentences = Readonly<Record<string, string>>;

function placesOf(sentence: string | undefined): string[] {
  return (sentence?.match(/\{\w+\}/g) ?? []).toSorted();
}

/** All sentences of a language with the names of their parts and keys. */
function sentencesOf({ element, more, passkey, hosted, failures = {} as never }: Dictionary): [string, string][] {
  return Object.entries({ element, more, passkey, hosted, failures }).flatMap(([part, sentences]) =>
    Object.entries(sentences).map(([key, sentence]): [string, string] => [`${part}.${key}`, sentence]),
  );
}

test("every language that is offered has a file", () => {
  expect(Object.keys(languages).toSorted()).toEqual([...LANGUAGES].toSorted());
  expect(new Set(Object.values(NAMES)).size).toBe(LANGUAGES.length);
});

for (const part of PARTS) {
  test.for(Object.entries(languages))(`the ${part} says the same in %s as in English`, ([, language]) => {
    const [texts, english] = [language[part], en[part]] as [Sentences, Sentences];
    expect(Object.keys(texts).toSorted()).toEqual(Object.keys(english).toSorted());
    for (const key of Object.keys(english)) {
      expect(texts[key], key).not.toBe("");
      expect(placesOf(texts[key]), key).toEqual(placesOf(english[key]));
    }
  });
}

/** Sentences that are the same words as in English. */
const SAME = ["uz element.company", "uz more.mailCompany"];

test.for(Object.entries(languages).filter(([name]) => name !== "en"))(
  "%s has no copy of English",
  ([name, language]) => {
    const english = new Map(sentencesOf(en));
    const copies = sentencesOf(language).filter(([key, sentence]) => english.get(key) === sentence);
    expect(copies.map(([key]) => `${name} ${key}`).filter((copy) => !SAME.includes(copy))).toEqual([]);
  },
);

/** What is written in another script in every language: names, and what stands in a menu in that language. */
const NAMES_OF_OTHERS =
  /\{\w+\}|WhatsApp( Business)?|Linekeeper|QR|web\.whatsapp\.com|passkey|Allow this page|Chrome|Edge|Firefox|Yandex Browser|Meta|Developer mode|Load (unpacked|Temporary Add-on)/g;

test("Kazakh is written in Cyrillic, with its own letters", () => {
  const plain = sentencesOf(kk).map(([key, sentence]) => [key, sentence.replace(NAMES_OF_OTHERS, "")] as const);
  for (const [key, sentence] of plain) expect(sentence, key).not.toMatch(/[A-Za-z]/);
  expect(plain.map(([, sentence]) => sentence).join("")).toMatch(/[әғқңөұүһі]/);
});

test.for(Object.entries({ en, es, pt, uz }))("%s is written in Latin script", ([, language]) => {
  for (const [key, sentence] of sentencesOf(language)) {
    // Russian browsers and the extension have Russian buttons.
    const plain = sentence.replace(/\(“[^”]*”\)/g, "");
    expect(plain, key).not.toMatch(/\p{Script=Cyrillic}/u);
  }
});

test("Uzbek has the letters of its alphabet, not quotes that look like them", () => {
  for (const [key, sentence] of sentencesOf(uz)) expect(sentence, key).not.toMatch(/['‘’`]/);
});

test("the steps name the menus as WhatsApp does in each language", () => {
  const menu = ({ more: { step2, step3, step4 } }: Dictionary): string[] => [step2, step3, step4];
  expect(Object.fromEntries(Object.entries(languages).map(([name, language]) => [name, menu(language)]))).toEqual({
    ru: ["Связанные устройства", "Привязка устройства", "Связать по номеру телефона"],
    en: ["Linked devices", "Link a device", "Link with phone number instead"],
    es: ["Dispositivos vinculados", "Vincular un dispositivo", "Vincular con el número de teléfono"],
    kk: ["Байланыстырылған құрылғылар", "Құрылғыны байланыстыру", "Телефон нөмірімен байланыстыру"],
    uz: ["Ulangan qurilmalar", "Qurilma ulash", "Telefon raqami orqali ulash"],
    pt: ["Dispositivos conectados", "Conectar dispositivo", "Conectar com número de telefone"],
  });
  for (const [name, { element, hosted, more }] of Object.entries(languages)) {
    expect(
      [element.oldLeft, hosted.trust].every((sentence) => sentence.includes(more.step2)),
      name,
    ).toBe(true);
  }
});
