// @vitest-environment happy-dom
// The element and the page around it: attributes, events, the ways to people and back.

import type { Line, LineOptions, Picture } from "@linekeeper/client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import type { Branding } from "../src/brand.ts";
import { FakeLine } from "./line.ts";
import { START, connected, pairing, parked, picture, withCode, withQr } from "./salon.ts";
import { TriedOnboarding } from "./tried.ts";

const PHONE = "Mozilla/5.0 (Linux; Android 15; Pixel 7) AppleWebKit/537.36 Chrome/143.0.0.0 Mobile Safari/537.36";

let line: FakeLine;
let element: Tried;
let branding: Branding | null;

class Tried extends TriedOnboarding {
  protected override openLine(options: LineOptions): Line {
    line = new FakeLine(options);
    return line.line;
  }

  protected override loadBranding(): Promise<Branding | null> {
    return Promise.resolve(branding);
  }
}
customElements.define("tried-around", Tried);

beforeEach(() => {
  vi.useFakeTimers({ now: START, toFake: ["Date", "setInterval", "clearInterval", "setTimeout", "clearTimeout"] });
  branding = null;
});

afterEach(() => {
  element.remove();
  sessionStorage.clear();
  vi.useRealTimers();
});

async function settled(): Promise<void> {
  await new Promise((done) => setImmediate(done));
  await element.updateComplete;
}

async function shown(attributes: Record<string, string> = {}, properties: Partial<Tried> = {}): Promise<void> {
  element = Object.assign(document.createElement("tried-around") as Tried, properties);
  const all = { company: "997441", token: "a.b.c", lang: "en", by: "code", ...attributes };
  for (const [name, value] of Object.entries(all)) if (value !== "") element.setAttribute(name, value);
  document.body.append(element);
  await settled();
}

async function sees(...pictures: Picture[]): Promise<void> {
  line.opens();
  for (const each of pictures) {
    line.shows(each);
    await element.updateComplete;
  }
}

const find = <E extends HTMLElement>(selector: string): E | null => element.shadowRoot!.querySelector<E>(selector);

/** Collects the events of these names with their details. */
function heard(...names: string[]): [string, Record<string, unknown>][] {
  const events: [string, Record<string, unknown>][] = [];
  for (const name of names)
    element.addEventListener(name, (event) =>
      events.push([name, (event as CustomEvent<Record<string, unknown>>).detail]),
    );
  return events;
}

const claims = (of: object): string => `a.${Buffer.from(JSON.stringify(of)).toString("base64url")}.c`;

test("support is offered with the reference where support is the action, and only there", async () => {
  await shown({ "support-url": "https://help.example/" });
  await sees(parked("BANNED", "contact_support"));
  expect(find<HTMLAnchorElement>("[data-support]")!.href).toBe(
    "https://help.example/?reference=pairing-1&company=997441&code=BANNED",
  );
  await sees(parked("NETWORK_ERROR", "retry"));
  expect(find("[data-support]")).toBeNull();
});

test("what a link says is shown once the service has accepted it", async () => {
  const token = claims({ name: "Салон «Анна»", support_url: "https://help.example/", exp: 1_900_000_000 });
  await shown({ token });
  expect(element.shadowRoot!.textContent).not.toContain("Анна");
  line.says("connection", { state: "closed", reason: "unauthorized", detail: "" });
  await settled();
  expect([element.dataset["step"], find("[data-support]")]).toEqual(["locked", null]);
  element.token = claims({ name: "Салон «Анна»", exp: 1_900_000_001 });
  await settled();
  await sees(picture());
  expect(find(".company")!.textContent).toBe("Салон «Анна»");
  expect(element.brand.company).toBe("Салон «Анна»");
});

