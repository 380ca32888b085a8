// Accessibility: keyboard, small screens, touch, dark colours, reduced motion.
import { type Page, devices } from "@playwright/test";

import { expectAccessible } from "../fixture/axe.ts";
import { expect, test } from "../fixture/index.ts";
import { expectNoSidewaysScroll } from "../fixture/layout.ts";
import { moving } from "../fixture/motion.ts";
import { Onboarding } from "../pages/onboarding.ts";

/** Presses Tab until the element with this name has the focus. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 40; presses += 1) {
    await page.keyboard.press("Tab");
    const focused = await page.evaluate(() => {
      let active = document.activeElement;
      while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
      const labels =
        active instanceof HTMLInputElement ? [...(active.labels ?? [])].map((label) => label.textContent) : [];
      return labels[0]?.trim() ?? active?.textContent?.trim();
    });
    if (focused === name) return;
  }
  throw new Error(`Tab does not lead to “${name}”`);
}

test("a salon is linked with the keyboard alone, and focus and voice follow", async ({
  page,
  service,
  simulator,
  salon,
}) => {
  const onboarding = new Onboarding(page);
  const { words } = onboarding;
  await onboarding.open((await service.link(salon.company)).url);
  await onboarding.expectStep("qr");
  await tabTo(page, words.byQr);
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Enter");
  await tabTo(page, words.number);
  await page.keyboard.type(salon.number.slice(1));
  await page.keyboard.press("Enter");
  const code = await onboarding.code();
  await expect(onboarding.element.getByRole("heading", { name: "Код для номера" })).toBeFocused();
  await expect(onboarding.element.locator("[data-announcement]")).toContainText("Код готов");
  await tabTo(page, words.copy);
  await simulator.enterCode(salon.number, code);
  await onboarding.expectConnected(salon.masked);
  await expect(onboarding.element.getByRole("heading", { name: words.connected(salon.masked) })).toBeFocused();
});

test("nobody scrolls sideways on a phone of 320 pixels", async ({ page, service, simulator, salon, salons, shot }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  const onboarding = new Onboarding(page);
  const fits = async (name: string): Promise<void> => {
    await shot(page, `onboarding-320-${name}`);
    await expectNoSidewaysScroll(page);
  };
  await onboarding.open(`${service.base}/connect`);
  await onboarding.expectStep("locked");
  await fits("no-link");
  await onboarding.open((await service.link(salon.company)).url);
  await onboarding.chooseCode();
  await onboarding.expectStep("number");
  await fits("number");
  const code = await onboarding.getCode(salon.number);
  await fits("code");
  await onboarding.showQr();
  await fits("qr");
  await simulator.enterCode(salon.number, code);
  await onboarding.expectConnected(salon.masked);
  await fits("connected");
  await onboarding.askReset();
  await fits("reset");

  const throttled = salons();
  await simulator.fault({ at: "pair-code", number: throttled.number, answer: { code: 429 } });
  await onboarding.open((await service.link(throttled.company)).url);
  await onboarding.askForCode(throttled.number);
  await onboarding.expectFailure("RATE_LIMITED");
  await fits("rate-limited");
});

test("a phone begins with the number, a computer with the QR", async ({ browser, page, service, salon }) => {
  const { url } = await service.link(salon.company);
  const computer = new Onboarding(page);
  await computer.open(url);
  await computer.expectStep("qr");
  // A QR on another screen is not taken over by the phone that may have to scan it.
  const context = await browser.newContext({ ...devices["Pixel 7"], locale: "ru-RU" });
  const phone = new Onboarding(await context.newPage());
  await phone.open(url);
  await phone.expectStep("number");
  await context.close();
});

test("every step is as good in the dark, and axe-core finds nothing", async ({
  page,
  service,
  simulator,
  salon,
  shot,
}) => {
  const onboarding = new Onboarding(page);
  const isFine = async (name: string): Promise<void> => {
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      await expectAccessible(page);
      if (colorScheme === "dark") await shot(page, `onboarding-dark-${name}`);
    }
  };
  await onboarding.open((await service.link(salon.company)).url);
  await onboarding.expectStep("qr");
  await isFine("qr-alone");
  await onboarding.chooseCode();
  await isFine("number");
  const code = await onboarding.getCode(salon.number);
  await isFine("code");
  await onboarding.showQr();
  await isFine("qr");
  await simulator.enterCode(salon.number, code);
  await onboarding.expectConnected(salon.masked);
  await isFine("connected");
});

test("nothing moves for those who want less motion", async ({ page, service, simulator, salon }) => {
  await simulator.fault({ at: "pair-code", number: salon.number, answer: "hang" });
  const onboarding = new Onboarding(page);
  await onboarding.open((await service.link(salon.company)).url);
  await onboarding.askForCode(salon.number);
  await onboarding.expectStep("preparing");
  await expect.poll(() => moving(page), "others see that something goes on").toBeGreaterThan(0);
  await page.emulateMedia({ reducedMotion: "reduce" });
  await expect.poll(() => moving(page)).toBe(0);
});
