import { readFileSync } from "node:fs";

import { expectAccessible } from "../fixture/axe.ts";
import { expect, test } from "../fixture/index.ts";
import { expectNoSidewaysScroll } from "../fixture/layout.ts";
import { linkByQr } from "../fixture/line.ts";
import { Service } from "../fixture/service.ts";
import { Simulator } from "../fixture/simulator.ts";
import { LINE_BROKE, refusal } from "../fixture/watch.ts";
import { Dashboard } from "../pages/dashboard.ts";
import { SessionPage } from "../pages/session.ts";

// At the start the page asks for its dashboard session, which does not exist yet.
test.beforeEach(({ watch }) => watch.expect(refusal(401)));

test("a company that links, falls silent and is unlinked is seen at once, and stays in the list", async ({
  page,
  service,
  simulator,
  salon,
  link,
}) => {
  const dashboard = new Dashboard(page);
  await dashboard.enter(service.key, `/sessions?q=${salon.company}`);
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
  await page.reload();
  await expect(row).toContainText("REMOVED_AFTER_LINK");
});

test("the list is searched, filtered and sorted by the service, and its address says how", async ({
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
  await expect.poll(async () => (await service.status(second.company)).code).toBe("ACCOUNT_LOCKED");
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
  await page.getByRole("columnheader", { name: "С тех пор" }).getByRole("button").click();
  await expect(page.getByRole("columnheader", { name: "С тех пор" })).toHaveAttribute("aria-sort", "ascending");
  await shot(page, "dashboard-companies-filtered");
  const address = page.url();
  await page.reload();
  expect(page.url()).toBe(address);
  await expect(dashboard.row(second.company)).toBeVisible();
  await expect(dashboard.row(first.company)).toHaveCount(0);
  await dashboard.search("no-such-salon");
  await expect(page.getByText("Ничего не нашлось")).toBeVisible();
  await shot(page, "dashboard-companies-none");
  await page.getByRole("link", { name: "Компании", exact: true }).click();
  await expect(page).toHaveURL(/\/admin\/sessions$/);
  await expect(page.getByText("Ничего не нашлось")).toBeHidden();
});

test("each number leads to a list of that many rows", async ({ page, service, simulator, salons, link }) => {
  const locked = salons();
  await link(locked);
  await simulator.fault({ at: "login", number: locked.number, answer: { code: 403 } });
  await simulator.fault({ at: "stream", number: locked.number, answer: "drop" });
  await expect.poll(async () => (await service.status(locked.company)).code).toBe("ACCOUNT_LOCKED");
  const dashboard = new Dashboard(page);
  await dashboard.enter(service.key, "/sessions");
  await expect(dashboard.table).toBeVisible();
  const chips = page.getByRole("group", { name: "Состояние" }).getByRole("button");
  await expect(chips.nth(1)).toBeVisible();
  for (let at = 0; at < (await chips.count()); at += 1) {
    const told = Number((await chips.nth(at).locator(".count").innerText()).replace(/\D/g, ""));
    await chips.nth(at).click();
    await dashboard.expectRows(told);
    await chips.first().click();
  }
  await page.getByText("Причина", { exact: true }).first().click();
  const choice = page.locator(".choices label").filter({ hasText: "ACCOUNT_LOCKED" });
  const told = Number(await choice.locator(".count").innerText());
  await choice.getByRole("checkbox").check();
  await dashboard.expectRows(told);
  await dashboard.go("Обзор");
  const stopped = page
    .getByRole("region", { name: "Компании по состояниям" })
    .getByRole("link", { name: /Остановлена/ });
  const count = Number(await stopped.locator(".number").innerText());
  await stopped.click();
  await expect(page).toHaveURL(/state=error/);
  await dashboard.expectRows(count);
});

test("a lost network is said, and the list goes on where it was", async ({
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
  await page.goto(`${wire.base}/admin/sessions?q=${salon.company}`);
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

test("the list is used with the keyboard alone, and the way back leads to the same row", async ({
  page,
  service,
  salon,
  link,
}) => {
  await link(salon);
  const dashboard = new Dashboard(page);
  await dashboard.enter(service.key, `/sessions?q=${salon.company}`);
  const row = dashboard.row(salon.company);
  await expect(row).toBeVisible();
  await page.keyboard.press("j");
  await expect(row).toHaveAttribute("aria-selected", "true");
  await expect(dashboard.table).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(`/admin/sessions/${salon.company}`);
  await new SessionPage(page).expectState("Подключена");
  await page.goBack();
  await expect(page).toHaveURL(`/admin/sessions?q=${salon.company}`);
  await expect(row).toHaveAttribute("aria-selected", "true");
  await expect(dashboard.table).toBeFocused();
});

test("the filtered list is downloaded, and no name becomes a formula", async ({
  page,
  service,
  salon,
  salons,
  link,
}) => {
  const other = salons();
  await link(salon);
  await link(other);
  await service.ask("PUT", `/api/whatsapp/companies/${salon.company}`, { name: "=1+1; Анна" });
  const dashboard = new Dashboard(page);
  await dashboard.enter(service.key, `/sessions?q=${salon.company}`);
  await expect(dashboard.row(salon.company)).toBeVisible();
  const downloads = page.waitForEvent("download");
  await page.getByRole("button", { name: "Скачать CSV" }).click();
  const content = readFileSync(await (await downloads).path(), "utf8");
  expect(content).toMatch(/^\ufeffКомпания;Имя;/);
  expect(content).toContain(`\r\n${salon.company};"'=1+1; Анна";Подключена;`);
  expect(content).not.toContain(other.company);
});

test("many are restarted in one go, and a line that works is not among them", async ({ page, salons, watch, shot }) => {
  // A service of its own, which is started again with two of its lines stopped after too many crashes.
  const service = await Service.start();
  try {
    watch.expect(LINE_BROKE);
    const simulator = new Simulator(service);
    const [works, ...down] = [salons(), salons(), salons()] as const;
    for (const { company, number } of [works, ...down]) await linkByQr(service, simulator, company, number);
    const stopped = down.map(({ company }) => company);
    await service.sql("UPDATE whatsapp_auth SET parked_code = 'RESTART_LIMIT' WHERE company_id = ANY($1)", [stopped]);
    expect(await service.halt()).toBe(0);
    await service.start();
    watch.welcome(service.base);
    await expect.poll(async () => (await service.status(works.company)).state).toBe("connected");
    const before = (await service.status(works.company)).correlationId;
    const dashboard = new Dashboard(page);
    await page.goto(`${service.base}/admin/sessions`);
    await dashboard.signIn(service.key);
    await dashboard.expectRows(3);
    await page.getByRole("button", { name: "Перезапустить…" }).click();
    const bulk = page.getByRole("dialog", { name: "Перезапустить компании" });
    await expect(bulk.getByRole("listitem")).toHaveCount(2);
    await expect(bulk).toContainText("1 компания: работает, не трогаем");
    await expectAccessible(page);
    await bulk.getByRole("button", { name: "Перезапустить 2" }).click();
    await expect(bulk).toContainText("Готово: перезапущено 2, не удалось 0, пропущено 0");
    await shot(page, "dashboard-bulk");
    for (const { company } of down)
      await expect.poll(async () => (await service.status(company)).state).toBe("connected");
    expect((await service.status(works.company)).correlationId).toBe(before);
  } finally {
    await service.stop();
  }
});

test("the list is accessible, light and dark, cuts no column at 1024 pixels, and fits a phone of 320", async ({
  page,
  service,
  salon,
  link,
  shot,
}) => {
  await link(salon);
  const dashboard = new Dashboard(page);
  await dashboard.enter(service.key, "/sessions");
  await expect(dashboard.table.getByRole("row").nth(1)).toBeVisible();
  await expectAccessible(page);
  await page.emulateMedia({ colorScheme: "dark" });
  await expectAccessible(page);
  await shot(page, "dashboard-companies-dark");
  await page.setViewportSize({ width: 1024, height: 768 });
  const beyond = await dashboard.table.evaluate((table) => table.scrollWidth - table.clientWidth);
  expect(beyond, "pixels of the table beside the screen").toBe(0);
  await expect(page.getByRole("columnheader", { name: "Обращение" })).toBeInViewport({ ratio: 1 });
  await shot(page, "dashboard-companies-1024-dark");
  await page.setViewportSize({ width: 320, height: 640 });
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);
  await shot(page, "dashboard-companies-320-dark");
});
