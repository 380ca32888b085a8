// @vitest-environment happy-dom

import { afterEach, beforeEach, expect, test } from "vitest";

import type { PasskeyTexts } from "../../src/languages/dictionary.ts";
import * as es from "../../src/languages/es.ts";
import * as kk from "../../src/languages/kk.ts";
import { addLanguage } from "../../src/texts.ts";
import { begin, element, end, find, presses, said, settled, shown, textsBy } from "../passkey/shown.ts";
import { waitingForPasskey } from "../salon.ts";

beforeEach(() => {
  begin();
  addLanguage("kk", kk);
  addLanguage("es", es);
});
afterEach(end);

test("texts of a passkey that do not load say so, and are loaded again", async () => {
  const attempts: number[] = [];
  textsBy((_, attempt) => {
    attempts.push(attempt);
    return attempt === 1 ? Promise.reject(new Error("network")) : Promise.resolve(kk.passkey);
  });
  await shown([waitingForPasskey()], { lang: "kk" });
  expect(said()).toContain(kk.element.partFailed);
  await presses("[data-load]");
  expect([attempts, said()]).toEqual([[1, 2], expect.stringContaining("10:00 қалды")]);
});

test("a switch in the middle of a passkey waits for its texts", async () => {
  let come: (texts: PasskeyTexts) => void = () => undefined;
  const asked: string[] = [];
  textsBy((language) => {
    asked.push(language);
    return new Promise((done) => (come = done));
  });
  await shown([waitingForPasskey()]);
  expect(asked).toEqual([]);
  element.lang = "es";
  await settled();
  expect([asked, find("[data-passkey-ask]").textContent!.trim()]).toEqual([["es"], "Confirm with your passkey"]);
  come(es.passkey);
  await settled();
  expect(find("[data-passkey-ask]").textContent!.trim()).toBe("Confirmar con la llave de acceso");
  element.lang = "en";
  await settled();
  expect([asked, find("[data-passkey-ask]").textContent!.trim()]).toEqual([["es"], "Confirm with your passkey"]);
});
