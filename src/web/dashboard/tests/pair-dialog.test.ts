// @vitest-environment happy-dom

import { LineError, type Line, type PairingOptions, type Picture } from "@linekeeper/client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { choose } from "../src/language.ts";
import { Confirm } from "../src/parts/confirm.ts";
import { PairDialog } from "../src/parts/pair-dialog.ts";

customElements.define("lk-confirm", Confirm);
customElements.define("lk-pair-dialog", PairDialog);

const NOW = Date.UTC(2026, 10, 28);

let dialog: PairDialog;
let asked: [string, string | null, PairingOptions][];
/** Outcomes of the next requests; null stands for *already connected*. */
let answers: (LineError | null)[];
let hear: (error: LineError) => void;

function answer(what: string, number: string | null = null, options: PairingOptions = {}): Promise<null> {
  asked.push([what, number, options]);
  const next = answers.shift() ?? null;
  return next === null ? Promise.resolve(null) : Promise.reject(next);
}

const line = {
  serverNow: () => Date.now(),
  on: (_: string, listener: typeof hear) => ((hear = listener), () => undefined),
  requestPairingCode: (number: string, options?: PairingOptions) => answer("code", number, options),
  requestQr: (options?: PairingOptions) => answer("qr", null, options),
  cancelPairing: () => answer("cancel"),
} as unknown as Line;

const text = { ru: "Нельзя", en: "Not so" };
const mismatch = new LineError({
  ...{ code: "PHONE_MISMATCH", text, userAction: "change_number", storedPhone: "7900•••••63" },
} as ConstructorParameters<typeof LineError>[0]);

function picture(state: string, phoneAnswered = false): Picture {
  const pairing = state === "pairing_code_sent" ? { method: "code", phoneAnswered, attempt: 1 } : null;
  const status = { companyId: "997441", state, linked: state === "connected", pairing, userAction: "none" };
  const expiresAt = new Date(NOW + 180_000).toISOString();
  const liveCode = pairing && { code: "ABCD-EFGH", phoneNumber: "79006464263", expiresAt };
  return { status, liveCode, liveQr: null, at: NOW } as unknown as Picture;
}

beforeEach(async () => {
  vi.useFakeTimers({ now: NOW, toFake: ["Date", "setInterval", "clearInterval"] });
  choose("en");
  asked = [];
  answers = [];
  dialog = document.createElement("lk-pair-dialog") as PairDialog;
  Object.assign(dialog, { line, picture: picture("connected"), company: "997441" });
  document.body.append(dialog);
  await dialog.updateComplete;
  dialog.open();
});

afterEach(() => {
  dialog.remove();
  vi.useRealTimers();
  choose("ru");
});

async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) {
    await new Promise((done) => setImmediate(done));
    await dialog.updateComplete;
  }
}

async function sees(shown: Picture): Promise<void> {
  dialog.picture = shown;
  await settled();
}

const said = (): string => dialog.shadowRoot!.querySelector("dialog")!.textContent!.replace(/\s+/g, " ");

const button = (name: string): HTMLButtonElement | undefined =>
  [...dialog.shadowRoot!.querySelectorAll("button")].find(({ textContent }) => textContent!.trim() === name);

function question(): HTMLDialogElement {
  return dialog.shadowRoot!.querySelector("lk-confirm")!.shadowRoot!.querySelector("dialog")!;
}

async function asksFor(number: string): Promise<void> {
  dialog.shadowRoot!.querySelector<HTMLInputElement>("#number")!.value = number;
  dialog.shadowRoot!.querySelector("form")!.dispatchEvent(new Event("submit", { cancelable: true }));
  await settled();
}

test("another number is asked for again when its change is confirmed", async () => {
  answers = [mismatch];
  await asksFor("\u202a+7 916 123-45-67\u202c");
  expect(question().open).toBe(true);
  expect(question().textContent).toContain("linked as +7 900 •••-••-63. Change it to +7 916 123-45-67?");
  question().close("yes");
  await settled();
  expect(asked).toEqual([
    ["code", "+7 916 123-45-67", {}],
    ["code", "+7 916 123-45-67", { changeNumber: true }],
  ]);
});

test("a change of number that is not confirmed changes nothing", async () => {
  answers = [mismatch];
  await asksFor("+7 916 123-45-67");
  question().close("no");
  await settled();
  expect([asked.length, question().open]).toEqual([1, false]);
  expect(said()).not.toContain("PHONE_MISMATCH");
});

test("the wait after a removal counts down, and an operator may lift it", async () => {
  const removed = { code: "REMOVED_AFTER_LINK", text, userAction: "wait", retryAfterMs: 1_740_000 } as const;
  answers = [mismatch, new LineError(removed)];
  await asksFor("+7 916 123-45-67");
  question().close("yes");
  await settled();
  expect(said()).toContain("29:00");
  vi.advanceTimersByTime(5000);
  await settled();
  expect(said()).toContain("28:55");
  button("Don't wait")!.click();
  await settled();
  expect(question().textContent).toMatch(/company 997441 right after it was linked/);
  question().close("no");
  await settled();
  expect(asked).toHaveLength(2);
  button("Don't wait")!.click();
  await settled();
  question().close("yes");
  await settled();
  // The option confirmed earlier is sent again.
  expect(asked.at(-1)).toEqual(["code", "+7 916 123-45-67", { changeNumber: true, overrideWait: true }]);
});

