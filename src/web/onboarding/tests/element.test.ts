// @vitest-environment happy-dom

import { LineError, type Line, type LineOptions } from "@linekeeper/client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { FakeLine } from "./line.ts";
import { START, changing, connected, liveQr, newCode, pairing, parked, picture, withCode, withQr } from "./salon.ts";
import { TriedOnboarding } from "./tried.ts";

let line: FakeLine;
let lines = 0;

class Tried extends TriedOnboarding {
  protected override openLine(options: LineOptions): Line {
    lines += 1;
    line = new FakeLine(options);
    return line.line;
  }
}
customElements.define("tried-onboarding", Tried);

let element: Tried;

beforeEach(() => {
  vi.useFakeTimers({ now: START, toFake: ["Date", "setInterval", "clearInterval", "setTimeout", "clearTimeout"] });
  lines = 0;
});

afterEach(() => {
  element.remove();
  sessionStorage.clear();
  vi.useRealTimers();
});

async function shown(attributes: Record<string, string> = {}): Promise<Tried> {
  element = document.createElement("tried-onboarding") as Tried;
  const all = { company: "997441", token: "a.b.c", lang: "en", by: "code", ...attributes };
  for (const [name, value] of Object.entries(all)) element.setAttribute(name, value);
  document.body.append(element);
  await element.updateComplete;
  return element;
}

async function sees(...pictures: ReturnType<typeof picture>[]): Promise<void> {
  line.opens();
  for (const each of pictures) {
    line.shows(each);
    await element.updateComplete;
  }
}

const find = <E extends HTMLElement>(selector: string): E => element.shadowRoot!.querySelector<E>(selector)!;
const said = (): string => find(".main").textContent!.replace(/\s+/g, " ");

test("nothing is shown before the hosted page has said whose link it is", async () => {
  element = document.createElement("tried-onboarding") as Tried;
  element.dataset["awaitsLink"] = "";
  const steps: string[] = [];
  element.addEventListener("linekeeper-state", ({ detail: { step } }) => steps.push(step));
  document.body.append(element);
  await element.updateComplete;
  expect(element.dataset["step"]).toBeUndefined();
  element.setAttribute("token", "a.b.c");
  element.setAttribute("company", "997441");
  delete element.dataset["awaitsLink"];
  element.requestUpdate();
  await element.updateComplete;
  expect(steps).toEqual(["loading"]);
});

test("the host carries the step and the code of the failure that is shown", async () => {
  await shown();
  expect(element.dataset["step"]).toBe("loading");
  await sees(picture(), parked("RATE_LIMITED", "wait"));
  expect([element.dataset["step"], element.dataset["code"]]).toEqual(["number", "RATE_LIMITED"]);
  await sees(withCode());
  expect([element.dataset["step"], element.dataset["code"]]).toEqual(["code", undefined]);
});

test("the language is switched in the middle of a code", async () => {
  await shown();
  await sees(withCode());
  expect(said()).toContain("Valid for 3:00");
  element.lang = "ru";
  await element.updateComplete;
  expect(said()).toContain("Действует ещё 3:00");
  expect([find("[data-code-text]").textContent, lines]).toEqual(["ABCD-EFGH", 1]);
});

test("without a language of its own it speaks the page's", async () => {
  document.documentElement.lang = "ru";
  await shown({ lang: "" });
  await sees(picture());
  expect(said()).toContain("Получить код");
  document.documentElement.lang = "en";
  await vi.advanceTimersByTimeAsync(250);
  await element.updateComplete;
  expect(said()).toContain("Get code");
});

test("time passes by itself", async () => {
  await shown();
  await sees(withCode());
  await vi.advanceTimersByTimeAsync(1000);
  expect(said()).toContain("Valid for 2:59");
});