test("the service's branding is used until the page around has set its own", async () => {
  branding = { name: "Market", returnUrl: "https://market.example/" };
  await shown();
  await sees(connected());
  const back = find<HTMLAnchorElement>("[data-exit]")!;
  expect([back.textContent!.trim(), back.href]).toEqual(["Back to Market", "https://market.example/"]);
  element.returnUrl = "https://anna.example/";
  element.branding = { name: "Anna" };
  await element.updateComplete;
  expect([back.textContent!.trim(), back.href]).toEqual(["Back to Anna", "https://anna.example/"]);
});

test("who leaves is told to the page around, which may go on by itself", async () => {
  const left: unknown[] = [];
  await shown({ "return-url": "#market" }, { onExit: (detail) => left.push(detail) });
  const events = heard("linekeeper-exit");
  await sees(connected());
  const click = (): boolean => find("[data-exit]")!.dispatchEvent(new MouseEvent("click", { cancelable: true }));
  expect(click()).toBe(true);
  element.addEventListener("linekeeper-exit", (event) => event.preventDefault());
  expect(click()).toBe(false);
  const detail = { company: "997441", step: "connected", connected: true };
  expect(left).toEqual([detail, detail]);
  expect(events).toEqual([
    ["linekeeper-exit", detail],
    ["linekeeper-exit", detail],
  ]);
});

test("a linking that has succeeded is done, a line that worked before is not", async () => {
  const done: unknown[] = [];
  await shown({}, { onDone: ({ phoneNumber }) => done.push(phoneNumber) });
  const events = heard("linekeeper-done", "linekeeper-connected");
  await sees(connected(), connected({ state: "reconnecting" }), connected());
  expect([done, events.map(([name]) => name)]).toEqual([[], ["linekeeper-connected", "linekeeper-connected"]]);
  await sees(picture(), withCode(), picture({ state: "connecting", linked: true }), connected());
  expect(done).toEqual(["7900•••••63"]);
  await sees(connected({ state: "reconnecting" }), connected());
  expect(done).toHaveLength(1);
  await sees(connected({ phoneNumber: "7916•••••48" }));
  expect(done).toEqual(["7900•••••63", "7916•••••48"]);
});

test("every dead end is an error for the page around, once", async () => {
  await shown({ company: "" });
  expect([element.dataset["step"], element.dataset["code"]]).toEqual(["locked", "NO_LINK"]);
  const events = heard("linekeeper-error");
  element.company = "997441";
  await settled();
  line.says("connection", { state: "closed", reason: "expired", detail: "" });
  await settled();
  await vi.advanceTimersByTimeAsync(1000);
  element.token = "d.e.f";
  await settled();
  line.says("connection", { state: "closed", reason: "forbidden", detail: "" });
  await settled();
  expect(events.map(([, { company, code, message }]) => [company, code, message])).toEqual([
    ["997441", "LINK_EXPIRED", "This link has expired. Ask whoever sent it for a new one"],
    ["997441", "LINK_OVER", "This link no longer works. Ask whoever sent it for a new one"],
  ]);
});

test("the page's provider is asked for the token, and the function may change", async () => {
  const provider = vi.fn(() => Promise.resolve("d.e.f"));
  await shown({ token: "" }, { tokenProvider: provider });
  expect(line.options.token).toBe("d.e.f");
  const opened = line;
  element.tokenProvider = () => "g.h.i";
  await settled();
  expect([line === opened, provider.mock.calls.length]).toEqual([true, 1]);
  line.says("connection", { state: "closed", reason: "expired", detail: "" });
  await settled();
  expect(line.tokens).toEqual(["g.h.i"]);
});

test("a provider that comes late opens the line", async () => {
  await shown({ token: "" });
  line.says("connection", { state: "closed", reason: "unauthorized", detail: "" });
  await settled();
  expect(element.dataset["code"]).toBe("NO_LINK");
  element.tokenProvider = () => "d.e.f";
  await settled();
  expect([element.dataset["step"], line.options.token]).toEqual(["loading", "d.e.f"]);
});

