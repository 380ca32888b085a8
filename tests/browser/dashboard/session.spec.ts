import { expectAccessible } from "../fixture/axe.ts";
import { expect, test } from "../fixture/index.ts";
import { expectNoSidewaysScroll } from "../fixture/layout.ts";
import { refusal } from "../fixture/watch.ts";
import { Dashboard } from "../pages/dashboard.ts";
import { Onboarding } from "../pages/onboarding.ts";
import { SessionPage } from "../pages/session.ts";

// At the start the page asks for its dashboard session, which does not exist yet.
test.beforeEach(({ watch }) => watch.expect(refusal(401)));

test("the page of a company tells what happened to it, newest first, with the ids that support asks for", async ({
  page,
  service,
  simulator,
  salon,
  link,
}) => {
  await link(salon);
  await simulator.fault({ at: "login", number: salon.number, answer: { code: 403 } });
  await simulator.fault({ at: "stream", number: salon.number, answer: "drop" });
  await expect.poll(async () => (await service.status(salon.company)).code).toBe("ACCOUNT_LOCKED");
  await new Dashboard(page).enter(service.key, `/sessions/${salon.company}`);
  const session = new SessionPage(page);
  await session.expectState("Остановлена");
  await expect(session.status).toContainText(salon.masked);
  const { correlationId } = await service.status(salon.company);
  await expect(session.status).toContainText(correlationId);
  const events = session.journal.getByRole("listitem");
  await expect(events.first()).toContainText("ACCOUNT_LOCKED");
  await expect(session.journal).toContainText(correlationId);
  await expectAccessible(page);
});

test("an operator restarts what was stopped, and sees it connect", async ({
  page,
  service,
  simulator,
  salon,
  link,
}) => {
  await link(salon);
  await simulator.fault({ at: "login", number: salon.number, answer: { code: 403 } });
  await simulator.fault({ at: "stream", number: salon.number, answer: "drop" });
  await new Dashboard(page).enter(service.key, `/sessions/${salon.company}`);
  const session = new SessionPage(page);
  await session.expectState("Остановлена");
  await session.confirm("Перезапустить");
  await expect(session.actions).toContainText("Сессия перезапущена");
  await session.expectState("Подключена");
});

test("an operator disconnects a company, which stays so until it is restarted", async ({
  page,
  service,
  simulator,
  salon,
  link,
  shot,
}) => {
  await link(salon);
  await new Dashboard(page).enter(service.key, `/sessions/${salon.company}`);
  const session = new SessionPage(page);
  await session.expectState("Подключена");
  await session.action("Отключить").click();
  await expectAccessible(page);
  await shot(page, "dashboard-confirm");
  await session.dialog.getByRole("button", { name: "Отключить" }).click();
  await expect(session.actions).toContainText("Сессия отключена");
  await expect(session.status).toContainText("DISCONNECTED");
  await expect
    .poll(async () => (await simulator.phone(salon.number)).devices.map(({ online }) => online))
    .toEqual([false]);
  await expect(session.action("Отключить")).toBeDisabled();
  await session.confirm("Перезапустить");
  await session.expectState("Подключена");
});

test("a reset wants the company's id typed, and leaves nothing", async ({
  page,
  service,
  simulator,
  salon,
  link,
  shot,
}) => {
  await link(salon);
  await new Dashboard(page).enter(service.key, `/sessions/${salon.company}`);
  const session = new SessionPage(page);
  await session.expectState("Подключена");
  await session.action("Сбросить").click();
  const yes = session.dialog.getByRole("button", { name: "Сбросить" });
  await expect(yes).toBeDisabled();
  await session.dialog.getByRole("textbox").fill("another");
  await expect(yes).toBeDisabled();
  await session.dialog.getByRole("textbox").fill(salon.company);
  await expectAccessible(page);
  await shot(page, "dashboard-confirm-reset");
  await yes.click();
  await expect(session.actions).toContainText("Подключение удалено, ничего не осталось");
  expect(await service.status(salon.company)).toMatchObject({ linked: false });
  expect((await simulator.phone(salon.number)).devices).toEqual([]);
});

test("what is asked and not confirmed is not done", async ({ page, service, salon, link }) => {
  await link(salon);
  await new Dashboard(page).enter(service.key, `/sessions/${salon.company}`);
  const session = new SessionPage(page);
  await session.expectState("Подключена");
  for (const name of ["Перезапустить", "Отключить", "Сбросить"]) {
    await session.action(name).click();
    await session.dialog.getByRole("button", { name: "Отмена" }).click();
    // A busy machine may open and close it later than the next step.
    await expect(session.dialog).toBeHidden();
    await session.action(name).click();
    await expect(session.dialog).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(session.dialog).toBeHidden();
  }
  expect(await service.status(salon.company)).toMatchObject({ state: "connected", linked: true });
});

