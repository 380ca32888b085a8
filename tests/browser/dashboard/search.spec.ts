import { expectAccessible } from "../fixture/axe.ts";
import { expect, test } from "../fixture/index.ts";
import { expectNoSidewaysScroll } from "../fixture/layout.ts";
import { refusal } from "../fixture/watch.ts";
import { Dashboard } from "../pages/dashboard.ts";
import { SessionPage } from "../pages/session.ts";

// At the start the page asks for its dashboard session, which does not exist yet.
test.beforeEach(({ watch }) => watch.expect(refusal(401)));

test("a reference that an owner tells opens the journal at its entry", async ({
  page,
  service,
  simulator,
  salon,
  link,
  shot,
}) => {
  await link(salon);
  await simulator.lock(salon.number);
  await expect.poll(async () => (await service.status(salon.company)).code).toBe("ACCOUNT_LOCKED");
  const { correlationId } = await service.status(salon.company);
  const dashboard = new Dashboard(page);
  await dashboard.enter(service.key, "/service");
  // Read aloud in two groups, and typed as it came.
  await dashboard.find(` ${correlationId.slice(0, 4).toLowerCase()} ${correlationId.slice(4).toLowerCase()} `);
  const found = dashboard.palette.getByRole("option").filter({ hasText: salon.company });
  await expect(found).toBeVisible();
  await expect(dashboard.palette).not.toContainText("Открыть новую компанию");
  await expectAccessible(page);
  await shot(page, "dashboard-search-reference");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`/admin/sessions/${salon.company}\\?reference=${correlationId}$`));
  const { journal } = new SessionPage(page);
  await expect(journal).toContainText(`Записи с кодом обращения ${correlationId}`);
  await expect(journal.getByRole("listitem").first()).toBeVisible();
  await journal.getByRole("button", { name: "Показать весь журнал" }).click();
  await expect(page).toHaveURL(new RegExp(`/admin/sessions/${salon.company}$`));
  await expect(journal).not.toContainText("Записи с кодом обращения");
});

test("a company is found by its id, its name and its number, from every page", async ({
  page,
  service,
  salon,
  link,
  shot,
}) => {
  await link(salon);
  await service.ask("PUT", `/api/whatsapp/companies/${salon.company}`, { name: `Жемчужина ${salon.company}` });
  const dashboard = new Dashboard(page);
  await dashboard.enter(service.key, "/overview");
  for (const text of [salon.company, `жемч ${salon.company}`, salon.displayed]) {
    await dashboard.find(text);
    await expect(dashboard.palette.getByRole("option").filter({ hasText: "Жемчужина" }).first()).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(dashboard.palette).toBeHidden();
  }
  await page.keyboard.press("/");
  await dashboard.palette.getByRole("combobox").fill(salon.company);
  await expect(dashboard.palette.getByRole("option").first()).toContainText(salon.company);
  await shot(page, "dashboard-search");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(`/admin/sessions/${salon.company}`);
});

test("the page of a company that is not known yet is opened by its id", async ({ page, service }) => {
  const dashboard = new Dashboard(page);
  await dashboard.enter(service.key);
  await page.getByRole("button", { name: "Найти" }).click();
  await dashboard.palette.getByRole("combobox").fill("quite-new-salon");
  await expect(dashboard.palette.getByRole("option", { name: /quite-new-salon/ })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL("/admin/sessions/quite-new-salon");
});

test("the search fits a phone of 320 pixels in the dark", async ({ page, service, shot }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await page.emulateMedia({ colorScheme: "dark" });
  const dashboard = new Dashboard(page);
  await dashboard.enter(service.key);
  await page.getByRole("button", { name: "Найти" }).click();
  await expect(dashboard.palette.getByRole("option").first()).toBeVisible();
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);
  await shot(page, "dashboard-search-320-dark");
});
