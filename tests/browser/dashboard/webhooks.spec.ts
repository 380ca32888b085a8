import { expectAccessible } from "../fixture/axe.ts";
import { expectFineEverywhere } from "../fixture/everywhere.ts";
import { expect, test as base } from "../fixture/index.ts";
import { expectNoSidewaysScroll } from "../fixture/layout.ts";
import { Receiver, signaturesBy } from "../fixture/receiver.ts";
import { Service } from "../fixture/service.ts";
import { LINE_BROKE, refusal } from "../fixture/watch.ts";
import { Dashboard } from "../pages/dashboard.ts";
import { Webhooks } from "../pages/webhooks.ts";

interface OfWebhooks {
  receiver: Receiver;
  webhooks: Webhooks;
  /** A service that keeps no messages. */
  silent: Service;
}

const test = base.extend<OfWebhooks>({
  receiver: async ({}, use) => {
    const receiver = await Receiver.start();
    await use(receiver);
    await receiver.stop();
  },
  webhooks: async ({ page }, use) => {
    await use(new Webhooks(page));
  },
  silent: async ({ watch }, use) => {
    const service = await Service.start({ MESSAGES__ENABLED: "false" });
    watch.welcome(service.base);
    await use(service);
    watch.expect(LINE_BROKE);
    await service.stop();
  },
});

// At the start the page asks for its dashboard session, which does not exist yet.
test.beforeEach(({ watch }) => watch.expect(refusal(401)));

test("an endpoint is added, tested, gets a message, fails, is sent again, gets a new secret, and is deleted", async ({
  page,
  service,
  simulator,
  salon,
  other,
  link,
  receiver,
  webhooks,
  shot,
}) => {
  await link(salon);
  await new Dashboard(page).enter(service.key, "/webhooks");
  await page.getByRole("button", { name: "Добавить приёмник" }).click();
  await expect(webhooks.dialog.getByLabel("Адрес")).toBeFocused();
  await expectAccessible(page);
  await shot(page, "dashboard-webhook-add");
  await page.keyboard.press("Escape");
  const description = `Заказы ${salon.company}`;
  const secret = await webhooks.add(`http://${receiver.host}/hooks/s3cret`, { company: salon.company, description });
  await expect(page.getByText("Ещё не было доставок")).toBeVisible();
  await expect(webhooks.settings).toContainText(`http://${receiver.host}/…`);
  await expect(webhooks.settings).not.toContainText("s3cret");

  await webhooks.press("Отправить пробное событие");
  await expect(webhooks.actions).toContainText("Пробное событие доставлено: ответ 204");
  const [tested] = receiver.of("webhook.test");
  expect(signaturesBy(secret, tested!)).toBe(1);
  await expectFineEverywhere(page);
  await shot(page, "dashboard-webhook-tested");

  await simulator.send(other.number, salon.number, "Здравствуйте");
  await expect.poll(() => receiver.of("message.received").length).toBe(1);
  const [message] = receiver.of("message.received");
  expect(signaturesBy(secret, message!)).toBe(1);
  await webhooks.choose("Доставлены");
  await expect(webhooks.deliveries.getByRole("listitem")).toHaveCount(1);
  await expect(webhooks.deliveries).toContainText("Ответ 204. Приёмник принял событие.");
  await expect(page.getByText("Работает", { exact: true })).toBeVisible();
  // What people write is for the receiver only.
  await expect(page.locator("body")).not.toContainText("Здравствуйте");

  receiver.status = 500;
  await simulator.send(other.number, salon.number, "Ещё вопрос");
  await webhooks.choose("Ждут");
  await expect(webhooks.deliveries).toContainText("Ответ 500. Приёмник ответил ошибкой.");
  await expect(webhooks.deliveries).toContainText("следующая попытка");
  await expect(webhooks.status).toContainText("не удаётся ни одна попытка");
  await expectAccessible(page);
  await shot(page, "dashboard-webhook-failing");

  // The last of its ten attempts, which is three days later otherwise.
  await service.sql(
    "UPDATE webhook_deliveries SET attempts = 9, not_before = NULL WHERE state = 'waiting' AND company_id = $1",
    [salon.company],
  );
  await service.sql("UPDATE webhook_lanes SET next_at = now() WHERE waiting > 0 AND company_id = $1", [salon.company]);
  await webhooks.choose("Не доставлены");
  await expect(webhooks.deliveries.getByRole("listitem")).toHaveCount(1);
  await expect(webhooks.deliveries).toContainText("Попыток: 10");
  await expect(webhooks.status).toContainText(/Не доставлены\s*1/);
  await expectFineEverywhere(page);
  await shot(page, "dashboard-webhook-dead");

  receiver.status = 200;
  await webhooks.deliveries.getByRole("button", { name: "Отправить снова", exact: true }).click();
  await expect(webhooks.deliveries).toContainText("В очереди на отправку: 1 событие");
  await webhooks.choose("Доставлены");
  await expect(webhooks.deliveries.getByRole("listitem")).toHaveCount(2);
  const ids = receiver.of("message.received").map(({ headers }) => headers["webhook-id"]);
  expect(new Set(ids).size).toBe(2);

  await webhooks.press("Сменить секрет");
  await expectAccessible(page);
  await webhooks.dialog.getByLabel("Сколько ещё подписывает прежний").selectOption("3600");
  await webhooks.confirm("Сменить");
  await expect(webhooks.dialog).toContainText("Прежний секрет подписывает до");
  await expectAccessible(page);
  await shot(page, "dashboard-webhook-secret");
  const fresh = await webhooks.takeSecret();
  await expect(webhooks.settings).toContainText("Прежний секрет подписывает до");
  await webhooks.press("Отправить пробное событие");
  await expect.poll(() => receiver.of("webhook.test").length).toBe(2);
  const rotated = receiver.of("webhook.test")[1]!;
  expect([signaturesBy(secret, rotated), signaturesBy(fresh, rotated)]).toEqual([1, 1]);

  await webhooks.press("Удалить");
  await expect(webhooks.dialog.getByRole("button", { name: "Удалить" })).toBeDisabled();
  await webhooks.dialog.getByRole("textbox").fill(receiver.host);
  await expectAccessible(page);
  await webhooks.confirm("Удалить");
  await expect(page).toHaveURL(/\/admin\/webhooks$/);
  await expect(webhooks.row(description)).toHaveCount(0);
});

