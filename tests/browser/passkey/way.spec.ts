// The whole way of an account with a passkey, over real parts only: page, extension, authenticator, service, phone.
import { expectInFront } from "../extension/extension.ts";
import { expectFineEverywhere } from "../fixture/everywhere.ts";
import { Onboarding } from "../pages/onboarding.ts";
import { PasskeyScreens } from "../pages/passkey.ts";
import { expect, test } from "./fixture.ts";

test("a passkey is confirmed by code, with an extension that comes on the way", async ({
  page,
  service,
  simulator,
  salon,
  passkey,
  extension,
  shot,
}) => {
  await simulator.demandPasskey(salon.number, passkey.credential);
  const onboarding = new Onboarding(page);
  const screens = new PasskeyScreens(onboarding);
  await onboarding.open((await service.link(salon.company)).url);
  const linking = simulator.linking(salon.number, { code: await onboarding.getCode(salon.number) });
  await screens.expectChallenge();
  await expect(onboarding.button("Проверить ещё раз")).toBeVisible();
  await expect(screens.ask).toBeHidden();
  await extension.permit(page);
  await expect(screens.ask).toBeVisible();
  await expectFineEverywhere(page);
  await shot(page, "passkey-ask");

  await extension.tabAfter(() => screens.ask.click());
  const code = await screens.code();
  await expectInFront(page);
  expect(code).toMatch(/^[1-9A-Z]{4}-[1-9A-Z]{4}$/);
  expect(code).toBe(await simulator.comparedCode(salon.number));
  await expectFineEverywhere(page);
  await shot(page, "passkey-code");
  await screens.same.click();
  await onboarding.expectStep("passkey-checking");
  await expectFineEverywhere(page);
  await shot(page, "passkey-checking");
  await simulator.passkey(salon.number, "confirm");
  await onboarding.expectConnected(salon.masked);
  expect(await linking).toBe("linked");
});

test("a passkey is confirmed by QR, with an extension that was there before", async ({
  page,
  service,
  simulator,
  salon,
  passkey,
  extension,
}) => {
  await simulator.demandPasskey(salon.number, passkey.credential);
  const onboarding = new Onboarding(page);
  const screens = new PasskeyScreens(onboarding);
  await onboarding.open((await service.link(salon.company)).url);
  await extension.permit(page);
  const linking = simulator.linking(salon.number, { qr: await onboarding.showQr() });
  await screens.expectChallenge();
  const { tab } = await extension.tabAfter(() => screens.ask.click());
  const closed = tab.waitForEvent("close");
  expect(await screens.code()).toBe(await simulator.comparedCode(salon.number));
  await closed;
  await expectInFront(page);
  // The phone's person may be the first one.
  await simulator.passkey(salon.number, "confirm");
  await screens.same.click();
  await onboarding.expectConnected(salon.masked);
  expect(await linking).toBe("linked");
});