test("what is typed is grouped, and asked for as it is meant", async () => {
  await shown();
  await sees(picture());
  const field = find<HTMLInputElement>("#number");
  field.value = "89006464263";
  field.dispatchEvent(new Event("input"));
  expect(field.value).toBe("8 (900) 646-42-63");
  find<HTMLFormElement>("form.number").dispatchEvent(new Event("submit", { cancelable: true }));
  expect(line.asked.map(({ what, with: number }) => [what, number])).toEqual([["code", "+79006464263"]]);
});

test("what is wrong with a number is said beside the field, and nothing is asked", async () => {
  await shown();
  await sees(picture());
  find<HTMLFormElement>("form.number").dispatchEvent(new Event("submit", { cancelable: true }));
  await element.updateComplete;
  expect(find("#number-error").textContent).toContain("Enter the number");
  expect(find("#number").getAttribute("aria-invalid")).toBe("true");
  expect(line.asked).toEqual([]);
});

test("a QR is a picture, in which nothing can run", async () => {
  await shown({ by: "qr" });
  await sees(withQr({ liveQr: { ...liveQr, svg: "<svg onload='alert(1)'/>" } }));
  expect(find("img").getAttribute("src")).toMatch(/^data:image\/svg\+xml;charset=utf-8,%3Csvg/);
  expect(element.shadowRoot!.querySelector("[onload]")).toBeNull();
});

test("the tab of the QR asks for one, unless there is something to read first", async () => {
  await shown();
  await sees(parked("WRONG_PHONE_LINKED", "retry"));
  find("[data-tab=qr]").click();
  expect(line.asked).toEqual([]);
  await sees(picture());
  find("[data-tab=code]").click();
  find("[data-tab=qr]").click();
  expect(line.asked.map(({ what }) => what)).toEqual(["qr"]);
});

test("the focus of one who is inside follows the steps, and the page around keeps its own", async () => {
  await shown();
  await sees(picture());
  find("#number").focus();
  await sees(withCode());
  const heading = element.shadowRoot!.activeElement;
  expect(heading?.textContent?.replace(/\s+/g, " ").trim()).toBe("Code for +7 900 646-42-63");
  element.blur();
  (element.shadowRoot!.activeElement as HTMLElement | null)?.blur();
  await sees(picture({ state: "connected", linked: true, phoneNumber: "7900•••••63" }));
  expect(element.shadowRoot!.activeElement).toBeNull();
  expect(find("[data-announcement]").textContent).toBe("WhatsApp +7 900 •••-••-63 is connected");
});

test("the page around is told of steps, failures and the end, each once", async () => {
  const told: unknown[] = [];
  for (const name of ["linekeeper-state", "linekeeper-error", "linekeeper-connected"]) {
    document.addEventListener(name, (event) => {
      const { step, code, phoneNumber } = (event as CustomEvent<Record<string, unknown>>).detail;
      told.push([name, step ?? code ?? phoneNumber]);
    });
  }
  await shown();
  await sees(parked("BANNED", "contact_support"));
  element.lang = "ru";
  await element.updateComplete;
  await sees(connected(), connected());
  expect(told).toEqual([
    ["linekeeper-state", "loading"],
    ["linekeeper-state", "parked"],
    ["linekeeper-error", "BANNED"],
    ["linekeeper-state", "connected"],
    ["linekeeper-connected", "7900•••••63"],
  ]);
});

test("a newer token keeps the line, another company takes another one", async () => {
  await shown();
  await sees(picture());
  element.token = "d.e.f";
  await element.updateComplete;
  expect([line.tokens, lines]).toEqual([["d.e.f"], 1]);
  const left = line;
  element.company = "2";
  await element.updateComplete;
  expect([left.closed, line.options.company, line.options.token]).toEqual([true, "2", "d.e.f"]);
});

test("an element that is taken away leaves its line, one that is put elsewhere takes another", async () => {
  await shown();
  await sees(withCode());
  element.remove();
  expect(line.closed).toBe(true);
  document.body.append(element);
  await element.updateComplete;
  expect([lines, element.dataset["step"]]).toEqual([2, "loading"]);
});

test("the service is where the page says it is", async () => {
  await shown({ service: "https://wa.example" });
  expect(line.options.url).toBe("https://wa.example");
});

