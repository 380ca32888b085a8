// Element under test with a fake service and a fake extension.

import { LineError, type ErrorCode, type Line, type LineOptions, type Picture } from "@linekeeper/client";
import { vi } from "vitest";

import type { PasskeyTexts } from "../../src/languages/dictionary.ts";
import type { Language } from "../../src/languages/known.ts";
import * as ru from "../../src/languages/ru.ts";
import type { LoadPasskey, LoadPasskeyTexts } from "../../src/passkey-part.ts";
import * as screens from "../../src/passkey/main.ts";
import "../../src/qr.ts";
import { FakeLine } from "../line.ts";
import { START } from "../salon.ts";
import { FakeExtension } from "./extension.ts";
import { TriedOnboarding } from "../tried.ts";

export const CHROME =
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36";

export let line: FakeLine;
export let extension: FakeExtension;
export let element: Tried;
let load: LoadPasskey;
let loadTexts: LoadPasskeyTexts;

class Tried extends TriedOnboarding {
  protected override openLine(options: LineOptions): Line {
    line = new FakeLine(options);
    return line.line;
  }

  protected override loadPasskey(attempt: number): ReturnType<LoadPasskey> {
    return load(attempt);
  }

  protected override loadPasskeyTexts(language: Language, attempt: number): Promise<PasskeyTexts> {
    return loadTexts(language, attempt);
  }
}
customElements.define("tried-passkey", Tried);

/** Begins a test: the extension is there, the browser is Chrome. */
export function begin(): void {
  vi.useFakeTimers({ now: START, toFake: ["Date", "setInterval", "clearInterval", "setTimeout", "clearTimeout"] });
  extension = new FakeExtension();
  load = () => Promise.resolve(screens);
  loadTexts = () => Promise.resolve(ru.passkey);
  on(CHROME);
}

export function end(): void {
  element.remove();
  sessionStorage.clear();
  vi.useRealTimers();
}

/** Loads the screens by this function, which is given them. */
export function loadBy(other: (attempt: number, loaded: typeof screens) => ReturnType<LoadPasskey>): void {
  load = (attempt) => other(attempt, screens);
}

/** Loads the texts of the screens by this function. */
export function textsBy(other: LoadPasskeyTexts): void {
  loadTexts = other;
}

/** Sets the browser. */
export function on(userAgent: string): void {
  vi.spyOn(navigator, "userAgent", "get").mockReturnValue(userAgent);
}

export async function settled(): Promise<void> {
  for (let turn = 0; turn < 4; turn += 1) {
    await new Promise((done) => setImmediate(done));
    await element.updateComplete;
  }
}

/** Shows an element that has seen these pictures. */
export async function shown(pictures: Picture[], attributes: Record<string, string> = {}): Promise<void> {
  element = document.createElement("tried-passkey") as Tried;
  const all = {
    company: "997441",
    token: "a.b.c",
    lang: "en",
    by: "code",
    service: "https://wa.example",
    ...attributes,
  };
  for (const [name, value] of Object.entries(all)) element.setAttribute(name, value);
  document.body.append(element);
  await settled();
  line.opens();
  await sees(...pictures);
}

export async function sees(...pictures: Picture[]): Promise<void> {
  for (const each of pictures) {
    line.shows(each);
    await settled();
  }
}

export async function passes(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
  await settled();
}

export const find = <E extends HTMLElement>(selector: string): E => element.shadowRoot!.querySelector<E>(selector)!;
export const said = (): string => find(".main").textContent!.replace(/\s+/g, " ");
export const announced = (): string => find("[data-announcement]").textContent!;

export async function presses(selector: string): Promise<void> {
  find(selector).click();
  await settled();
}

export function refusal(code: string): LineError {
  return new LineError({ code: code as ErrorCode, text: { ru: code, en: `${code} in English` }, userAction: "retry" });
}

export const asked = (): string[] =>
  line.asked.map(({ what, with: more }) => (more === undefined ? what : `${what} ${more}`));
