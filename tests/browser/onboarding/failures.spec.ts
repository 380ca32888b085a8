import type { Page } from "@playwright/test";

import { expectAccessible } from "../fixture/axe.ts";
import { expect, test } from "../fixture/index.ts";
import { linkByQr } from "../fixture/line.ts";
import type { Salon } from "../fixture/salon.ts";
import { Service } from "../fixture/service.ts";
import { Simulator } from "../fixture/simulator.ts";
import { Onboarding } from "../pages/onboarding.ts";
import { FAILURES, FAILURES_OF_ALL, OUTDATED, type Failure, type Story } from "./failures.ts";

type Shot = (page: Page, name: string) => Promise<void>;

/** Provokes the failure and checks the text and the action on the page, in both languages. */
async function isTold(failure: Failure, page: Page, story: Omit<Story, "onboarding">, shot: Shot): Promise<void> {
  const { code, provoke, action, timer } = failure;
  const { service, salon } = story;
  const russian = new Onboarding(page);
  await russian.open((await service.link(salon.company)).url);
  await provoke({ ...story, onboarding: russian });
  await russian.expectFailure(code);
  await expect(russian.alert).toContainText(failure.ru);
  if (timer) await expect(russian.alert.getByRole("timer")).toHaveText(timer.ru);
  if (action) await expect(russian.button(russian.words[action])).toBeEnabled();
  await expectAccessible(page);
  await shot(page, `onboarding-${code.toLowerCase().replaceAll("_", "-")}`);

  const english = await russian.choose("en");
  await expect(english.alert).toContainText(failure.en);
  if (timer) await expect(english.alert.getByRole("timer")).toHaveText(timer.en);
  if (action) await expect(english.button(english.words[action])).toBeEnabled();
}

for (const failure of [...FAILURES, ...FAILURES_OF_ALL]) {
  test(`when ${failure.name}, people read what to do, in both languages`, async ({
    page,
    service,
    simulator,
    salon,
    salons,
    link,
    store,
    shot,
  }) => {
    await isTold(failure, page, { service, simulator, salon, other: salons(), link, store }, shot);
  });
}

test(`when ${OUTDATED.name}, people read what to do, in both languages`, async ({
  page,
  salon,
  salons,
  watch,
  shot,
}) => {
  const service = await Service.start({ GATE__PROBE_SECONDS: "600" });
  try {
    watch.welcome(service.base);
    const simulator = new Simulator(service);
    const link = ({ company, number }: Salon): Promise<void> => linkByQr(service, simulator, company, number);
    const store = { hold: () => service.holdStore() };
    await isTold(OUTDATED, page, { service, simulator, salon, other: salons(), link, store }, shot);
  } finally {
    await page.close();
    await service.stop();
  }
});

test("the time until another code is counted down, and the QR works meanwhile", async ({
  page,
  service,
  simulator,
  salon,
}) => {
  await simulator.fault({ at: "pair-code", number: salon.number, answer: { code: 429 } });
  const onboarding = new Onboarding(page);
  await onboarding.open((await service.link(salon.company)).url);
  await onboarding.askForCode(salon.number);
  await onboarding.expectFailure("RATE_LIMITED");
  const timer = onboarding.alert.getByRole("timer");
  const before = await timer.innerText();
  await expect(timer).not.toHaveText(before);
  await expect(onboarding.element.getByRole("button", { name: /Новый код через/ })).toBeDisabled();
  await onboarding.button(onboarding.words.useQr).click();
  await simulator.scan(salon.number, await onboarding.qr());
  await onboarding.expectConnected(salon.masked);
});

test("an account that cannot be linked by number is linked by the QR that is offered", async ({
  page,
  service,
  simulator,
  salon,
}) => {
  await simulator.fault({ at: "pair-code", number: salon.number, answer: { code: 452 } });
  const onboarding = new Onboarding(page);
  await onboarding.open((await service.link(salon.company)).url);
  await onboarding.askForCode(salon.number);
  await onboarding.button(onboarding.words.useQr).click();
  await simulator.scan(salon.number, await onboarding.qr());
  await onboarding.expectConnected(salon.masked);
});

test("what support asks for is copied", async ({ page, context, service, simulator, salon }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await simulator.demandUnanswerablePasskey(salon.number);
  const onboarding = new Onboarding(page);
  await onboarding.open((await service.link(salon.company)).url);
  const code = await onboarding.getCode(salon.number);
  await simulator.expectRefusal(salon.number, code, "companion_gone");
  await onboarding.button(onboarding.words.copyReference).click();
  const { correlationId } = await service.status(salon.company);
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(correlationId);
  await expect(onboarding.alert).toContainText(correlationId);
});

test("what is wrong with a number is said beside its field", async ({ page, service, salon, shot }) => {
  const onboarding = new Onboarding(page);
  await onboarding.open((await service.link(salon.company)).url);
  await onboarding.chooseCode();
  for (const [typed, said] of [
    ["", "Введите номер, например +7 900 646-42-63"],
    ["8 916 12", "Не хватает цифр. Проверьте номер"],
    ["+7 916 123-45-67-89", "Слишком много цифр. Проверьте номер"],
    ["+999 123 456 78", "Такого кода страны нет. Проверьте первые цифры номера"],
  ] as const) {
    await onboarding.number.fill(typed);
    await onboarding.button(onboarding.words.getCode).click();
    await expect(onboarding.number).toHaveAttribute("aria-invalid", "true");
    await expect(onboarding.number).toHaveAccessibleDescription(new RegExp(said.replaceAll("+", "\\+")));
    await expect(onboarding.number).toBeFocused();
  }
  await expectAccessible(page);
  await shot(page, "onboarding-number-wrong");
  await onboarding.number.fill("8 916 123-45-67");
  await expect(onboarding.number).not.toHaveAttribute("aria-invalid");
});

test("a number is grouped as it is typed, and its country is named", async ({ page, service, salon }) => {
  const onboarding = new Onboarding(page);
  await onboarding.open((await service.link(salon.company)).url);
  await onboarding.chooseCode();
  await onboarding.number.pressSequentially("89161234567");
  await expect(onboarding.number).toHaveValue("8 (916) 123-45-67");
  await expect(onboarding.number).toHaveAccessibleDescription(/Страна: Россия/);
  await onboarding.number.fill("");
  await onboarding.number.pressSequentially("+77012345678");
  await expect(onboarding.number).toHaveAccessibleDescription(/Страна: Казахстан/);
});