test("a URL that the service refuses is told beside the field", async ({ page, service, webhooks, watch, shot }) => {
  watch.expect(refusal(422));
  await new Dashboard(page).enter(service.key, "/webhooks");
  await page.getByRole("button", { name: "Добавить приёмник" }).click();
  const url = webhooks.dialog.getByLabel("Адрес");
  const add = webhooks.dialog.getByRole("button", { name: "Добавить приёмник" });
  await add.click();
  await expect(webhooks.dialog.getByText("Введите адрес")).toBeVisible();
  await expect(url).toBeFocused();
  for (const [typed, told] of [
    ["market.example/hooks", "Это не адрес с именем сервера"],
    ["https://10.1.2.3/hooks", "Сервер должен быть публичным"],
    ["https://user:word@market.example", "В адресе не может быть имени и пароля"],
    ["https://market.example:22/", "Порт: 443, 80 или от 1024"],
  ]) {
    await url.fill(typed!);
    await add.click();
    await expect(webhooks.dialog.getByText(told!)).toBeVisible();
  }
  await expect(url).toHaveAttribute("aria-invalid", "true");
  await expectAccessible(page);
  await page.setViewportSize({ width: 320, height: 800 });
  await expectNoSidewaysScroll(page);
  await shot(page, "dashboard-webhook-refused-320");
});

