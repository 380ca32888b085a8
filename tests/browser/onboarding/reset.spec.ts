import { expectAccessible } from "../fixture/axe.ts";
import { expect, test } from "../fixture/index.ts";
import { Onboarding } from "../pages/onboarding.ts";

test("a connection is reset when that is confirmed, and the phone's device is gone", async ({
  page,
  service,
  simulator,
  salon,
  link,
  shot,
}) => {
  await link(salon);
  const onboarding = new Onboarding(page);
  await onboarding.open((await service.link(salon.company)).url);
  await onboarding.expectConnected(salon.masked);
  await onboarding.askReset();
  const dialog = onboarding.element.getByRole("dialog", { name: "Сбросить подключение?" });
  await expect(dialog.getByRole("button", { name: onboarding.words.resetNo })).toBeFocused();
  await expectAccessible(page);
  await shot(page, "onboarding-reset");
  await dialog.getByRole("button", { name: onboarding.words.resetYes, exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(onboarding.alert).toBeVisible();
  await shot(page, "onboarding-reset-done");
  expect(await service.status(salon.company)).toMatchObject({ state: "idle", linked: false });
  expect((await simulator.phone(salon.number)).devices).toEqual([]);
});

test("a reset that is not confirmed leaves the connection as it is", async ({ page, service, salon, link }) => {
  await link(salon);
  const onboarding = new Onboarding(page);
  await onboarding.open((await service.link(salon.company)).url);
  await onboarding.expectConnected(salon.masked);
  await onboarding.askReset();
  await onboarding.button(onboarding.words.resetNo).click();
  await onboarding.askReset();
  await page.keyboard.press("Escape");
  await expect(onboarding.element.getByRole("dialog")).toBeHidden();
  await onboarding.expectStep("connected");
  expect(await service.status(salon.company)).toMatchObject({ state: "connected", linked: true });
});