test("the QR of a code that another page shows is left, not cancelled", async () => {
  await shown({ by: "qr" });
  await sees(withCode({}, { liveQr: withQr().liveQr }));
  expect(find(".shown-qr [data-heading]")!.textContent!.replace(/\s+/g, " ").trim()).toBe(
    "Scan the QR with the phone +7 900 646-42-63",
  );
  find(".shown-qr .quiet")!.click();
  await element.updateComplete;
  expect([element.dataset["step"], line.asked]).toEqual(["code", []]);
});

test("a QR of its own is cancelled", async () => {
  await shown({ by: "qr" });
  await sees(withQr());
  find(".shown-qr .quiet")!.click();
  expect(line.asked.map(({ what }) => what)).toEqual(["cancel"]);
});

test("on a phone the QR is for another screen, and can be shown all the same", async () => {
  vi.spyOn(navigator, "userAgent", "get").mockReturnValue(PHONE);
  await shown({ "page-address": "https://wa.example/l/abcdefgh" });
  await sees(picture());
  find("[data-tab=qr]")!.click();
  await element.updateComplete;
  expect([element.dataset["step"], line.asked]).toEqual(["qr-offer", []]);
  expect(find("[data-elsewhere] .address code")!.textContent).toBe("wa.example/l/abcdefgh");
  find("[data-here]")!.click();
  expect(line.asked.map(({ what }) => what)).toEqual(["qr"]);
});

test("on a phone the code is copied and WhatsApp opened by one press", async () => {
  vi.spyOn(navigator, "userAgent", "get").mockReturnValue(PHONE);
  await shown();
  await sees(withCode());
  const open = find<HTMLAnchorElement>("[data-open-whatsapp]")!;
  expect([open.textContent!.trim(), open.href]).toEqual([
    ...["Copy and open WhatsApp", "https://wa.me/settings/linked_devices"],
  ]);
  let copied = "";
  Object.defineProperty(window, "isSecureContext", { value: true, configurable: true });
  vi.spyOn(navigator.clipboard, "writeText").mockImplementation((text) => Promise.resolve(void (copied = text)));
  open.addEventListener("click", (event) => event.preventDefault());
  open.click();
  await settled();
  expect(copied).toBe("ABCD-EFGH");
});

test("on a computer there is no button that opens WhatsApp", async () => {
  await shown();
  await sees(withCode());
  expect(find("[data-open-whatsapp]")).toBeNull();
});

test("another phone is linked in place of the one that was asked for", async () => {
  await shown();
  await sees(picture(), withCode({ pairing: pairing() }), parked("WRONG_PHONE_LINKED", "retry"));
  find("[data-action=instead]")!.click();
  expect(line.asked.map(({ what, options }) => [what, options])).toEqual([["qr", {}]]);
});

test("the salon's line is described, and its owner warned in time", async () => {
  await shown();
  await sees(connected({ since: "2026-11-20T12:00:00Z" }));
  expect(find("[data-fact=since]")!.textContent).toMatch(/Connected since.*20 Nov 2026|Nov 20, 2026/);
  expect([find("[data-fact=phone-seen]"), find("[data-phone-absent]")]).toEqual([null, null]);
  await sees(connected({ phoneSeenAt: "2026-11-12T01:00:00Z" } as Parameters<typeof connected>[0]));
  const warned = find("[data-phone-absent]")!;
  expect(warned.dataset["tone"]).toBe("warning");
  expect(warned.textContent).toMatch(/Open WhatsApp on the phone by (26 Nov|Nov 26)/);
  await sees(connected({ phoneSeenAt: "2026-11-01T00:00:00Z" } as Parameters<typeof connected>[0]));
  expect([warned.dataset["tone"], warned.textContent!.includes("on the phone now")]).toEqual(["error", true]);
});

test("the element is as light or dark as the page around", async () => {
  await shown({ theme: "dark" });
  await sees(picture());
  expect(find(".root")!.dataset["scheme"]).toBe("dark");
  element.setAttribute("theme", "light");
  await vi.advanceTimersByTimeAsync(250);
  await element.updateComplete;
  expect(find(".root")!.dataset["scheme"]).toBe("light");
});
