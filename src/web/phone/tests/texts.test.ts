import { expect, test } from "vitest";

import { refusalSentence } from "../src/refusals.ts";
import { spoken, texts, type Key } from "../src/texts.ts";

test("both languages have every sentence, with the same places to fill", () => {
  const places = (sentence: string): string[] => [...sentence.matchAll(/\{\w+\}/g)].map(([place]) => place).sort();
  expect(Object.keys(texts.en).sort()).toEqual(Object.keys(texts.ru).sort());
  for (const key of Object.keys(texts.ru) as Key[]) {
    expect(texts.ru[key], key).not.toBe("");
    expect(places(texts.en[key]), key).toEqual(places(texts.ru[key]));
  }
});

test("the steps are called what the linking page calls them", () => {
  expect([texts.en.devices, texts.en.linkDevice, texts.en.byNumber]).toEqual([
    "Linked devices",
    "Link a device",
    "Link with phone number instead",
  ]);
  expect([texts.ru.devices, texts.ru.linkDevice, texts.ru.byNumber]).toEqual([
    "Связанные устройства",
    "Привязка устройства",
    "Связать по номеру телефона",
  ]);
});

test("known refusals have a sentence, others say the simulator's", () => {
  const said = (error: string | null, message = ""): string => spoken("en", refusalSentence({ error, message }));
  expect(said("wrong_code", "the code is wrong; 2 tries are left")).toBe("Wrong code");
  expect(said("passkey_required")).toBe("WhatsApp asks this account for a passkey");
  expect(said("passkey_refused")).toBe("You have refused the linking");
  expect(said("passkey_expired")).toBe("The passkey was not confirmed in time. Ask for a new code");
  expect(said("no_passkey_linking")).toBe("This linking has ended already");
  expect(said("full", "the simulator is full")).toBe("That did not work: the simulator is full");
  expect(said("toString", "x")).toBe("That did not work: x");
  expect(said(null, "TypeError")).toBe("The simulator does not answer");
  expect(spoken("ru", refusalSentence({ error: "busy", message: "" }))).toBe("Телефон уже связывает другое устройство");
});
