import { expect, test } from "vitest";

import * as hosted from "../src/hosted/texts.ts";
import * as passkey from "../src/passkey/texts.ts";
import * as element from "../src/texts.ts";

const dictionaries: Record<string, { texts: Record<"ru" | "en", Record<string, string>> }> = {
  element,
  hosted,
  passkey,
};

function placesOf(sentence: string | undefined): string[] {
  return (sentence?.match(/\{\w+\}/g) ?? []).toSorted();
}

test.for(Object.entries(dictionaries))("the %s says the same in both languages", ([, { texts }]) => {
  expect(Object.keys(texts.ru)).toEqual(Object.keys(texts.en));
  for (const key of Object.keys(texts.ru)) {
    expect(texts.ru[key], key).not.toBe("");
    expect(texts.en[key], key).not.toBe("");
    expect(placesOf(texts.ru[key]), key).toEqual(placesOf(texts.en[key]));
  }
});
