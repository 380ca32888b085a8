// Which screen is for which device: a phone hands the QR over, a computer shows it at once; and what two pages of one
// salon do to each other.
import { type Page, devices } from "@playwright/test";

import { expectAccessible } from "../fixture/axe.ts";
import { expectFineEverywhere } from "../fixture/everywhere.ts";
import { expect, test } from "../fixture/index.ts";
import { expectNoSidewaysScroll } from "../fixture/layout.ts";
import { Onboarding } from "../pages/onboarding.ts";

const PHONE = { userAgent: devices["Pixel 7"].userAgent, hasTouch: true, viewport: { width: 390, height: 844 } };

test.describe("on a phone", () => {
  test.use(PHONE);

  test("the QR is handed over to a computer, which shows it at once", async ({
    page,
    browser,
    service,
    simulator,
    salon,
    shot,
  }) => {
    const { url } = await service.link(salon.company);
    await simulator.fault({ at: "pair-code", number: salon.number, answer: { code: 452 } });
    const phone = new Onboarding(page);
    await phone.open(url);
    await phone.askForCode(salon.number);
    await phone.expectFailure("LINKING_UNAVAILABLE");
    await phone.button(phone.words.openElsewhere).click();
    await phone.expectStep("qr-offer");
    await expect(phone.element.getByRole("heading", { name: "Откройте эту страницу на другом экране" })).toBeVisible();
    await phone.button("Показать QR страницы").click();
    await expect(phone.element.getByRole("img", { name: "QR с адресом этой страницы" })).toBeVisible();
    await expectAccessible(page);
    await shot(page, "onboarding-390-hand-off");
    await page.setViewportSize({ width: 320, height: 640 });
    await expectNoSidewaysScroll(page);

    const context = await browser.newContext({ ...devices["Desktop Chrome"], locale: "ru-RU" });
    const computer = new Onboarding(await context.newPage());
    await computer.open(url);
    await simulator.scan(salon.number, await computer.qr());
    await computer.expectConnected(salon.masked);
    await phone.expectConnected(salon.masked);
    await context.close();
  });

  test("the QR can be shown all the same, for the salon's other phone", async ({ page, service, simulator, salon }) => {
    const onboarding = new Onboarding(page);
    await onboarding.open((await service.link(salon.company)).url);
    await onboarding.expectStep("number");
    await onboarding.chooseQr();
    await onboarding.expectStep("qr-offer");
    expect((await service.status(salon.company)).state).toBe("idle");
    await onboarding.button(onboarding.words.showQr).click();
    await simulator.scan(salon.number, await onboarding.qr());
    await onboarding.expectConnected(salon.masked);
  });

  test("one press copies the code and opens WhatsApp", async ({ page, context, service, salon, shot }) => {
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    const onboarding = new Onboarding(page);
    await onboarding.open((await service.link(salon.company)).url);
    const code = await onboarding.getCode(salon.number);
    const open = onboarding.element.getByRole("link", { name: onboarding.words.copyAndOpen });
    await expect(open).toHaveAttribute("href", "https://wa.me/settings/linked_devices");
    await expectAccessible(page);
    await shot(page, "onboarding-390-code-phone");
    // The app itself is not here: only the address would be opened.
    await open.evaluate((link) => link.addEventListener("click", (event) => event.preventDefault()));
    await open.click();
    await expect
      .poll(() => page.evaluate(() => navigator.clipboard.readText()))
      .toBe(`${code.slice(0, 4)}-${code.slice(4)}`);
  });
});

/** Sums what has shifted on the page; to be called before it is opened. */
async function countShifts(page: Page): Promise<() => Promise<number>> {
  type Counting = typeof globalThis & { shifted: number };
  await page.addInitScript(() => {
    (globalThis as Counting).shifted = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[])
        if (!entry.hadRecentInput) (globalThis as Counting).shifted += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
  });
  return () => page.evaluate(() => (globalThis as Counting).shifted);
}

for (const [width, height] of [
  [1440, 900],
  [390, 844],
] as const) {
  test(`nothing shifts while a salon is linked, at ${width} px`, async ({ page, service, simulator, salon }) => {
    await page.setViewportSize({ width, height });
    const shifted = await countShifts(page);
    const onboarding = new Onboarding(page);
    await onboarding.open((await service.link(salon.company)).url);
    await simulator.scan(salon.number, await onboarding.showQr());
    await onboarding.expectConnected(salon.masked);
    await page.reload();
    await onboarding.expectConnected(salon.masked);
    expect(await shifted()).toBeLessThanOrEqual(0.02);
  });
}

test("a computer's QR that is not wanted leaves the line of a salon alone", async ({ page, service, salon, link }) => {
  await link(salon);
  const before = await service.status(salon.company);
  const onboarding = new Onboarding(page);
  await onboarding.open((await service.link(salon.company)).url);
  await onboarding.expectConnected(salon.masked);
  expect(await service.status(salon.company)).toEqual(before);
  const steps = await onboarding.steps();
  expect(steps.filter((step) => step !== "loading")).toEqual(["connected"]);
});

test("leaving the QR in one tab leaves the code of the other alone", async ({
  page,
  context,
  service,
  simulator,
  salon,
  shot,
}) => {
  const { url } = await service.link(salon.company);
  const first = new Onboarding(page);
  await first.open(url);
  const code = await first.getCode(salon.number);
  const second = new Onboarding(await context.newPage());
  await second.open(url);
  await second.showQr();
  await expect(
    second.element.getByRole("heading", { name: `Отсканируйте QR телефоном ${salon.displayed}` }),
  ).toBeVisible();
  await expectFineEverywhere(second.page);
  await shot(second.page, "onboarding-qr-beside-code");
  await second.button(second.words.backToCode).click();
  expect(await second.code()).toBe(code);
  expect(await first.code()).toBe(code);
  await simulator.enterCode(salon.number, code);
  await first.expectConnected(salon.masked);
});

test("a code that is cancelled in one tab is said to be in the other", async ({
  page,
  context,
  service,
  salon,
  shot,
}) => {
  const { url } = await service.link(salon.company);
  const first = new Onboarding(page);
  await first.open(url);
  await first.getCode(salon.number);
  const second = new Onboarding(await context.newPage());
  await second.open(url);
  await second.code();
  await second.button(second.words.otherNumber).click();
  await second.expectStep("number");
  await expect(first.alert).toContainText(first.words.cancelledElsewhere);
  await expect(second.alert).toBeHidden();
  await expectAccessible(page);
  await shot(page, "onboarding-cancelled-elsewhere");
});