const change = { state: "pairing_code_sent", method: "code", maskedPhone: "7916•••••67", phoneAnswered: false };

/** Picture of a connected company whose number may be changing. */
function linked(phoneNumber: string, changing: object | null = null): Picture {
  const { status, ...rest } = picture("connected");
  return { ...rest, status: { ...status, phoneNumber, change: changing } } as unknown as Picture;
}

const OLD = "7900•••••63";

test("a change of number asks with consent at once, and shows both numbers and its progress", async () => {
  await sees(linked(OLD));
  dialog.open("change");
  await settled();
  expect(said()).toMatch(/^ ?Change of number Connected Works now \+7 900 •••-••-63 Takes its place not known yet/);
  expect(said()).toContain("The old number keeps receiving until the new one is connected");
  expect(said()).not.toContain("WhatsApp is connected");
  await asksFor("+7 916 123-45-67");
  expect(asked).toEqual([["code", "+7 916 123-45-67", { changeNumber: true }]]);
  await sees(linked(OLD, change));
  expect(said()).toMatch(/Takes its place \+7 916 •••-••-67 Progress code or QR on the screen/);
  await sees(linked(OLD, { ...change, phoneAnswered: true }));
  expect(said()).toContain("code or QR on the screen, the phone has answered");
  await sees(linked(OLD, { ...change, state: "connecting", method: null }));
  const waits = { code: "STORE_UNAVAILABLE", message: { ru: "Хранилище недоступно", en: "Storage is unavailable" } };
  await sees(linked(OLD, { ...change, state: "connecting", method: null, ...waits }));
  expect(said()).toContain("the new phone is connecting Storage is unavailable STORE_UNAVAILABLE");
  await sees(linked("7916•••••67", { state: "logging_out" }));
  expect(said()).toMatch(/Works now \+7 916 •••-••-67.*The number is changed: \+7 916 •••-••-67 works now/);
  expect(button("Get code")).toBeUndefined();
});

test("a QR of a change of number is asked for with consent", async () => {
  await sees(linked(OLD));
  dialog.open("change");
  await settled();
  button("By QR")!.click();
  await settled();
  button("Show QR")!.click();
  await settled();
  expect(asked).toEqual([["qr", null, { changeNumber: true }]]);
});

test("a change of number that is cancelled leaves the old one", async () => {
  await sees(linked(OLD, change));
  dialog.open();
  await settled();
  expect(said()).toContain("Change of number");
  button("Cancel the change")!.click();
  await sees(linked(OLD));
  expect(asked).toEqual([["cancel", null, {}]]);
  expect(said()).toContain("Nothing has changed: +7 900 •••-••-63 stays");
  expect(button("Cancel the change")).toBeUndefined();
});

test("a change of number that failed says why, and that the old one stays", async () => {
  const failed = { ...change, state: "failed", code: "PHONE_IN_USE", message: { ru: "Занят", en: "In use" } };
  await sees(linked(OLD, failed));
  dialog.open("change");
  await settled();
  expect(said()).toMatch(/The old number stays: \+7 900 •••-••-63 In use PHONE_IN_USE/);
  expect(button("Get code")).toBeDefined();
});

test("a failure that was told goes when the change is done", async () => {
  await sees(linked(OLD, change));
  dialog.open();
  hear(new LineError({ code: "NETWORK_ERROR", text, userAction: "retry" }));
  await settled();
  expect(said()).toContain("NETWORK_ERROR");
  await sees(linked("7916•••••67"));
  expect(said()).not.toContain("NETWORK_ERROR");
});

test("a code of a change is renewed with consent", async () => {
  const answered = linked(OLD, { ...change, phoneAnswered: true });
  const expiresAt = new Date(NOW + 180_000).toISOString();
  const liveCode = { code: "ABCD-EFGH", phoneNumber: "79161234567", expiresAt };
  await sees({ ...answered, liveCode });
  dialog.open();
  vi.advanceTimersByTime(8000);
  await settled();
  button("Get a new code")!.click();
  await settled();
  expect(asked).toEqual([
    ["cancel", null, {}],
    ["code", "+79161234567", { changeNumber: true }],
  ]);
});

test("a code that the phone has answered stays and can be renewed", async () => {
  await sees(picture("pairing_code_sent"));
  await sees(picture("pairing_code_sent", true));
  expect(said()).toMatch(/ABCD-EFGH.*Valid for 3:00.*The phone responded/);
  expect(button("Get a new code")).toBeUndefined();
  vi.advanceTimersByTime(8000);
  await settled();
  expect(said()).toMatch(/ABCD-EFGH.*Valid for 2:52.*Did the phone say the code is wrong/);
  button("Get a new code")!.click();
  await settled();
  expect(asked.map(([what, number]) => [what, number])).toEqual([
    ["cancel", null],
    ["code", "+79006464263"],
  ]);
});

test("what went wrong is told until the phone is connected", async () => {
  await sees(picture("pairing_code_sent"));
  hear(new LineError({ code: "PAIRING_NOT_FINISHED", text, userAction: "retry" }));
  await sees(picture("error"));
  expect(said()).toContain("PAIRING_NOT_FINISHED");
  await sees(picture("connected"));
  expect(said()).not.toContain("PAIRING_NOT_FINISHED");
});