test("a reset is asked for only when it is confirmed", async () => {
  await shown();
  await sees(picture({ state: "connected", linked: true }));
  find("[data-reset]").click();
  const dialog = find<HTMLDialogElement>("dialog");
  expect(dialog.open).toBe(true);
  dialog.close("keep");
  expect(line.asked).toEqual([]);
  find("[data-reset]").click();
  dialog.close("reset");
  expect(line.asked.map(({ what }) => what)).toEqual(["reset"]);
});

/** Requests a code for a number other than the linked one; returns the dialog. */
async function asksForAnother(): Promise<HTMLDialogElement> {
  await shown();
  await sees(picture());
  const field = find<HTMLInputElement>("#number");
  field.value = "89161234567";
  field.dispatchEvent(new Event("input"));
  find<HTMLFormElement>("form.number").dispatchEvent(new Event("submit", { cancelable: true }));
  const text = { ru: "", en: "" };
  const said = { code: "PHONE_MISMATCH", text, userAction: "change_number", storedPhone: "7900•••••63" } as const;
  line.asked[0]!.refuse(new LineError(said));
  await sees(connected());
  await new Promise((done) => setImmediate(done));
  await element.updateComplete;
  return find<HTMLDialogElement>("#change");
}

test("another number takes the linked one's place when that is confirmed", async () => {
  const dialog = await asksForAnother();
  expect(dialog.open).toBe(true);
  expect(dialog.textContent!.replace(/\s+/g, " ")).toContain(
    "linked as +7 900 •••-••-63. Change it to +7 916 123-45-67?",
  );
  dialog.close("change");
  await element.updateComplete;
  expect(line.asked.map(({ with: number, options }) => [number, options])).toEqual([
    ["+79161234567", {}],
    ["+79161234567", { changeNumber: true }],
  ]);
  expect(dialog.open).toBe(false);
});

test("a number whose change is not confirmed stays", async () => {
  const dialog = await asksForAnother();
  dialog.close("keep");
  await sees(connected());
  expect([line.asked.length, dialog.open, element.dataset["step"]]).toEqual([1, false, "connected"]);
  expect(element.dataset["code"]).toBeUndefined();
});

/** Opens the form for another number and requests a code. */
async function changes(number: string): Promise<void> {
  find("[data-change-number]").click();
  await element.updateComplete;
  const field = find<HTMLInputElement>("#number");
  field.value = number;
  field.dispatchEvent(new Event("input"));
  find<HTMLFormElement>("form.number").dispatchEvent(new Event("submit", { cancelable: true }));
  await element.updateComplete;
}

test("a number is changed step by step, and a cancel leaves it", async () => {
  await shown();
  await sees(connected());
  await changes("89161234548");
  expect(line.asked.map(({ with: number, options }) => [number, options])).toEqual([
    ["+79161234548", { changeNumber: true }],
  ]);
  await sees(changing({}, { liveCode: newCode }));
  expect(element.dataset["step"]).toBe("code");
  expect(said()).toMatch(
    /Works now \+7 900 •••-••-63 Takes its place \+7 916 123-45-48 The old number keeps receiving/,
  );
  expect(find(".how")).not.toBeNull();
  expect([...element.shadowRoot!.querySelectorAll("button")].map((button) => button.textContent!.trim())).not.toContain(
    "Change number",
  );
  find("[data-keep]").click();
  expect(line.asked.at(-1)?.what).toBe("cancel");
  await sees(connected());
  expect(element.dataset["step"]).toBe("connected");
  expect(said()).toContain("Nothing has changed. As before, +7 900 •••-••-63 works");
});

test("a form that is left asks for nothing", async () => {
  await shown();
  await sees(connected());
  find("[data-change-number]").click();
  await element.updateComplete;
  find("[data-keep]").click();
  await element.updateComplete;
  expect([element.dataset["step"], line.asked]).toEqual(["connected", []]);
});

