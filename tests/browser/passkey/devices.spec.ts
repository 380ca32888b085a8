// Where the passkey is not at hand: no extension yet, or a phone, from which people go on at a computer.
import { readFileSync } from "node:fs";

import { devices } from "@playwright/test";
import { PNG } from "pngjs";
import { decodeQR } from "qr/decode.js";

import { expectFineEverywhere } from "../fixture/everywhere.ts";
import { test as plain } from "../fixture/index.ts";
import { Onboarding } from "../pages/onboarding.ts";
import { PasskeyScreens } from "../pages/passkey.ts";
import { expect, test } from "./fixture.ts";

plain(
  "a computer without the extension is told how to install it",
  async ({ page, service, simulator, salon, shot }) => {
    await simulator.demandPasskey(salon.number);
    const onboarding = new Onboarding(page);
    const screens = new PasskeyScreens(onboarding);
    await onboarding.open((await service.link(salon.company)).url);
    void simulator.linking(salon.number, { code: await onboarding.getCode(salon.number) });
    await screens.expectChallenge();
    await onboarding.button("Проверить ещё раз").click();
    await expect(onboarding.element.getByText("Расширения пока не видно")).toBeVisible();
    await expectFineEverywhere(page);
    await shot(page, "passkey-install");
    const downloading = page.waitForEvent("download");
    await onboarding.element.getByRole("link", { name: "Скачать расширение" }).click();
    const download = await downloading;
    expect(download.suggestedFilename()).toBe("linekeeper-passkey-chromium.zip");
    expect(
      readFileSync(await download.path())
        .subarray(0, 2)
        .toString(),
    ).toBe("PK");
    await onboarding.element.getByText("Ключ доступа на другом компьютере?").click();
    await expect(screens.showQr).toBeVisible();
    await expectFineEverywhere(page);
    await shot(page, "passkey-install-elsewhere");
  },
);

test("a linking that began on a phone goes on at a computer with the same link", async ({
  browser,
  page,
  service,
  simulator,
  salon,
  passkey,
  extension,
  watch,
  shot,
}) => {
  await simulator.demandPasskey(salon.number, passkey.credential);
  const { url } = await service.link(salon.company);
  const pocket = await browser.newContext({ ...devices["Pixel 7"], locale: "ru-RU" });
  watch.follow(pocket);
  const phone = new Onboarding(await pocket.newPage());
  const onPhone = new PasskeyScreens(phone);
  await phone.open(url);
  const linking = simulator.linking(salon.number, { code: await phone.getCode(salon.number) });
  await onPhone.expectChallenge();
  await expect(phone.element.getByText("Ключ доступа подтверждают на компьютере")).toBeVisible();
  await onPhone.showQr.click();
  const pixels = PNG.sync.read(await onPhone.qr.screenshot());
  expect(decodeQR(pixels)).toBe(phone.page.url());
  await shot(phone.page, "passkey-phone");
  await expectFineEverywhere(phone.page);

  const computer = new Onboarding(page);
  const onComputer = new PasskeyScreens(computer);
  await computer.open(phone.page.url());
  await onComputer.expectChallenge();
  await extension.permit(page);
  await extension.tabAfter(() => onComputer.ask.click());
  const code = await onComputer.code();
  expect(code).toBe(await simulator.comparedCode(salon.number));
  expect(await onPhone.code()).toBe(code);
  await onComputer.same.click();
  await phone.expectStep("passkey-checking");
  await simulator.passkey(salon.number, "confirm");
  await computer.expectConnected(salon.masked);
  await phone.expectConnected(salon.masked);
  expect(await linking).toBe("linked");
  await pocket.close();
});
