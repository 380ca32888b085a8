// @vitest-environment happy-dom

import { readFileSync } from "node:fs";
import path from "node:path";
import { beforeEach, expect, test, vi } from "vitest";

import { NAMES } from "../src/languages/known.ts";

const page = readFileSync(path.join(import.meta.dirname, "../connect.html"), "utf8");
const body = /<body>([^]*)<\/body>/.exec(page)![1]!;

const select = (): HTMLSelectElement => document.querySelector("#languages")!;

async function opened(search: string, preferred: string[]): Promise<void> {
  history.replaceState(null, "", `/connect${search}`);
  vi.spyOn(navigator, "languages", "get").mockReturnValue(preferred);
  await import("../src/hosted/connect.ts");
}

beforeEach(() => {
  vi.resetModules();
  document.body.innerHTML = body;
  delete document.body.dataset["branding"];
  document.head.innerHTML = '<link rel="icon" href="/favicon.svg">';
});

test("all languages are offered by their own names", async () => {
  await opened("", ["kk-KZ", "ru"]);
  const options = [...select().options].map(({ value, textContent, lang }) => [value, textContent, lang]);
  expect(options).toEqual(Object.entries(NAMES).map(([tag, name]) => [tag, name, tag]));
  expect([select().hidden, select().value, select().getAttribute("aria-label")]).toEqual([false, "kk", "Тіл"]);
  expect([document.documentElement.lang, document.title]).toEqual(["kk", "WhatsApp қосу · Linekeeper"]);
});

test("a chosen language stays in the address and reaches the element", async () => {
  await opened("?lang=en", ["ru"]);
  expect(select().value).toBe("en");
  select().value = "pt";
  select().dispatchEvent(new Event("change"));
  expect(new URLSearchParams(location.search).get("lang")).toBe("pt");
  expect((document.querySelector("linekeeper-onboarding") as HTMLElement).lang).toBe("pt");
  expect(document.querySelector("#trust")!.textContent).toContain("Dispositivos conectados");
});

test("a page for nobody's language is in English", async () => {
  await opened("?lang=xx", ["de"]);
  expect(select().value).toBe("en");
});

test("without branding the page has our own name", async () => {
  await opened("?lang=en", []);
  expect(document.title).toBe("Connect WhatsApp · Linekeeper");
  expect(document.querySelector("#trust")!.textContent).toMatch(/^Linekeeper connects/);
  expect(document.querySelector("link[rel=icon]")!.getAttribute("href")).toBe("/favicon.svg");
});

test("with branding the marketplace's name stands in place of ours, and its logo is the icon", async () => {
  const branding = {
    name: "Market <b>",
    logoUrl: "https://cdn.example/logo.svg",
    returnUrl: "https://market.example/",
  };
  document.body.dataset["branding"] = JSON.stringify(branding);
  await opened("?lang=en", []);
  expect(document.title).toBe("Connect WhatsApp · Market <b>");
  expect(document.querySelector("#trust")!.textContent).toMatch(/^Market <b> connects as a linked device/);
  expect(document.querySelector("link[rel=icon]")!.getAttribute("href")).toBe("https://cdn.example/logo.svg");
  const element = document.querySelector("linekeeper-onboarding") as unknown as { branding: object };
  expect(element.branding).toEqual(branding);
});

test("a logo that is no address of the web is no icon, and what cannot be read is no branding", async () => {
  for (const branding of [JSON.stringify({ name: "Market", logoUrl: "javascript:alert(1)" }), "{"]) {
    vi.resetModules();
    document.body.dataset["branding"] = branding;
    await opened("?lang=en", []);
    expect(document.querySelector("link[rel=icon]")!.getAttribute("href")).toBe("/favicon.svg");
  }
  expect(document.title).toBe("Connect WhatsApp · Linekeeper");
});
