// Requests that the service refuses to protect a connection or an account, and how a person can confirm them.
import { expectAccessible } from "../fixture/axe.ts";
import { expect, test } from "../fixture/index.ts";
import { expectNoSidewaysScroll } from "../fixture/layout.ts";
import { Said, pairingError, parked } from "../fixture/said.ts";
import { Onboarding } from "../pages/onboarding.ts";

test("both numbers are named before one takes the other's place", async ({ page, service, salon, salons, shot }) => {
  const other = salons();
  const said = await Said.to(page);
  said.answer = ({ type }) =>
    type === "request-pairing-code"
      ? pairingError("PHONE_MISMATCH", "change_number", { storedPhone: `${salon.number.slice(0, 4)}•••••01` })
      : undefined;
  const russian = new Onboarding(page);
  await russian.open((await service.link(salon.company)).url);
  await russian.askForCode(other.displayed);
  await expect(russian.change).toContainText(/на номере \+7 900 •••-••-01\. Сменить его на/);
  await expect(russian.change).toContainText(other.displayed);
  await expect(russian.change.getByRole("button", { name: russian.words.resetNo })).toBeFocused();
  await expectAccessible(page);
  await shot(page, "onboarding-change");
  await page.setViewportSize({ width: 390, height: 844 });
  await expectNoSidewaysScroll(page);
  await shot(page, "onboarding-390-change");
  await russian.change.getByRole("button", { name: russian.words.resetNo }).click();
  await expect(russian.change).toBeHidden();
  await russian.expectStep("number");
  const asked = (): unknown[] => said.asked.filter(({ type }) => type === "request-pairing-code");
  expect(asked()).toHaveLength(1);

  const english = await russian.choose("en");
  await english.button(english.words.getCode).click();
  await expect(english.change).toContainText(english.words.changePlan);
  await shot(page, "onboarding-390-change-en");
  await page.keyboard.press("Escape");
  await expect(english.change).toBeHidden();
  await english.button(english.words.getCode).click();
  await english.change.getByRole("button", { name: english.words.changeNumber }).click();
  await expect.poll(() => asked().at(-1)).toMatchObject({ changeNumber: true });
  expect(asked()).toHaveLength(4);
});

test("a number is changed when the owner says so, and not before", async ({
  page,
  service,
  simulator,
  salon,
  other,
  link,
}) => {
  const said = await Said.to(page);
  const onboarding = new Onboarding(page);
  await onboarding.open((await service.link(salon.company)).url);
  await onboarding.chooseCode();
  // The page has not been notified that another phone was linked meanwhile.
  said.hears = ({ type }) => type !== "session-state" && type !== "whatsapp-connected";
  await link(salon);
  await onboarding.askForCode(other.number);
  await expect(onboarding.change).toContainText(salon.masked);
  await onboarding.change.getByRole("button", { name: onboarding.words.resetNo }).click();
  expect(await service.status(salon.company)).toMatchObject({ state: "connected", linked: true });
  await onboarding.button(onboarding.words.getCode).click();
  said.hears = () => true;
  await onboarding.change.getByRole("button", { name: onboarding.words.changeNumber }).click();
  const code = await onboarding.code();
  await expect(onboarding.stranger).toBeHidden();
  await expect(onboarding.changing).toContainText(salon.masked);
  expect(await service.status(salon.company)).toMatchObject({ state: "connected", linked: true });
  await simulator.enterCode(other.number, code);
  await onboarding.expectConnected(other.masked);
  await expect.poll(async () => (await simulator.phone(salon.number)).devices).toEqual([]);
});