test("a link that an operator makes opens the onboarding page of that company", async ({
  page,
  context,
  service,
  salon,
  shot,
}) => {
  await new Dashboard(page).enter(service.key, `/sessions/${salon.company}`);
  const session = new SessionPage(page);
  await session.action("Ссылка для подключения").click();
  await session.dialog.getByRole("button", { name: "Создать ссылку" }).click();
  const field = session.dialog.getByLabel("Ссылка", { exact: true });
  await expect(field).toHaveValue(/\/connect#token=/);
  await expectAccessible(page);
  await shot(page, "dashboard-link");
  const onboarding = new Onboarding(await context.newPage());
  await onboarding.open(await field.inputValue());
  await expect(onboarding.element).toContainText(salon.company);
  await onboarding.expectStep("qr-offer");
});

test("support links a phone by a code from the dashboard, and gives one up", async ({
  page,
  service,
  simulator,
  salon,
  shot,
}) => {
  await new Dashboard(page).enter(service.key, `/sessions/${salon.company}`);
  const session = new SessionPage(page);
  await session.action("Привязать телефон").click();
  await session.dialog.getByLabel("Номер WhatsApp салона").fill(salon.displayed);
  await session.dialog.getByRole("button", { name: "Получить код" }).click();
  await expect(session.dialog.getByRole("timer")).toHaveText(/Действует ещё \d:\d\d/);
  await expectAccessible(page);
  await shot(page, "dashboard-pair");
  await session.dialog.getByRole("button", { name: "Закрыть" }).click();
  await session.confirm("Отменить привязку");
  await expect(session.actions).toContainText("Привязка отменена");

  await session.action("Привязать телефон").click();
  await session.dialog.getByLabel("Номер WhatsApp салона").fill(salon.displayed);
  await session.dialog.getByRole("button", { name: "Получить код" }).click();
  const code = await session.dialog.getByText(/^[1-9A-Z]{4}-[1-9A-Z]{4}$/).innerText();
  await simulator.enterCode(salon.number, code.replace("-", ""));
  await expect(session.dialog).toContainText("WhatsApp подключён");
});

test("a company gets a restart policy of its own, and loses it again", async ({ page, service, salon, shot }) => {
  await new Dashboard(page).enter(service.key, `/sessions/${salon.company}`);
  const { policy } = new SessionPage(page);
  await expect(policy).toContainText("По умолчанию");
  await policy.getByLabel("Когда перезапускать").selectOption("permanent");
  const limit = policy.getByLabel("Перезапусков не больше");
  await limit.fill("-1");
  await expect(limit).toHaveAttribute("aria-invalid", "true");
  await expect(policy.getByRole("button", { name: "Сохранить" })).toBeDisabled();
  await policy.scrollIntoViewIfNeeded();
  await shot(page, "dashboard-policy-wrong");
  await limit.fill("7");
  await policy.getByRole("button", { name: "Сохранить" }).click();
  await expect(policy).toContainText("Политика сохранена");
  await expectAccessible(page);
  await shot(page, "dashboard-policy");
  const stored = await service.ask("GET", `/api/whatsapp/sessions/${salon.company}/restart-policy`);
  expect(JSON.stringify(stored)).toContain('"maxRestarts":7');
  await page.reload();
  await expect(limit).toHaveValue("7");
  await policy.getByRole("button", { name: "К политике по умолчанию" }).click();
  await expect(policy).toContainText("По умолчанию");
});

test("the page of a company speaks English, is good in the dark, and fits a phone of 320 pixels", async ({
  page,
  service,
  salon,
  link,
  shot,
}) => {
  await link(salon);
  await page.emulateMedia({ colorScheme: "dark" });
  const dashboard = new Dashboard(page);
  await dashboard.enter(service.key, `/sessions/${salon.company}`);
  await new SessionPage(page).expectState("Подключена");
  await dashboard.choose("English");
  await expect(page.getByRole("heading", { name: "Restart policy" })).toBeVisible();
  await expectAccessible(page);
  await shot(page, "dashboard-session-dark-en");
  await page.setViewportSize({ width: 320, height: 640 });
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);
  await shot(page, "dashboard-session-320-dark-en");
});
