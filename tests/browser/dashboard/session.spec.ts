import { expectAccessible } from "../fixture/axe.ts";
import { expect, test } from "../fixture/index.ts";
import { expectNoSidewaysScroll } from "../fixture/layout.ts";
import { LINE_BROKE, refusal } from "../fixture/watch.ts";
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
  await simulator.lock(salon.number);
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
  await simulator.lock(salon.number);
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
  await expect(session.dialog.getByLabel("Сколько действует")).toHaveValue("86400");
  await session.dialog.getByRole("button", { name: "Создать ссылку" }).click();
  const field = session.dialog.getByLabel("Ссылка", { exact: true });
  await expect(field).toHaveValue(/\/l\/\S{8,}$|\/connect#token=/);
  await expect(session.dialog.getByRole("img", { name: "QR-код ссылки для подключения" })).toBeVisible();
  await expectAccessible(page);
  await shot(page, "dashboard-link");
  const onboarding = new Onboarding(await context.newPage());
  await onboarding.open(await field.inputValue());
  await expect(onboarding.element).toContainText(salon.company);
  await onboarding.expectStep("qr");
});

test("a link that an operator made is in the list, and no longer opens when it is revoked", async ({
  page,
  browser,
  watch,
  service,
  salon,
  shot,
}) => {
  const { url } = await service.link(salon.company);
  await new Dashboard(page).enter(service.key, `/sessions/${salon.company}`);
  const { links, dialog } = new SessionPage(page);
  await expect(links.getByRole("listitem")).toHaveCount(1);
  await expect(links).toContainText("Действует до");
  await links.scrollIntoViewIfNeeded();
  await shot(page, "dashboard-links");
  await links.getByRole("button", { name: "Отозвать" }).click();
  await dialog.getByRole("button", { name: "Отозвать", exact: true }).click();
  await expect(links).toContainText("Отозвана");
  await expect(links.getByRole("button", { name: "Отозвать" })).toHaveCount(0);
  await expectAccessible(page);
  // The operator's own browser may enter without the link.
  const stranger = await browser.newContext();
  watch.follow(stranger);
  watch.expect(LINE_BROKE);
  const onboarding = new Onboarding(await stranger.newPage());
  await onboarding.open(url);
  await onboarding.expectStep("locked");
  await stranger.close();
});

test("a company gets a name, which is seen wherever the company is, and loses it again", async ({
  page,
  service,
  salon,
  link,
  shot,
}) => {
  await link(salon);
  const dashboard = new Dashboard(page);
  await dashboard.enter(service.key, `/sessions/${salon.company}`);
  await page.getByRole("button", { name: "Дать имя" }).click();
  await expect(page.getByLabel("Имя компании")).toBeFocused();
  await page.keyboard.type("Салон «Анна»");
  await expectAccessible(page);
  await shot(page, "dashboard-name");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Салон «Анна»" })).toBeVisible();
  await dashboard.open(`/sessions?q=${salon.company}`);
  await expect(dashboard.row(salon.company)).toContainText("Салон «Анна»");
  await dashboard.open(`/sessions/${salon.company}`);
  await page.getByRole("button", { name: "Изменить имя" }).click();
  await page.getByLabel("Имя компании").fill("");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: salon.company })).toBeVisible();
});

test("the journal tells a deed in one line, opens it, and is filtered by what and who", async ({
  page,
  service,
  salon,
  link,
  shot,
}) => {
  await link(salon);
  await service.ask("POST", `/api/whatsapp/sessions/${salon.company}/restart`);
  await expect.poll(async () => (await service.status(salon.company)).state).toBe("connected");
  await new Dashboard(page).enter(service.key, `/sessions/${salon.company}`);
  const { journal } = new SessionPage(page);
  const deed = journal.locator("li.fold[data-event=pairing_requested]");
  await expect(deed).toContainText("→ Подключена к WhatsApp");
  await expect(deed.getByRole("listitem")).toHaveCount(0);
  await deed.locator("summary").click();
  await expect(deed.getByRole("listitem").first()).toBeVisible();
  await expectAccessible(page);
  await shot(page, "dashboard-journal-folded");
  await journal.getByLabel("Что произошло").selectOption("restart_requested");
  await expect(journal.locator("li")).toHaveCount(1);
  await journal.getByLabel("Что произошло").selectOption("");
  await journal.getByLabel("Кто").selectOption("api");
  await expect(journal.locator("li").first()).toContainText("API");
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
