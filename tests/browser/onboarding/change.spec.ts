// The number of a connected salon is changed: the new phone is linked beside the line, which works until then.
import { expectFineEverywhere } from "../fixture/everywhere.ts";
import { expect, test } from "../fixture/index.ts";
import { Said, withOldDevice } from "../fixture/said.ts";
import type { Simulator } from "../fixture/simulator.ts";
import { Onboarding } from "../pages/onboarding.ts";

const onlineOf = async (simulator: Simulator, number: string): Promise<boolean[]> =>
  (await simulator.phone(number)).devices.map(({ online }) => online);

test("a connected salon changes to a second phone while the first still works", async ({
  page,
  service,
  simulator,
  salon,
  other,
  link,
  shot,
}) => {
  await link(salon);
  const onboarding = new Onboarding(page);
  const { words } = onboarding;
  await onboarding.open((await service.link(salon.company)).url);
  await onboarding.expectConnected(salon.masked);
  await onboarding.button(words.changeNumber).click();
  await onboarding.expectStep("number");
  await expect(onboarding.number).toBeFocused();
  await expect(onboarding.number).toHaveValue("");
  await expect(onboarding.changing).toContainText(salon.masked);
  await expect(onboarding.changing).toContainText(words.changePlan);
  await expectFineEverywhere(page);
  await shot(page, "onboarding-change-number");

  await onboarding.number.fill(other.number);
  await onboarding.button(words.getCode).click();
  const code = await onboarding.code();
  await expect(onboarding.changing).toHaveAttribute("data-tone", "info");
  await expect(onboarding.changing).toContainText(other.displayed);
  await expect(onboarding.element.getByRole("heading", { name: "Код для номера" })).toContainText(other.displayed);
  await expectFineEverywhere(page);
  await shot(page, "onboarding-change-code");
  expect(await service.status(salon.company)).toMatchObject({
    state: "connected",
    linked: true,
    change: { state: "pairing_code_sent" },
  });
  expect(await onlineOf(simulator, salon.number)).toEqual([true]);

  await simulator.enterCode(other.number, code);
  await onboarding.expectConnected(other.masked);
  await expect(onboarding.alert).toContainText(words.changed(other.masked));
  await expectFineEverywhere(page);
  await shot(page, "onboarding-changed");
  await expect.poll(() => onlineOf(simulator, salon.number)).toEqual([]);
  await expect.poll(() => onlineOf(simulator, other.number)).toEqual([true]);
  const steps = await onboarding.steps();
  expect(steps).not.toContain("reconnecting");
  expect(steps).not.toContain("parked");
});

test("a number is changed by QR, too", async ({ page, service, simulator, salon, other, link }) => {
  await link(salon);
  const onboarding = new Onboarding(page);
  await onboarding.open((await service.link(salon.company)).url);
  await onboarding.expectConnected(salon.masked);
  await onboarding.button(onboarding.words.changeNumber).click();
  await onboarding.expectStep("number");
  await simulator.scan(other.number, await onboarding.showQr());
  await onboarding.expectConnected(other.masked);
  await expect.poll(() => onlineOf(simulator, salon.number)).toEqual([]);
});

test("a change that is cancelled leaves the salon as it was", async ({
  page,
  service,
  simulator,
  salon,
  other,
  link,
  shot,
}) => {
  await link(salon);
  const onboarding = new Onboarding(page);
  const { words } = onboarding;
  await onboarding.open((await service.link(salon.company)).url);
  await onboarding.expectConnected(salon.masked);
  await onboarding.button(words.changeNumber).click();
  await onboarding.button(words.cancelChange).click();
  await onboarding.expectConnected(salon.masked);
  await expect(onboarding.alert).toContainText(words.unchanged(salon.masked));
  expect(await service.status(salon.company)).toMatchObject({ state: "connected", change: null });

  await onboarding.changeNumber(other.number);
  await onboarding.button(words.cancelChange).click();
  await onboarding.expectConnected(salon.masked);
  await expect(onboarding.alert).toContainText(words.unchanged(salon.masked));
  await expectFineEverywhere(page);
  await shot(page, "onboarding-change-cancelled");
  await expect.poll(async () => (await service.status(salon.company)).change).toBeNull();
  expect(await service.status(salon.company)).toMatchObject({ state: "connected", linked: true });
  expect(await onlineOf(simulator, salon.number)).toEqual([true]);
  expect(await onlineOf(simulator, other.number)).toEqual([]);
  expect(await onboarding.steps()).not.toContain("reconnecting");
});

test("a change is cancelled while the new phone connects", async ({
  page,
  service,
  simulator,
  salon,
  other,
  link,
  shot,
}) => {
  await link(salon);
  const onboarding = new Onboarding(page);
  const { words } = onboarding;
  await onboarding.open((await service.link(salon.company)).url);
  await onboarding.expectConnected(salon.masked);
  const code = await onboarding.changeNumber(other.number);
  await simulator.fault({ at: "login", number: other.number, answer: "hang" });
  await simulator.enterCode(other.number, code);
  await onboarding.expectStep("connecting");
  await expect(onboarding.changing).toContainText(other.masked);
  await expectFineEverywhere(page);
  await shot(page, "onboarding-change-connecting");
  await onboarding.button(words.cancelChange).click();
  await onboarding.expectConnected(salon.masked);
  await expect(onboarding.alert).toContainText(words.unchanged(salon.masked));
  // WhatsApp answers the new device nothing, so it cannot be logged out yet.
  const status = { state: "connected", linked: true, change: { state: "logging_out" } };
  expect(await service.status(salon.company)).toMatchObject(status);
  expect(await onlineOf(simulator, salon.number)).toEqual([true]);
});

