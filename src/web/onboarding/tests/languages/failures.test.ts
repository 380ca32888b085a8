// Sentences of error codes in the languages that the service does not speak, against its lists of codes.

import { readFileSync } from "node:fs";
import { beforeAll, expect, test } from "vitest";

import { UNSEEN, type Dictionary } from "../../src/languages/dictionary.ts";
import * as es from "../../src/languages/es.ts";
import * as kk from "../../src/languages/kk.ts";
import * as pt from "../../src/languages/pt.ts";
import * as ru from "../../src/languages/ru.ts";
import * as uz from "../../src/languages/uz.ts";
import { addLanguage } from "../../src/texts.ts";
import { Salon, START, changing, connected, failure, parked, picture } from "../salon.ts";

const languages = { es, kk, pt, uz };

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), "utf8");

/** Codes of this client, which the service does not send. */
const CLIENT_CODES = ["OFFLINE", "NO_ANSWER"];

const generated = /export type ErrorCode =([^;]+);/.exec(read("../../../client/src/generated/frames.ts"))![1]!;
const codes = [...generated.matchAll(/"([A-Z_]+)"/g)].map(([, code]) => code!);

beforeAll(() => {
  for (const [name, language] of Object.entries(languages)) addLanguage(name as keyof typeof languages, language);
});

test("the generated list of codes is that of the catalogue", () => {
  const catalogue = [...read("../../../../../docs/failures.md").matchAll(/^\| `([A-Z_]+)` \|/gm)].map(
    ([, code]) => code,
  );
  expect(catalogue.toSorted()).toEqual(codes.toSorted());
  expect(codes.length).toBeGreaterThan(30);
});

test.for(Object.entries(languages))("%s has a sentence for each code that an owner can meet", ([, { failures }]) => {
  const seen = [...codes, ...CLIENT_CODES].filter((code) => !Object.hasOwn(UNSEEN, code));
  expect(Object.keys(failures).toSorted()).toEqual(seen.toSorted());
  for (const [code, sentence] of Object.entries(failures)) expect(sentence, code).not.toMatch(/^$|[{}]|\.$/);
});

test("a code that an owner never reads has a reason, and the service's languages have no sentences of codes", () => {
  for (const [code, reason] of Object.entries(UNSEEN)) expect([code, reason.length > 20]).toEqual([code, true]);
  expect((ru as Dictionary).failures).toBeUndefined();
});

test("a failure is said in the language, an unknown one in the service's English", () => {
  const salon = new Salon().sees(picture()).asks("code", "+7 900 646-42-63");
  salon.refuses("code", failure("PAIRING_TIMEOUT"));
  expect(salon.shows(0, "es").alert?.text).toBe("WhatsApp no respondió a tiempo. Inténtalo otra vez");
  expect(salon.shows(0, "kk").alert?.text).toBe("WhatsApp уақытында жауап бермеді. Қайталап көріңіз");
  const { message } = failure("PAIRING_TIMEOUT") as { message: { ru: string; en: string } };
  expect([salon.shows(0, "ru").alert?.text, salon.shows(0, "en").alert?.text]).toEqual([message.ru, message.en]);
  salon.asks("code").refuses("code", failure("OF_TOMORROW"));
  expect(salon.shows(0, "uz").alert?.text).toBe((failure("OF_TOMORROW") as { message: { en: string } }).message.en);
});

test("a number that the service refuses is said beside the field in the language", () => {
  const salon = new Salon().sees(picture()).asks("code", "1").refuses("code", failure("INVALID_PHONE"));
  expect(salon.shows(0, "pt").fieldError).toBe(pt.failures.INVALID_PHONE);
});

test("a change that waits for the database says so in the language", () => {
  const message = { ru: "Хранилище недоступно", en: "Storage is unavailable" };
  const salon = new Salon().sees(
    connected(),
    changing({ state: "connecting", method: null, code: "STORE_UNAVAILABLE", message }),
  );
  expect(salon.shows(0, "uz").changing?.waitsFor).toBe(uz.failures.STORE_UNAVAILABLE);
});

test("a reset that is done is said in the language", () => {
  const salon = new Salon().sees(picture()).asks("reset").answers("reset", { ru: "Готово", en: "Done" });
  expect((["es", "ru", "en"] as const).map((language) => salon.shows(0, language).alert?.text)).toEqual([
    es.element.resetDone,
    "Готово",
    "Done",
  ]);
});

test("a wait of days is said in days, with its end by the locale", () => {
  const salon = new Salon().sees(parked("TEMPORARILY_BANNED", "wait", { retryAfterMs: 2.5 * 86_400_000 }));
  const timer = (language: "ru" | "en" | "es" | "pt" | "kk" | "uz"): string => salon.shows(0, language).alert!.timer!;
  expect(timer("en")).toMatch(/^You can try again in 3 days \(.*2026.*\)$/);
  expect(timer("ru")).toMatch(/^Повторить можно через 3 дня \(.*2026.*\)$/);
  expect(timer("es")).toMatch(/^Puedes volver a intentarlo en 3 días \(.*2026.*\)$/);
  expect(timer("pt")).toMatch(/^Você pode tentar de novo em 3 dias \(.*2026.*\)$/);
  expect(timer("kk")).toMatch(/^Қайталауға 3 күн қалды \(.*2026.*\)$/);
  expect(timer("uz")).toMatch(/^Takrorlashgacha 3 kun \(.*2026.*\)$/);
  expect(salon.shows(2 * 86_400_000, "en").alert!.timer).toBe("You can try again in 12:00:00");
  expect(START).toBeGreaterThan(0);
});