test("a QR of a change is asked for with consent, a lost line is not", async () => {
  await shown();
  await sees(connected({ state: "reconnecting" }));
  [...element.shadowRoot!.querySelectorAll("button")]
    .find((button) => button.textContent!.includes("Try now"))!
    .click();
  line.asked[0]!.answer(null);
  await new Promise((done) => setImmediate(done));
  await sees(connected());
  find("[data-change-number]").click();
  await element.updateComplete;
  find("[data-tab=qr]").click();
  expect(line.asked.map(({ what, options }) => [what, options])).toEqual([
    ["qr", {}],
    ["qr", { changeNumber: true }],
  ]);
});

test("a failed change is tried again or hidden", async () => {
  await shown();
  const reason = { code: "PHONE_IN_USE", message: { ru: "", en: "In use" } } as const;
  await sees(changing({ state: "failed", method: null, ...reason }));
  expect([element.dataset["step"], element.dataset["code"]]).toEqual(["connected", "PHONE_IN_USE"]);
  expect(said()).toContain("In use Nothing has changed. As before, +7 900 •••-••-63 works");
  find("[data-action=change]").click();
  await element.updateComplete;
  expect(element.dataset["step"]).toBe("number");
  find("[data-keep]").click();
  await element.updateComplete;
  const hide = [...element.shadowRoot!.querySelectorAll("button")].find(
    ({ textContent }) => textContent!.trim() === "Hide",
  );
  hide!.click();
  expect(line.asked.map(({ what }) => what)).toEqual(["cancel"]);
});

test("the page around is told of the new number once, and of no change that was cancelled", async () => {
  const numbers: unknown[] = [];
  const hear = (event: Event): unknown =>
    numbers.push((event as CustomEvent<{ phoneNumber: string }>).detail.phoneNumber);
  await shown();
  element.addEventListener("linekeeper-connected", hear);
  const code = changing({}, { liveCode: newCode });
  const done = connected({ phoneNumber: "7916•••••48" });
  await sees(connected(), code, connected(), code, changing({ state: "connecting", method: null }), done, done);
  expect(numbers).toEqual(["7900•••••63", "7916•••••48"]);
});

test("a code that the phone has answered can be copied, renewed and given up", async () => {
  await shown();
  await sees(withCode(), withCode({ pairing: pairing({ phoneAnswered: true }) }));
  expect(element.dataset["step"]).toBe("answered");
  expect(said()).toContain("Your phone responded. Keep WhatsApp open");
  expect(find("[data-code-text]").textContent).toBe("ABCD-EFGH");
  expect([...element.shadowRoot!.querySelectorAll(".row button")].map((button) => button.textContent!.trim())).toEqual(
    expect.arrayContaining(["Copy", "Cancel"]),
  );
  expect(find("[data-doubt]")).toBeNull();
  await vi.advanceTimersByTimeAsync(8250);
  await element.updateComplete;
  expect(find("[data-doubt]").textContent).toBe("Did the phone say the code is wrong? Type it again");
  const button = (name: string): HTMLButtonElement =>
    [...element.shadowRoot!.querySelectorAll("button")].find(({ textContent }) => textContent!.trim() === name)!;
  button("Get a new code").click();
  expect(line.asked.map(({ what }) => what)).toEqual(["cancel"]);
});

test("what was about to be confirmed for one salon is not done to another", async () => {
  await shown();
  await sees(picture({ state: "connected", linked: true }));
  find("[data-reset]").click();
  element.setAttribute("company", "880012");
  await element.updateComplete;
  expect(find<HTMLDialogElement>("dialog").open).toBe(false);
  await sees(picture({ state: "connected", linked: true }));
  expect(line.asked).toEqual([]);
});

test("a token and a method that change together both count", async () => {
  await shown();
  await sees(picture());
  element.setAttribute("token", "d.e.f");
  element.setAttribute("by", "qr");
  await element.updateComplete;
  expect([line.tokens, element.dataset["step"]]).toEqual([["d.e.f"], "qr-offer"]);
});