test("a code for another number leaves the owner's line and page alone", async ({
  page,
  service,
  salon,
  salons,
  link,
}) => {
  await link(salon);
  const onboarding = new Onboarding(page);
  await onboarding.open((await service.link(salon.company)).url);
  await onboarding.expectConnected(salon.masked);
  const asked = service.ask("POST", `/api/whatsapp/sessions/${salon.company}/pairing`, {
    phoneNumber: salons().number,
  });
  await expect(asked).rejects.toThrow(/409 .*PHONE_MISMATCH.*"storedPhone":"7900•••••/);
  await onboarding.expectConnected(salon.masked);
  expect(await service.status(salon.company)).toMatchObject({ state: "connected", linked: true });
});

test("a code that was asked for elsewhere says whose it is", async ({ page, service, salon, salons, shot }) => {
  const other = salons();
  const russian = new Onboarding(page);
  await russian.open((await service.link(salon.company)).url);
  await russian.chooseCode();
  await russian.expectStep("number");
  await service.ask("POST", `/api/whatsapp/sessions/${salon.company}/pairing`, { phoneNumber: other.number });
  await russian.code();
  await expect(russian.stranger).toContainText(`Код для ${other.displayed} запросили не на этой странице`);
  await expectAccessible(page);
  await shot(page, "onboarding-stranger");
  const english = await russian.choose("en");
  await expect(english.stranger).toContainText(`The code for ${other.displayed} was requested elsewhere`);
  await page.setViewportSize({ width: 390, height: 844 });
  await expectNoSidewaysScroll(page);
  await shot(page, "onboarding-390-stranger-en");
  // The owner who then asks for the salon's own number is told nothing of the kind.
  await english.button(english.words.otherNumber).click();
  await english.getCode(salon.number);
  await expect(english.stranger).toBeHidden();
});

test("after a removal code and QR wait, with the time that is left", async ({ page, service, salon, shot }) => {
  const said = await Said.to(page);
  said.answer = ({ type }) =>
    type.startsWith("request-") ? pairingError("REMOVED_AFTER_LINK", "wait", { retryAfterMs: 1_740_000 }) : undefined;
  const russian = new Onboarding(page);
  await russian.openByCode((await service.link(salon.company)).url);
  await russian.askForCode(salon.number);
  await russian.expectFailure("REMOVED_AFTER_LINK");
  await expect(russian.alert.getByRole("timer")).toHaveText(/Повторить можно через 2[89]:\d\d/);
  await expect(russian.element.getByRole("button", { name: /^Новый код через 2[89]:\d\d$/ })).toBeDisabled();
  await expectAccessible(page);
  await shot(page, "onboarding-removed-code");
  await russian.chooseQr();
  await expect(russian.element.getByRole("button", { name: /^QR через 2[89]:\d\d$/ })).toBeDisabled();
  await expectAccessible(page);
  await shot(page, "onboarding-removed-qr");
  const english = await russian.choose("en");
  await expect(english.element.getByRole("button", { name: /^QR in 2[89]:\d\d$/ })).toBeDisabled();
  await page.setViewportSize({ width: 390, height: 844 });
  await shot(page, "onboarding-390-removed-qr-en");
  expect(said.asked.filter(({ type }) => type.startsWith("request-"))).toHaveLength(1);
});

test("a reset does not shorten the wait after a removal", async ({ page, service, simulator, salon, link }) => {
  await link(salon);
  const onboarding = new Onboarding(page);
  const { url } = await service.link(salon.company);
  await onboarding.open(url);
  await onboarding.expectConnected(salon.masked);
  await simulator.unlink(salon.number);
  await onboarding.expectFailure("REMOVED_AFTER_LINK");
  // The page offers no reset: there is nothing left to remove.
  await expect(onboarding.element.getByText(onboarding.words.menu, { exact: true })).toHaveCount(0);
  await service.ask("POST", `/api/whatsapp/sessions/${salon.company}/reset`);
  for (const way of ["code", "qr"] as const) {
    await page.goto("about:blank");
    await onboarding.openByCode(url);
    if (way === "qr") await onboarding.chooseQr();
    else await onboarding.askForCode(salon.number);
    await onboarding.expectFailure("REMOVED_AFTER_LINK");
    await expect(onboarding.alert.getByRole("timer")).toHaveText(/(30|29|28):\d\d/);
  }
});

test("a linking that did not finish offers a new code for the same number", async ({ page, service, salon, shot }) => {
  const said = await Said.to(page);
  const russian = new Onboarding(page);
  await russian.open((await service.link(salon.company)).url);
  const first = await russian.getCode(salon.number);
  await service.ask("DELETE", `/api/whatsapp/sessions/${salon.company}/pairing`);
  await russian.expectStep("number");
  said.tell(pairingError("PAIRING_NOT_FINISHED", "retry"));
  said.tell(parked(salon.company, "PAIRING_NOT_FINISHED", "retry"));
  await russian.expectFailure("PAIRING_NOT_FINISHED");
  await expect(russian.alert).toContainText("PAIRING_NOT_FINISHED по-русски");
  await expectAccessible(page);
  await shot(page, "onboarding-not-finished");
  await page.setViewportSize({ width: 390, height: 844 });
  const english = await russian.choose("en");
  await expect(english.alert).toContainText("PAIRING_NOT_FINISHED in English");
  await shot(page, "onboarding-390-not-finished-en");
  await english.button(english.words.getNewCode).click();
  expect(await english.code()).not.toBe(first);
  await expect(english.element.getByRole("heading", { name: "Code for" })).toContainText(salon.displayed);
});

test("a QR that WhatsApp refuses is told", async ({ page, service, salon, shot }) => {
  const said = await Said.to(page);
  const russian = new Onboarding(page);
  await russian.open((await service.link(salon.company)).url);
  await russian.showQr();
  said.tell(pairingError("PAIRING_CODE_FAILED", "use_qr"));
  await expect(russian.alert).toContainText("WhatsApp не принял QR. Отсканируйте новый");
  await russian.expectStep("qr");
  said.tell(parked(salon.company, "PAIRING_CODE_FAILED", "use_qr"));
  await russian.expectStep("qr-offer");
  await expect(russian.alert).toContainText("WhatsApp не принял QR. Отсканируйте новый");
  await expectAccessible(page);
  await shot(page, "onboarding-qr-refused");
  const english = await russian.choose("en");
  await expect(english.alert).toContainText("WhatsApp refused the QR. Scan a new one");
});
