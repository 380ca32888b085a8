// Each way in which a passkey is not accepted, as people see it, and that the linking begins anew after it.
import type { BrowserContext } from "@playwright/test";

import { expectAccessible } from "../fixture/axe.ts";
import { expectFineEverywhere } from "../fixture/everywhere.ts";
import type { Salon } from "../fixture/salon.ts";
import type { Simulator } from "../fixture/simulator.ts";
import { LINE_BROKE } from "../fixture/watch.ts";
import { Onboarding } from "../pages/onboarding.ts";
import { PasskeyScreens } from "../pages/passkey.ts";
import { expect, test } from "./fixture.ts";

/** Requests a code, types it on the phone, and waits for the challenge. */
async function demanded(screens: PasskeyScreens, simulator: Simulator, { number }: Salon): Promise<Promise<string>[]> {
  const linking = simulator.linking(number, { code: await screens.onboarding.getCode(number) });
  await screens.expectChallenge();
  return [linking];
}

const tabsOf = (context: BrowserContext): string[] =>
  context
    .pages()
    .map((page) => page.url())
    .filter((url) => url.startsWith("https://web.whatsapp.com"));

test("a person who declines tries again, and codes that differ end the linking", async ({
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
  await extension.permit(page);
  const [linking] = await demanded(screens, simulator, salon);
  await extension.tabAfter(() => screens.ask.click(), "is someone else");
  await expect(screens.failure("refused")).toContainText("Браузер не подтвердил вход");
  await expectFineEverywhere(page);
  await shot(page, "passkey-declined");

  await extension.tabAfter(() => screens.askAgain.click());
  await screens.code();
  await screens.differ.click();
  await expect(onboarding.alert).toContainText("Коды не совпали, подключение отменено");
  await onboarding.expectStep("number");
  expect(await linking).toContain("companion_gone");
  await expectAccessible(page);
  await shot(page, "passkey-differed");
  expect((await simulator.phone(salon.number)).devices).toEqual([]);
  await onboarding.getCode(salon.number);
});

test("another account's passkey and a refusal on the phone are told", async ({
  page,
  service,
  simulator,
  salon,
  passkey,
  extension,
  shot,
}) => {
  await simulator.demandPasskey(salon.number);
  const onboarding = new Onboarding(page);
  const screens = new PasskeyScreens(onboarding);
  await onboarding.open((await service.link(salon.company)).url);
  await extension.permit(page);
  const [first] = await demanded(screens, simulator, salon);
  await extension.tabAfter(() => screens.ask.click());
  await onboarding.expectFailure("PASSKEY_REFUSED");
  await expect(onboarding.alert).toContainText("WhatsApp не принял ключ доступа");
  expect(await first).not.toBe("linked");
  await expectFineEverywhere(page);
  await shot(page, "passkey-refused");

  await simulator.acceptPasskey(salon.number, passkey.credential);
  const [second] = await demanded(screens, simulator, salon);
  await extension.tabAfter(() => screens.ask.click());
  await screens.code();
  await simulator.passkey(salon.number, "refuse");
  await screens.same.click();
  await onboarding.expectFailure("PASSKEY_NOT_CONFIRMED");
  expect(await second).toContain("passkey_refused");
  await shot(page, "passkey-not-confirmed");
  await demanded(screens, simulator, salon);
});

test("a challenge that is renewed, and one that the service loses, are told", async ({
  page,
  context,
  service,
  simulator,
  salon,
  passkey,
  extension,
  wire,
  watch,
  shot,
}) => {
  watch.expect(LINE_BROKE);
  await simulator.demandPasskey(salon.number, passkey.credential);
  const onboarding = new Onboarding(page);
  const screens = new PasskeyScreens(onboarding);
  await onboarding.open((await service.link(salon.company)).url.replace(service.base, wire.base));
  await extension.permit(page);
  await demanded(screens, simulator, salon);
  const { tab } = await extension.tabAfter(() => screens.ask.click(), "hesitates");
  await extension.asked(tab);
  await expect(onboarding.button("Прервать")).toBeVisible();
  await page.bringToFront();
  await expectFineEverywhere(page);
  await shot(page, "passkey-asking");
  const closed = tab.waitForEvent("close");
  await simulator.passkey(salon.number, "renew");
  await closed;
  await expect(screens.failure("replaced")).toContainText("WhatsApp прислал новый запрос");
  await expectFineEverywhere(page);
  await shot(page, "passkey-renewed");

  const again = await extension.tabAfter(() => screens.ask.click(), "hesitates");
  await extension.asked(again.tab);
  const gone = again.tab.waitForEvent("close");
  await service.kill();
  await service.start();
  wire.leadTo(service.base);
  await gone;
  expect(tabsOf(context)).toEqual([]);
  await expect(onboarding.alert).toContainText("Сервис перезапускался, и запрос WhatsApp потерян");
  await expectAccessible(page);
  await shot(page, "passkey-lost");
  await simulator.demandPasskey(salon.number, passkey.credential);
  await demanded(screens, simulator, salon);
  await extension.tabAfter(() => screens.ask.click());
  expect(await screens.code()).toBe(await simulator.comparedCode(salon.number));
});
