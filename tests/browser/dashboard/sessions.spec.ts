import { expectAccessible } from "../fixture/axe.ts";
import { expect, test } from "../fixture/index.ts";
import { expectNoSidewaysScroll } from "../fixture/layout.ts";
import { LINE_BROKE, refusal } from "../fixture/watch.ts";
import { Dashboard } from "../pages/dashboard.ts";
import { SessionPage } from "../pages/session.ts";

// At the start the page asks for its dashboard session, which does not exist yet.
test.beforeEach(({ watch }) => watch.expect(refusal(401)));

test("a company that links, falls silent and is unlinked is seen at once", async ({
  page,
  service,
  simulator,
  salon,
  link,
}) => {
  const dashboard = new Dashboard(page);
  await dashboard.enter(service.key, "/sessions");
  await link(salon);
  const row = dashboard.row(salon.company);
  await expect(row).toContainText("Подключена");
  await expect(row).toContainText(salon.masked);
  await simulator.fault({ at: "login", number: salon.number, answer: { code: 402, banCode: 101, expire: 3600 } });
  await simulator.fault({ at: "stream", number: salon.number, answer: "drop" });
  await expect(row).toContainText("TEMPORARILY_BANNED");
  await expect(row).toContainText(/5\d:\d\d/);
  await service.ask("POST", `/api/whatsapp/sessions/${salon.company}/restart`);
  await expect(row).toContainText("Подключена");
  await simulator.unlink(salon.number);
  await expect(row).toContainText("REMOVED_AFTER_LINK");
});

test("the table is searched, filtered and sorted, and its address says how", async ({
  page,
  service,
  simulator,
  salons,
  link,
  shot,
}) => {
  const [first, second] = [salons(), salons()];
  await link(first);
  await link(second);
  await simulator.fault({ at: "login", number: second.number, answer: { code: 403 } });
  await simulator.fault({ at: "stream", number: second.number, answer: "drop" });
  const dashboard = new Dashboard(page);
  await dashboard.enter(service.key, "/sessions");
  await dashboard.search(first.company);
  await dashboard.expectRows(1);
  await expect(page).toHaveURL(new RegExp(`q=${first.company}$`));
  await dashboard.search(second.number);
  await expect(dashboard.row(second.company)).toBeVisible();
  await dashboard.search("");
  await page
    .getByRole("group", { name: "Состояние" })
    .getByRole("button", { name: /^Остановлена/ })
    .click();
  await expect(dashboard.row(second.company)).toBeVisible();
  await expect(dashboard.row(first.company)).toHaveCount(0);
  await page.getByRole("columnheader", { name: "Компания" }).getByRole("button").click();
  await expect(page.getByRole("columnheader", { name: "Компания" })).toHaveAttribute("aria-sort", "ascending");
  await shot(page, "dashboard-sessions-filtered");
  const address = page.url();
  await page.reload();
  expect(page.url()).toBe(address);
  await expect(dashboard.row(second.company)).toBeVisible();
  await expect(dashboard.row(first.company)).toHaveCount(0);
  await dashboard.search("no-such-salon");
  await expect(page.getByText("Ничего не нашлось")).toBeVisible();
  await shot(page, "dashboard-sessions-none");
  await page.getByRole("link", { name: "Сессии", exact: true }).click();
  await expect(page).toHaveURL(/\/admin\/sessions$/);
  await expect(page.getByText("Ничего не нашлось")).toBeHidden();
});

test("a lost network is said, and the table goes on where it was", async ({
  page,
  service,
  salon,
  salons,
  link,
  wire,
  watch,
  shot,
}) => {
  watch.expect(LINE_BROKE);
  await link(salon);
  const dashboard = new Dashboard(page);
  await page.clock.install();
  await page.goto(`${wire.base}/admin/sessions`);
  await dashboard.signIn(service.key);
  await expect(dashboard.row(salon.company)).toBeVisible();
  wire.cut();
  await expect(page.getByText(/Связь с сервисом прервалась, подключаемся снова/)).toBeVisible();
  await expect(dashboard.row(salon.company)).toBeVisible();
  await shot(page, "dashboard-offline");
  const meanwhile = salons();
  await link(meanwhile);
  // The page's own next attempt would remove the button: no attempt is made from here on.
  await page.clock.pauseAt(Date.now() + 1000);
  const tryNow = page.getByRole("button", { name: "Попробовать сейчас" });
  await expect(tryNow).toBeVisible();
  wire.mend();
  await tryNow.click();
  await page.clock.resume();
  await dashboard.search(meanwhile.company);
  await expect(dashboard.row(meanwhile.company)).toContainText("Подключена");
});

test("the table is used with the keyboard alone", async ({ page, service, salon, link }) => {
  await link(salon);
  const dashboard = new Dashboard(page);
  await dashboard.enter(service.key, `/sessions?q=${salon.company}`);
  await expect(dashboard.row(salon.company)).toBeVisible();
  await dashboard.table.focus();
  await page.keyboard.press("ArrowDown");
  await expect(dashboard.row(salon.company)).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(`/admin/sessions/${salon.company}`);
  await new SessionPage(page).expectState("Подключена");
  await page.goBack();
  await expect(page).toHaveURL(`/admin/sessions?q=${salon.company}`);
});

test("the table is accessible, light and dark, and fits a phone of 320 pixels", async ({
  page,
  service,
  salon,
  link,
  shot,
}) => {
  await link(salon);
  const dashboard = new Dashboard(page);
  await dashboard.enter(service.key, "/sessions");
  await expect(dashboard.row(salon.company)).toBeVisible();
  await expectAccessible(page);
  await page.emulateMedia({ colorScheme: "dark" });
  await expectAccessible(page);
  await shot(page, "dashboard-sessions-dark");
  await page.setViewportSize({ width: 320, height: 640 });
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);
  await shot(page, "dashboard-sessions-320-dark");
});
