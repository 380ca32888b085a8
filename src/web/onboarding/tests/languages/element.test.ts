// @vitest-environment happy-dom

import type { Line, LineOptions } from "@linekeeper/client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import type { LoadedTexts } from "../../src/languages/dictionary.ts";
import * as es from "../../src/languages/es.ts";
import * as kk from "../../src/languages/kk.ts";
import type { Language } from "../../src/languages/known.ts";
import * as pt from "../../src/languages/pt.ts";
import { FakeLine } from "../line.ts";
import { START, parked, picture } from "../salon.ts";
import { TriedOnboarding } from "../tried.ts";

interface Load {
  readonly language: Language;
  readonly come: (texts: LoadedTexts) => void;
  readonly fail: (error: Error) => void;
}

let line: FakeLine;
let loads: Load[];
let element: Tried;

class Tried extends TriedOnboarding {
  protected override openLine(options: LineOptions): Line {
    line = new FakeLine(options);
    return line.line;
  }

  protected override loadLanguage(language: Language): Promise<LoadedTexts> {
    return new Promise((come, fail) => loads.push({ language, come, fail }));
  }
}
customElements.define("tried-languages", Tried);

beforeEach(() => {
  vi.useFakeTimers({ now: START, toFake: ["Date", "setInterval", "clearInterval", "setTimeout", "clearTimeout"] });
  loads = [];
});

afterEach(() => {
  element.remove();
  vi.useRealTimers();
});

async function settled(): Promise<void> {
  await new Promise((done) => setImmediate(done));
  await element.updateComplete;
}

async function shown(lang: string): Promise<void> {
  element = document.createElement("tried-languages") as Tried;
  for (const [name, value] of Object.entries({ company: "997441", token: "a.b.c", lang, by: "code" })) {
    element.setAttribute(name, value);
  }
  document.body.append(element);
  await settled();
  line.opens();
  line.shows(picture());
  await settled();
}

const root = (): HTMLElement | null => element.shadowRoot!.querySelector<HTMLElement>(".root");
const said = (): string => root()?.textContent?.replace(/\s+/g, " ") ?? "";

test("nothing is painted before the language is there, and the service is connected to meanwhile", async () => {
  await shown("kk-KZ");
  expect([root(), line.connected, loads.map(({ language }) => language)]).toEqual([null, true, ["kk"]]);
  loads[0]!.come(kk);
  await settled();
  expect([root()?.lang, element.dataset["step"], element.language]).toEqual(["kk", "number", "kk"]);
  expect(said()).toContain("Код алу");
});

test("a language that does not load is English, and Uzbek is asked for again", async () => {
  await shown("uz");
  loads[0]!.fail(new Error("offline"));
  await settled();
  expect([root()?.lang, element.language]).toEqual(["en", "uz"]);
  await vi.advanceTimersByTimeAsync(5250);
  expect(loads.map(({ language }) => language)).toEqual(["uz", "uz"]);
});

test("a language that is late is English until it comes", async () => {
  await shown("es");
  await vi.advanceTimersByTimeAsync(2750);
  await settled();
  expect(root()).toBeNull();
  await vi.advanceTimersByTimeAsync(500);
  await settled();
  expect(root()?.lang).toBe("en");
  loads[0]!.come(es);
  await settled();
  expect([root()?.lang, said()]).toEqual(["es", expect.stringContaining("Obtener código")]);
});

test("a switch leaves the screen as it is until the language is there", async () => {
  await shown("en");
  element.lang = "pt";
  await settled();
  expect([root()?.lang, said()]).toEqual(["en", expect.stringContaining("Get code")]);
  loads[0]!.come(pt);
  await settled();
  expect([root()?.lang, said()]).toEqual(["pt", expect.stringContaining("Obter código")]);
});

test("a failure is told to the page around in the element's language", async () => {
  await shown("kk");
  const told: unknown[] = [];
  element.addEventListener("linekeeper-error", ({ detail }) => told.push(detail.message));
  line.shows(parked("BANNED", "contact_support"));
  await settled();
  expect(told).toEqual([kk.failures.BANNED]);
});

test("the number in the hint stays on one line in every language", async () => {
  for (const language of ["en", "ru", "kk", "es", "pt"]) {
    await shown(language);
    expect(element.shadowRoot!.querySelector("#number-hint .unbroken")?.textContent, language).toMatch(/^\+\d/);
    element.remove();
  }
});
