import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import * as onboarding from "../assets/onboarding/texts.js";
import * as phone from "../assets/phone/texts.js";

const pages = { onboarding, phone };
const parametersOf = (text) => (text.match(/\{\w+\}/g) ?? []).sort();

for (const [name, { say, texts }] of Object.entries(pages)) {
  test(`the ${name} page says the same in both languages`, () => {
    assert.deepEqual(Object.keys(texts.ru), Object.keys(texts.en));
    for (const key of Object.keys(texts.ru)) {
      assert.notEqual(texts.ru[key], "", key);
      assert.notEqual(texts.en[key], "", key);
      assert.deepEqual(parametersOf(texts.ru[key]), parametersOf(texts.en[key]), key);
    }
  });

  test(`every text of the ${name} page's markup exists`, () => {
    const markup = readFileSync(new URL(`../assets/${name}/page.html`, import.meta.url), "utf8");
    const keys = [...markup.matchAll(/data-(?:text|label)="(\w+)"/g)].map((match) => match[1]);
    assert.ok(keys.length > 10);
    for (const key of keys) assert.ok(key in texts.ru, key);
  });

  test(`an unknown text of the ${name} page is an error, not an empty place`, () => {
    assert.throws(() => say("ru", "nothing"));
  });
}
