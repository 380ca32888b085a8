import { beforeEach, expect, test, vi } from "vitest";

import * as es from "../../src/languages/es.ts";
import type { Language } from "../../src/languages/known.ts";
import type { LanguageLoader, LoadLanguage } from "../../src/languages/loader.ts";

const settled = (): Promise<void> => new Promise((done) => setImmediate(done));

let loads: { language: Language; attempt: number; come: () => void; fail: () => void }[];
let changes: number;
let loader: LanguageLoader;

beforeEach(async () => {
  // What is loaded is kept for the page: each test begins with a fresh one.
  vi.resetModules();
  vi.stubGlobal("document", { currentScript: null });
  vi.stubGlobal("location", new URL("https://market.example/"));
  vi.stubGlobal("HTMLScriptElement", class {});
  const { LanguageLoader: Loader } = await import("../../src/languages/loader.ts");
  loads = [];
  changes = 0;
  const load: LoadLanguage = (language, attempt) =>
    new Promise((come, fail) => {
      loads.push({ language, attempt, come: () => come(es), fail: () => fail(new Error("offline")) });
    });
  loader = new Loader(load, () => (changes += 1));
});

test("English is there without a request", () => {
  expect([loader.follow("en", 0), loads.length]).toEqual(["en", 0]);
});

test("nothing is shown before the language is there, which is asked for once", async () => {
  expect([loader.follow("es", 0), loader.follow("es", 2999)]).toEqual([null, null]);
  loads[0]!.come();
  await settled();
  expect([loader.follow("es", 3000), loads.length, changes]).toEqual(["es", 1, 1]);
});

test("a language that is late is English until it comes", async () => {
  loader.follow("kk", 0);
  expect(loader.follow("kk", 3000)).toBe("en");
  loads[0]!.come();
  await settled();
  expect(loader.follow("kk", 3250)).toBe("kk");
});

test("a language that does not load is English at once, and tried again under another address", async () => {
  const now = Date.now();
  loader.follow("uz", now);
  loads[0]!.fail();
  await settled();
  expect([loader.follow("uz", now + 10), loads.length]).toEqual(["en", 1]);
  loader.follow("uz", now + 60_000);
  expect(loads.map(({ attempt }) => attempt)).toEqual([1, 2]);
  loads[1]!.come();
  await settled();
  expect(loader.follow("uz", now + 60_250)).toBe("uz");
});

test("a language that never loads is given up after three attempts", async () => {
  for (let minute = 0; minute < 6; minute += 1) {
    loader.follow("pt", Date.now() + minute * 60_000);
    loads.at(-1)!.fail();
    await settled();
  }
  expect([loads.length, loader.follow("pt", Date.now() + 3_600_000)]).toEqual([3, "en"]);
});

test("a switch keeps the language before until the other is there", async () => {
  loader.follow("en", 0);
  expect(loader.follow("es", 10_000)).toBe("en");
  loads[0]!.come();
  await settled();
  expect(loader.follow("es", 10_250)).toBe("es");
});
