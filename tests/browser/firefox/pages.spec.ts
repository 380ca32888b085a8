// The way through every page, in Firefox.
import { expect, expectStep, test } from "./fixture.ts";

/** Selector of an element with this text, in whatever shadow root it is. */
const named = (selector: string, text: string): string => `>>> ${selector}::-p-text(${text})`;

test("an owner links a phone by code", async ({ tab, service, simulator, salon }) => {
  await tab.goto((await service.link(salon.company)).url);
  await tab.locator(named("[role=tab]", "По номеру телефона")).click();
  await tab.locator("linekeeper-onboarding >>> #number").fill(`+${salon.number}`);
  await tab.locator(named("button", "Получить код")).click();
  await expectStep(tab, "code");
  const shown = await tab.$eval("linekeeper-onboarding >>> [data-code-text]", (code) => code.textContent ?? "");
  await simulator.enterCode(salon.number, shown.replace(/[^A-Z0-9]/g, "").slice(0, 8));
  await expectStep(tab, "connected");
});

test("an owner links a phone by QR", async ({ tab, service, simulator, salon }) => {
  await tab.goto((await service.link(salon.company)).url);
  await tab.locator(named("button", "Показать QR")).click();
  await expectStep(tab, "qr");
  const qr = await tab.$eval(
    "linekeeper-onboarding",
    (element) => (element as HTMLElement & { picture: { liveQr: { qr: string } } }).picture.liveQr.qr,
  );
  await simulator.scan(salon.number, qr);
  await expectStep(tab, "connected");
});

test("an operator signs in and sees the pages of the dashboard", async ({ tab, service }) => {
  await tab.goto(`${service.base}/admin`);
  await tab.locator(">>> input[type=password]").fill(service.key);
  await tab.locator(named("button", "Войти")).click();
  for (const section of ["Сессии", "Сервис", "Обзор"]) {
    await tab.locator(named("nav a", section)).click();
    await tab.locator(named("h1", section)).wait();
  }
});

test("the virtual phone opens", async ({ tab, service, salon }) => {
  await tab.goto(`${service.base}/sandbox/phone?number=${salon.number}&lang=en`);
  await tab.locator(named("button", "Devices")).click();
  await tab.locator(named("button", "Link a device")).wait();
});

test("the documentation opens, its search finds, and its preview plays", async ({ tab, service }) => {
  for (const page of ["", "/quickstart", "/client", "/events", "/messages", "/webhooks", "/api", "/sockets", "/errors", "/embed"]) {
    await tab.goto(`${service.base}/docs${page}`);
    expect(await tab.$eval("h1", (heading) => heading.textContent)).toBeTruthy();
    expect(await tab.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth)).toBe(
      true,
    );
  }
  await tab.locator("#scene").fill("code");
  await tab.locator("linekeeper-onboarding-demo >>> [data-code-text]").wait();
  await tab.locator("#preview-answer").click();
  await tab.locator("linekeeper-onboarding-demo[data-step='connected']").wait();
  await tab.locator("#search input").fill("restart policy");
  await tab.locator("#search [data-results] a").click();
  await expect.poll(() => tab.url()).toContain("/docs/api#");
});
