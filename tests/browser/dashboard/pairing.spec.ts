// Support links a phone from the dashboard: changes that may cost a connection or an account need a confirmation.
import { expectAccessible } from "../fixture/axe.ts";
import { expect, test } from "../fixture/index.ts";
import { expectNoSidewaysScroll } from "../fixture/layout.ts";
import { Said, pairingError, parked } from "../fixture/said.ts";
import { refusal } from "../fixture/watch.ts";
import { Dashboard } from "../pages/dashboard.ts";
import { SessionPage } from "../pages/session.ts";

// At the start the page asks for its dashboard session, which does not exist yet.
test.beforeEach(({ watch }) => watch.expect(refusal(401)));

test("an operator is told both numbers before one is changed", async ({ page, service, salon, salons, shot }) => {
  const other = salons();
  const said = await Said.to(page);
  said.answer = ({ type }) =>
    type === "request-pairing-code"
      ? pairingError("PHONE_MISMATCH", "change_number", { storedPhone: "7900•••••63" })
      : undefined;
  const dashboard = new Dashboard(page);
  await dashboard.enter(service.key, `/sessions/${salon.company}`);
  const session = new SessionPage(page);
  await session.askCode(other.displayed);
  const question = session.question("Сменить номер");
  await expect(question).toContainText(`на номере +7 900 •••-••-63. Сменить его на ${other.displayed}?`);
  await expectAccessible(page);
  await shot(page, "dashboard-change");
  await question.getByRole("button", { name: "Отмена" }).click();
  await expect(question).toBeHidden();
  expect(said.asked.filter(({ type }) => type === "request-pairing-code")).toHaveLength(1);
  await session.pairing.getByRole("button", { name: "Закрыть" }).click();

  await dashboard.choose("English");
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByRole("button", { name: "Pair a phone" }).click();
  await page.getByLabel("Salon's WhatsApp number").fill(other.displayed);
  await page.getByRole("button", { name: "Get code" }).click();
  await expect(session.question("Change the number")).toContainText(
    "The old number keeps receiving until the new one is connected",
  );
  await expectNoSidewaysScroll(page);
  await shot(page, "dashboard-390-change-en");
  await session.question("Change the number").getByRole("button", { name: "Change the number" }).click();
  await expect
    .poll(() => said.asked.findLast(({ type }) => type === "request-pairing-code"))
    .toMatchObject({ changeNumber: true });
});

test("an operator is asked before a wait is lifted", async ({ page, service, salon, shot }) => {
  const said = await Said.to(page);
  said.answer = ({ type }) =>
    type.startsWith("request-") ? pairingError("REMOVED_AFTER_LINK", "wait", { retryAfterMs: 1_740_000 }) : undefined;
  await new Dashboard(page).enter(service.key, `/sessions/${salon.company}`);
  const session = new SessionPage(page);
  await session.askCode(salon.displayed);
  await expect(session.pairing.getByRole("alert")).toContainText(/2[89]:\d\d/);
  await expectAccessible(page);
  await shot(page, "dashboard-removed");
  await session.pairing.getByRole("button", { name: "Не ждать" }).click();
  const question = session.question("Не ждать");
  await expect(question).toContainText("WhatsApp может заблокировать номер");
  await expectAccessible(page);
  await shot(page, "dashboard-override");
  await question.getByRole("button", { name: "Отмена" }).click();
  await session.pairing.getByRole("tab", { name: "По QR" }).click();
  await session.pairing.getByRole("button", { name: "Показать QR" }).click();
  await session.pairing.getByRole("button", { name: "Не ждать" }).click();
  await question.getByRole("button", { name: "Не ждать" }).click();
  await expect
    .poll(() => said.asked.findLast(({ type }) => type === "request-qr"))
    .toMatchObject({ overrideWait: true });
});

test("an operator lifts the wait after a removal", async ({ page, service, simulator, salon, link }) => {
  await link(salon);
  await simulator.unlink(salon.number);
  await expect.poll(async () => (await service.status(salon.company)).code).toBe("REMOVED_AFTER_LINK");
  await new Dashboard(page).enter(service.key, `/sessions/${salon.company}`);
  const session = new SessionPage(page);
  await session.askCode(salon.number);
  await session.pairing.getByRole("button", { name: "Не ждать" }).click();
  await session.question("Не ждать").getByRole("button", { name: "Не ждать" }).click();
  await simulator.enterCode(salon.number, await session.code());
  await expect(session.pairing).toContainText("WhatsApp подключён");
});

test("an operator sees an answered code, and a new one in its place", async ({
  page,
  service,
  simulator,
  salon,
  shot,
}) => {
  await page.clock.install();
  await new Dashboard(page).enter(service.key, `/sessions/${salon.company}`);
  const session = new SessionPage(page);
  await session.askCode(salon.displayed);
  const code = await session.code();
  await simulator.expectRefusal(salon.number, code === "ABCDEFGH" ? "ABCDEFGJ" : "ABCDEFGH", "wrong_code");
  await expect(session.pairing).toContainText("Телефон ответил");
  expect(await session.code()).toBe(code);
  await expect(session.pairing.getByRole("timer")).toHaveText(/Действует ещё \d:\d\d/);
  await page.clock.setSystemTime(Date.now() + 9000);
  await expect(session.pairing).toContainText("Телефон сообщил, что код неверный?");
  await expectAccessible(page);
  await shot(page, "dashboard-answered");
  await session.pairing.getByRole("button", { name: "Получить новый код" }).click();
  await expect(session.pairing).not.toContainText("Телефон сообщил");
  await expect.poll(() => session.code()).not.toBe(code);
  await simulator.enterCode(salon.number, await session.code());
  await expect(session.pairing).toContainText("WhatsApp подключён");
});

test("an operator is told that a QR was refused and a linking not finished", async ({ page, service, salon }) => {
  const said = await Said.to(page);
  await new Dashboard(page).enter(service.key, `/sessions/${salon.company}`);
  const session = new SessionPage(page);
  await session.action("Привязать телефон").click();
  await session.pairing.getByRole("tab", { name: "По QR" }).click();
  await session.pairing.getByRole("button", { name: "Показать QR" }).click();
  await expect(session.pairing.getByRole("img", { name: "QR" })).toBeVisible();
  said.tell(pairingError("PAIRING_CODE_FAILED", "use_qr"));
  await expect(session.pairing.getByRole("alert")).toContainText("PAIRING_CODE_FAILED");
  said.tell(pairingError("PAIRING_NOT_FINISHED", "retry"));
  said.tell(parked(salon.company, "PAIRING_NOT_FINISHED", "retry"));
  await expect(session.pairing.getByRole("alert")).toContainText("PAIRING_NOT_FINISHED");
});
