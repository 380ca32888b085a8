import { expect, test } from "vitest";

import { QrOnScreen, virtualPhone, type Channel, type SandboxMessage } from "../src/hosted/sandbox.ts";

class Phones implements Channel {
  readonly heard: SandboxMessage[] = [];
  ask: (event: { data: unknown }) => void = () => undefined;

  postMessage(message: SandboxMessage): void {
    this.heard.push(message);
  }

  addEventListener(_: "message", heard: (event: { data: unknown }) => void): void {
    this.ask = heard;
  }
}

const qr = { company: "997441", text: "2@a", expiresAt: "2026-11-23T00:00:20Z" };

test("phones are told of each QR once, and when it goes", () => {
  const phones = new Phones();
  const screen = new QrOnScreen(phones);
  screen.show(null);
  screen.show(qr);
  screen.show({ ...qr });
  screen.show({ ...qr, text: "2@b" });
  screen.show(null);
  expect(phones.heard).toEqual([
    { type: "qr", ...qr },
    { type: "qr", ...qr, text: "2@b" },
    { type: "qr-gone", company: "997441" },
  ]);
});

test("another company's QR takes the place of the one before", () => {
  const phones = new Phones();
  const screen = new QrOnScreen(phones);
  screen.show(qr);
  screen.show({ ...qr, company: "2" });
  expect(phones.heard.slice(1)).toEqual([
    { type: "qr-gone", company: "997441" },
    { type: "qr", ...qr, company: "2" },
  ]);
});

test("a phone that comes later asks who shows a QR", () => {
  const phones = new Phones();
  const screen = new QrOnScreen(phones);
  phones.ask({ data: { type: "who-shows" } });
  expect(phones.heard).toEqual([]);
  screen.show(qr);
  phones.ask({ data: { type: "who-shows" } });
  phones.ask({ data: null });
  expect(phones.heard).toEqual([
    { type: "qr", ...qr },
    { type: "qr", ...qr },
  ]);
});

test("the virtual phone is told the number and the language, and nothing else", () => {
  expect(virtualPhone("+7 900 646-42-64", "ru")).toBe("/sandbox/phone?number=79006464264&lang=ru");
  expect(virtualPhone(null, "en")).toBe("/sandbox/phone?lang=en");
});
