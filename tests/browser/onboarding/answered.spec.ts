// The phone has answered a code: it may have been mistyped, and can be typed again.
import { expectAccessible } from "../fixture/axe.ts";
import { expect, test } from "../fixture/index.ts";
import { expectNoSidewaysScroll } from "../fixture/layout.ts";
import { Onboarding } from "../pages/onboarding.ts";

/** Returns a code that differs from this one. */
const wrong = (code: string): string => (code === "ABCDEFGH" ? "ABCDEFGJ" : "ABCDEFGH");

test("a code typed wrong stays with its time, and typed right it links", async ({
  page,
  service,
  simulator,
  salon,
  shot,
}) => {
  const onboarding = new Onboarding(page);
  await page.clock.install();
  await onboarding.open((await service.link(salon.company)).url);
  const code = await onboarding.getCode(salon.number);
  await simulator.expectRefusal(salon.number, wrong(code), "wrong_code");
  await onboarding.expectStep("answered");
  expect(await onboarding.shownCode()).toBe(code);
  await expect(onboarding.element.getByRole("timer")).toHaveText(onboarding.words.valid);
  await expect(onboarding.button(onboarding.words.copy)).toBeVisible();
  await expect(onboarding.button(onboarding.words.cancel)).toBeEnabled();
  await expect(onboarding.doubt).toBeHidden();
  await expectAccessible(page);
  await shot(page, "onboarding-answered");

  await page.clock.setSystemTime(Date.now() + 9000);
  await expect(onboarding.doubt).toBeVisible();
  await expect(onboarding.element.getByRole("timer")).toHaveText(onboarding.words.valid);
  await expectAccessible(page);
  await shot(page, "onboarding-answered-doubt");
  const english = await onboarding.choose("en");
  await expect(english.doubt).toBeVisible();
  await shot(page, "onboarding-answered-doubt-en");
  await page.setViewportSize({ width: 320, height: 640 });
  await expectNoSidewaysScroll(page);
  await shot(page, "onboarding-320-answered-doubt-en");

  await simulator.enterCode(salon.number, code);
  await english.expectConnected(salon.masked);
});

test("an answered code is given up for a new one of the same number", async ({ page, service, simulator, salon }) => {
  const onboarding = new Onboarding(page);
  await page.clock.install();
  await onboarding.open((await service.link(salon.company)).url);
  const code = await onboarding.getCode(salon.number);
  await simulator.expectRefusal(salon.number, wrong(code), "wrong_code");
  await onboarding.expectStep("answered");
  await page.clock.setSystemTime(Date.now() + 9000);
  await onboarding.button(onboarding.words.getNewCode).click();
  const another = await onboarding.code();
  expect(another).not.toBe(code);
  await expect(onboarding.element.getByRole("heading", { name: "Код для номера" })).toContainText(salon.displayed);
  await simulator.enterCode(salon.number, another);
  await onboarding.expectConnected(salon.masked);
});

test("an answered code is cancelled", async ({ page, service, simulator, salon }) => {
  const onboarding = new Onboarding(page);
  await onboarding.open((await service.link(salon.company)).url);
  const code = await onboarding.getCode(salon.number);
  await simulator.expectRefusal(salon.number, wrong(code), "wrong_code");
  await onboarding.expectStep("answered");
  await onboarding.button(onboarding.words.cancel).click();
  await onboarding.expectStep("number");
  await expect.poll(async () => (await service.status(salon.company)).state).toBe("idle");
});
