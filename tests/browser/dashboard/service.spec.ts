import { expectAccessible } from "../fixture/axe.ts";
import { expect, test } from "../fixture/index.ts";
import { expectNoSidewaysScroll } from "../fixture/layout.ts";
import { refusal } from "../fixture/watch.ts";
import { Dashboard } from "../pages/dashboard.ts";

// At the start the page asks for its dashboard session, which does not exist yet.
test.beforeEach(({ watch }) => watch.expect(refusal(401)));

test("the service says that it can do its work, and what it is made of", async ({
  page,
  service,
  salon,
  link,
  shot,
}) => {
  await link(salon);
  const dashboard = new Dashboard(page);
  await dashboard.enter(service.key, "/service");
  await expect(page.getByText("Готов к работе")).toBeVisible();
  await expect(page.getByRole("region", { name: "База данных" })).toContainText("Отвечает");
  await expect(page.getByRole("region", { name: "Предохранитель" })).toContainText("WhatsApp принимает наш клиент");
  await expect(page.getByRole("region", { name: "Подключения к WhatsApp" })).toContainText("Одновременно не больше");
  await expect(page.getByRole("region", { name: "Версия клиента WhatsApp" })).toContainText("задана в настройках");
  await expectAccessible(page);
  await shot(page, "dashboard-service");
  await page.setViewportSize({ width: 320, height: 640 });
  await page.emulateMedia({ colorScheme: "dark" });
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);
  await shot(page, "dashboard-service-320-dark");
});

test("a database that does not answer is told, and that it answers again", async ({
  page,
  service,
  store,
  watch,
  shot,
}) => {
  watch.expect(refusal(503));
  const dashboard = new Dashboard(page);
  await dashboard.enter(service.key, "/service");
  await expect(page.getByText("Готов к работе")).toBeVisible();
  store.hold();
  await expect(page.getByText(/Хранилище недоступно|Не готов к работе/).first()).toBeVisible();
  await expectAccessible(page);
  await shot(page, "dashboard-service-store-down");
  store.release();
  await expect(page.getByText("Готов к работе")).toBeVisible();
  await expect(page.getByText("Хранилище недоступно")).toBeHidden();
});

test("a client version that WhatsApp refuses is told, with the time of the next probe", async ({
  page,
  service,
  simulator,
  salon,
  link,
  shot,
}) => {
  await link(salon);
  await simulator.refuseVersion(salon.number);
  const dashboard = new Dashboard(page);
  await dashboard.enter(service.key, "/service");
  const breaker = page.getByRole("region", { name: "Предохранитель" });
  await expect(breaker).toContainText("WhatsApp не принимает версию клиента");
  await expect(breaker).toContainText("Следующая проба");
  await expectAccessible(page);
  await shot(page, "dashboard-service-breaker");
  await simulator.mend();
  await expect(breaker).toContainText("WhatsApp принимает наш клиент");
});
