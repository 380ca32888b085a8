import { expect, test } from "vitest";

import { SentTexts } from "../src/sent.ts";
import { NUMBER, OTHER, sentText } from "./pieces.ts";

function storage(): Storage {
  const kept = new Map<string, string>();
  const part: Pick<Storage, "getItem" | "setItem"> = {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
  };
  return part as Storage;
}

test("sent texts are remembered by number", () => {
  const tab = storage();
  new SentTexts(NUMBER, tab).add(sentText("1"));
  expect(new SentTexts(NUMBER, tab).all()).toEqual([sentText("1")]);
  expect(new SentTexts(OTHER, tab).all()).toEqual([]);
});

test("the oldest are forgotten", () => {
  const texts = new SentTexts(NUMBER, storage());
  for (let id = 0; id < 205; id += 1) texts.add(sentText(String(id)));
  expect(texts.all().map(({ id }) => id)).toEqual(Array.from({ length: 200 }, (_, index) => String(index + 5)));
});

test("a browser that keeps nothing, or kept something else, is no obstacle", () => {
  expect(new SentTexts(NUMBER, null).add(sentText("1"))).toEqual([sentText("1")]);
  const strange = storage();
  for (const value of ["{", "{}", '[1,null,{"id":"1"}]']) {
    strange.setItem(`linekeeper-phone-sent-${NUMBER}`, value);
    expect(new SentTexts(NUMBER, strange).all()).toEqual([]);
  }
});