test("an endpoint that wants no more is told where operators look, disabled by hand, and enabled again", async ({
  page,
  service,
  simulator,
  salon,
  other,
  link,
  receiver,
  webhooks,
  shot,
}) => {
  await link(salon);
  const dashboard = new Dashboard(page);
  await dashboard.enter(service.key, "/webhooks");
  const description = `Касса ${salon.company}`;
  await webhooks.add(`http://${receiver.host}/`, { company: salon.company, description });
  receiver.status = 410;
  await simulator.send(other.number, salon.number, "Ау");
  await expect(webhooks.status).toContainText("приёмник ответил 410");
  await dashboard.go("Внимание");
  const told = page.getByText(/Вебхуки: из-за неудач отключен/);
  await expect(told).toBeVisible();
  await expectAccessible(page);
  await shot(page, "dashboard-attention-webhooks");
  await page.getByRole("link", { name: "К вебхукам" }).click();
  await expect(webhooks.row(description)).toContainText("Отключён");
  await expectFineEverywhere(page);
  await shot(page, "dashboard-webhooks");

  await webhooks.row(description).getByRole("link").click();
  receiver.status = 204;
  await webhooks.press("Включить");
  await webhooks.confirm("Включить");
  await expect(webhooks.actions).toContainText("Приёмник включён");
  await expect.poll(() => receiver.of("message.received").length).toBe(2);
  await webhooks.press("Отключить");
  await webhooks.confirm("Отключить");
  await expect(webhooks.status).toContainText("Отключён вручную");
  await simulator.send(other.number, salon.number, "Пропущенное");
  await expect.poll(() => messagesOf(service, salon.company)).toBe(2);

  await webhooks.press("Включить");
  await webhooks.confirm("Включить");
  await webhooks.actions.getByRole("button", { name: "Отправить пропущенное" }).click();
  await expect(webhooks.dialog.getByLabel("Что отправить")).toHaveValue("missed");
  await expectAccessible(page);
  await shot(page, "dashboard-webhook-replay");
  await webhooks.dialog.getByRole("button", { name: "Отправить", exact: true }).click();
  // With what the log has of the same minute from before the endpoint was added.
  await expect(webhooks.deliveries).toContainText(/В очереди на отправку: \d/);
  await expect.poll(() => receiver.of("message.received").length).toBe(3);

  await webhooks.press("Изменить");
  await webhooks.dialog.getByLabel("Описание").fill(`${description} 2`);
  await webhooks.dialog.getByRole("radio", { name: "Только эти", exact: true }).check();
  await webhooks.dialog.getByRole("checkbox", { name: "Сообщение изменено" }).check();
  await expectAccessible(page);
  await shot(page, "dashboard-webhook-edit");
  await webhooks.dialog.getByRole("button", { name: "Сохранить" }).click();
  await expect(webhooks.actions).toContainText("Изменения сохранены");
  await expect(webhooks.settings).toContainText("Сообщение изменено");
});

test("the pages speak English, are good in the dark, and fit a phone of 320 pixels", async ({
  page,
  service,
  salon,
  receiver,
  webhooks,
  shot,
}) => {
  const dashboard = new Dashboard(page);
  await page.emulateMedia({ colorScheme: "dark" });
  await dashboard.enter(service.key, "/webhooks");
  const description = `Orders ${salon.company}`;
  await webhooks.add(`http://${receiver.host}/`, { company: salon.company, description });
  await webhooks.press("Отключить");
  await webhooks.confirm("Отключить");
  await dashboard.choose("English");
  await expect(page.getByRole("region", { name: "Deliveries" })).toContainText("Nothing was delivered");
  await expectAccessible(page);
  await shot(page, "dashboard-webhook-dark-en");
  await page.setViewportSize({ width: 320, height: 800 });
  await expectNoSidewaysScroll(page);
  await shot(page, "dashboard-webhook-320-dark-en");
  await page.getByRole("link", { name: "To webhooks" }).click();
  await expect(page.getByRole("list", { name: "Endpoints" })).toContainText("Disabled by hand");
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);
  await shot(page, "dashboard-webhooks-320-dark-en");
});

test("a service that keeps no messages has no such section, and says how to turn it on", async ({
  page,
  watch,
  silent,
  shot,
}) => {
  watch.expect(refusal(404));
  await page.goto(`${silent.base}/admin/webhooks`);
  await new Dashboard(page).signIn(silent.key);
  await expect(page.getByText("Вебхуки выключены")).toBeVisible();
  await expect(page.getByText("enabled = true")).toBeVisible();
  const sections = page.getByRole("navigation", { name: "Разделы" });
  await expect(sections.getByRole("link")).toHaveText(["Внимание", "Компании", "Обзор", "Сервис"]);
  await expectFineEverywhere(page);
  await shot(page, "dashboard-webhooks-off");
});

/** Number of messages in a company's log. */
async function messagesOf(service: Service, company: string): Promise<number> {
  const path = `/api/whatsapp/sessions/${company}/feed`;
  const { events } = await service.ask<{ events: { type: string }[] }>("GET", path);
  return events.filter(({ type }) => type === "message.received").length;
}
