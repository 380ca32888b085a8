import { expectAccessible } from "../fixture/axe.ts";
import { expect, test } from "../fixture/index.ts";
import { Onboarding } from "../pages/onboarding.ts";
import { expectNoSidewaysScroll } from "../fixture/layout.ts";
import { refusal } from "../fixture/watch.ts";
import { Phone } from "../pages/phone.ts";

test("a device that is unlinked on the virtual phone is gone from the onboarding page at once", async ({
  page,
  context,
  service,
  salon,
  link,
  shot,
}) => {
  await link(salon);
  const onboarding = new Onboarding(page);
  await onboarding.open((await service.link(salon.company)).url);
  await onboarding.expectConnected(salon.masked);
  const phone = new Phone(await context.newPage());
  await phone.open(service.base, salon.number);
  await phone.goToDevices();
  await expectAccessible(phone.page);
  await shot(phone.page, "phone-devices");
  await phone.page.getByRole("button", { name: /^Отвязать / }).click();
  await expect(phone.page.getByText("Связанных устройств нет")).toBeVisible();
  await onboarding.expectFailure("REMOVED_AFTER_LINK");
});

test("a wrong code is refused by the phone, and the right one still links", async ({
  page,
  context,
  service,
  salon,
  watch,
  shot,
}) => {
  watch.expect(refusal(409));
  const onboarding = new Onboarding(page);
  await onboarding.open((await service.link(salon.company)).url);
  const code = await onboarding.getCode(salon.number);
  const phone = new Phone(await context.newPage());
  await phone.open(service.base, salon.number);
  await phone.goToLinking();
  await phone.enterCode(code === "ABCDEFGH" ? "ABCDEFGJ" : "ABCDEFGH");
  await expect(phone.page.getByText("Неверный код")).toBeVisible();
  await expectAccessible(phone.page);
  await shot(phone.page, "phone-wrong-code");
  await phone.page.getByLabel("Код с экрана компьютера").fill(code);
  await phone.page.getByRole("button", { name: "Связать", exact: true }).click();
  await phone.expectLinked();
});

test("two virtual phones write to each other", async ({ page, context, service, salon, salons, shot }) => {
  const other = salons();
  const mine = new Phone(page);
  const theirs = new Phone(await context.newPage());
  await mine.open(service.base, salon.number);
  await theirs.open(service.base, other.number);
  await mine.write(other.number, "Добрый день! Можно записаться на завтра?");
  await expect(theirs.page.getByText("Можно записаться на завтра?").first()).toBeVisible();
  await expectAccessible(theirs.page);
  await shot(theirs.page, "phone-chats");
});

test("the virtual phone fits a phone of 320 pixels, and the dark", async ({ page, service, salon, link, shot }) => {
  await link(salon);
  await page.setViewportSize({ width: 320, height: 640 });
  await page.emulateMedia({ colorScheme: "dark" });
  const phone = new Phone(page);
  await phone.open(service.base, salon.number);
  for (const name of ["devices", "linking"] as const) {
    if (name === "devices") await phone.goToDevices();
    else await page.getByRole("button", { name: "Привязка устройства" }).click();
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);
    await shot(page, `phone-320-dark-${name}`);
  }
});