test("a change that fails says that the old number works, and can be tried again", async ({
  page,
  service,
  simulator,
  salon,
  other,
  link,
  shot,
}) => {
  await link(salon);
  await simulator.fault({ at: "pair-code", number: other.number, answer: { code: 452 } });
  const onboarding = new Onboarding(page);
  const { words } = onboarding;
  await onboarding.open((await service.link(salon.company)).url);
  await onboarding.expectConnected(salon.masked);
  await onboarding.button(words.changeNumber).click();
  await onboarding.number.fill(other.number);
  await onboarding.button(words.getCode).click();
  await onboarding.expectFailure("LINKING_UNAVAILABLE");
  await onboarding.expectConnected(salon.masked);
  await expect(onboarding.alert).toContainText(words.oldWorks(salon.masked));
  await expectFineEverywhere(page);
  await shot(page, "onboarding-change-failed");
  expect(await service.status(salon.company)).toMatchObject({
    state: "connected",
    change: { state: "failed", code: "LINKING_UNAVAILABLE" },
  });

  await onboarding.button(words.tryAgain).click();
  await onboarding.expectStep("number");
  await onboarding.button(words.cancelChange).click();
  await onboarding.button(words.hide).click();
  await expect(onboarding.alert).toBeHidden();
  await expect.poll(async () => (await service.status(salon.company)).change).toBeNull();

  await simulator.enterCode(other.number, await onboarding.changeNumber(other.number));
  await onboarding.expectConnected(other.masked);
});

test("a change that an operator begins is told to the owner, who can cancel it", async ({
  page,
  service,
  simulator,
  salon,
  other,
  link,
  shot,
}) => {
  await link(salon);
  const russian = new Onboarding(page);
  await russian.open((await service.link(salon.company)).url);
  await russian.expectConnected(salon.masked);
  const change = { phoneNumber: other.number, changeNumber: true };
  await service.ask("POST", `/api/whatsapp/sessions/${salon.company}/pairing`, change);
  await russian.code();
  await expect(russian.changing).toHaveAttribute("data-tone", "warning");
  await expect(russian.changing).toContainText(russian.words.changeElsewhere);
  await expect(russian.changing).toContainText(salon.masked);
  await expect(russian.changing).toContainText(other.displayed);
  await expect(russian.stranger).toBeHidden();
  await expectFineEverywhere(page);
  await shot(page, "onboarding-change-elsewhere");
  const english = await russian.choose("en");
  await expect(english.changing).toContainText(english.words.changeElsewhere);
  await page.setViewportSize({ width: 390, height: 844 });
  await shot(page, "onboarding-390-change-elsewhere-en");
  await english.button(english.words.cancelChange).click();
  await english.expectConnected(salon.masked);
  await expect(english.alert).toContainText(english.words.unchanged(salon.masked));
  await expect.poll(async () => (await service.status(salon.company)).change).toBeNull();
  expect(await onlineOf(simulator, salon.number)).toEqual([true]);
});

test("a change that an operator begins goes on with the owner's phone", async ({
  page,
  context,
  service,
  simulator,
  salon,
  other,
  link,
}) => {
  await link(salon);
  const { url } = await service.link(salon.company);
  const first = new Onboarding(page);
  await first.open(url);
  await first.expectConnected(salon.masked);
  const change = { phoneNumber: other.number, changeNumber: true };
  await service.ask("POST", `/api/whatsapp/sessions/${salon.company}/pairing`, change);
  const code = await first.code();
  // A page that is opened later shows the same.
  const second = new Onboarding(await context.newPage());
  await second.open(url);
  expect(await second.code()).toBe(code);
  await expect(second.changing).toContainText(salon.masked);
  await simulator.enterCode(other.number, code);
  await first.expectConnected(other.masked);
  await second.expectConnected(other.masked);
});

test("a code for another number stays the page's own when it is loaded anew", async ({
  page,
  service,
  simulator,
  salon,
  other,
  link,
}) => {
  await link(salon);
  const onboarding = new Onboarding(page);
  await onboarding.open((await service.link(salon.company)).url);
  await onboarding.expectConnected(salon.masked);
  const code = await onboarding.changeNumber(other.number);
  await page.reload();
  expect(await onboarding.code()).toBe(code);
  await expect(onboarding.changing).toHaveAttribute("data-tone", "info");
  await simulator.enterCode(other.number, code);
  await onboarding.expectConnected(other.masked);
});

test("an old phone that could not be unlinked can be unlinked by hand", async ({
  page,
  service,
  salon,
  link,
  shot,
}) => {
  await link(salon);
  const said = await Said.to(page);
  const onboarding = new Onboarding(page);
  await onboarding.open((await service.link(salon.company)).url);
  await onboarding.expectConnected(salon.masked);
  said.hears = ({ type }) => type !== "session-state";
  said.tell(
    withOldDevice(salon.company, `${salon.number.slice(0, 4)}•••••${salon.number.slice(-2)}`, "7916•••••48", 60_000),
  );
  const hint = onboarding.element.locator("[data-old-left]");
  await expect(hint).toContainText("Телефон +7 916 •••-••-48 пока не отвязался");
  await expect(hint).toContainText("Связанные устройства");
  await expectFineEverywhere(page);
  await shot(page, "onboarding-old-device");
});
