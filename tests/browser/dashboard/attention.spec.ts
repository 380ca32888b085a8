import { expectAccessible } from "../fixture/axe.ts";
import { expectFineEverywhere } from "../fixture/everywhere.ts";
import { expect, test } from "../fixture/index.ts";
import { expectNoSidewaysScroll } from "../fixture/layout.ts";
import type { Salon } from "../fixture/salon.ts";
import type { Service } from "../fixture/service.ts";
import type { Simulator } from "../fixture/simulator.ts";
import { LINE_BROKE, refusal } from "../fixture/watch.ts";
import { Dashboard } from "../pages/dashboard.ts";
import { SessionPage } from "../pages/session.ts";

// At the start the page asks for its dashboard session, which does not exist yet.
test.beforeEach(({ watch }) => watch.expect(refusal(401)));

/** Lets WhatsApp lock a salon's account. */
async function lock(service: Service, simulator: Simulator, salon: Salon): Promise<void> {
  await simulator.lock(salon.number);
  await expect.poll(async () => (await service.status(salon.company)).code).toBe("ACCOUNT_LOCKED");
}

test("who comes in sees whom to call and what to press, and presses it", async ({
  page,
  service,
  simulator,
  salon,
  link,
  shot,
}) => {
  await link(salon);
  await service.ask("PUT", `/api/whatsapp/companies/${salon.company}`, { name: "Салон «Анна»" });
  await lock(service, simulator, salon);
  const { correlationId } = await service.status(salon.company);
  const dashboard = new Dashboard(page);
  await dashboard.enter(service.key);
  await expect(page.getByRole("heading", { name: "Требует внимания" })).toBeVisible();
  await expect(dashboard.group("locked")).toContainText("Аккаунт заперт");
  await expect(dashboard.group("locked")).toContainText("Позвоните владельцу");
  const needy = dashboard.needy(salon.company);
  await expect(needy).toContainText("Салон «Анна»");
  await expect(needy).toContainText("ACCOUNT_LOCKED");
  await expect(needy).toContainText(correlationId);
  await expect(needy).toContainText("без связи");
  await needy.getByRole("button", { name: "Показать номер" }).click();
  await expect(needy.getByRole("link", { name: /^Позвонить/ })).toHaveAttribute("href", `tel:+${salon.number}`);
  await expectAccessible(page);
  await shot(page, "dashboard-attention");
  await needy.getByRole("button", { name: "Перезапустить" }).click();
  await expect(needy).toBeHidden();
  await expect.poll(async () => (await service.status(salon.company)).state).toBe("connected");
});

test("what is acknowledged leaves with its note, and comes back when the trouble changes", async ({
  page,
  service,
  simulator,
  salon,
  link,
  shot,
}) => {
  await link(salon);
  await lock(service, simulator, salon);
  const dashboard = new Dashboard(page);
  await dashboard.enter(service.key);
  const needy = dashboard.needy(salon.company);
  await needy.getByRole("button", { name: "Отложить…" }).click();
  const dialog = page.getByRole("dialog", { name: /^Принять к сведению/ });
  await dialog.getByLabel("Заметка для коллег").fill("Перезвонят после обеда");
  await expectAccessible(page);
  await shot(page, "dashboard-acknowledge");
  await dialog.getByRole("button", { name: "Принять к сведению" }).click();
  await expect(needy).toBeHidden();
  await dashboard.open(`/sessions?q=${salon.company}`);
  await expect(dashboard.row(salon.company).getByRole("img", { name: /Перезвонят после обеда/ })).toBeVisible();
  await dashboard.open(`/sessions/${salon.company}`);
  // In the note, and in the journal below.
  await expect(page.getByText("Перезвонят после обеда").first()).toBeVisible();

  await simulator.fault({ at: "login", number: salon.number, answer: { code: 402, banCode: 101, expire: 3600 } });
  await service.ask("POST", `/api/whatsapp/sessions/${salon.company}/restart`);
  await expect.poll(async () => (await service.status(salon.company)).code).toBe("TEMPORARILY_BANNED");
  await dashboard.open();
  await expect(needy).toContainText("TEMPORARILY_BANNED");
});

test("a line that was switched off is no alarm", async ({ page, service, salon, link }) => {
  await link(salon);
  await service.ask("POST", `/api/whatsapp/sessions/${salon.company}/disconnect`);
  const dashboard = new Dashboard(page);
  await dashboard.enter(service.key);
  const off = dashboard.group("off");
  await expect(off).toHaveAttribute("data-calm", "true");
  await expect(dashboard.needy(salon.company)).toBeHidden();
  await off.locator("summary").click();
  await dashboard.needy(salon.company).getByRole("button", { name: "Включить" }).click();
  await page.getByRole("dialog", { name: "Включить" }).getByRole("button", { name: "Включить" }).click();
  await expect.poll(async () => (await service.status(salon.company)).state).toBe("connected");
});

test("j and k go from company to company, and the way back leads to the one that was open", async ({
  page,
  service,
  simulator,
  salons,
  link,
}) => {
  const both = [salons(), salons()];
  for (const salon of both) {
    await link(salon);
    await lock(service, simulator, salon);
  }
  const dashboard = new Dashboard(page);
  await dashboard.enter(service.key);
  const names = page.locator(".group:not(details) a.name");
  await expect(names.nth(1)).toBeVisible();
  await page.keyboard.press("j");
  await expect(names.first()).toBeFocused();
  // The same key on a Russian keyboard.
  await page.keyboard.press("KeyJ");
  await expect(names.nth(1)).toBeFocused();
  const address = await names.nth(1).getAttribute("href");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(address!);
  await page.getByRole("link", { name: "К тому, что требует внимания" }).click();
  await expect(page.locator(`a.name[href="${address}"]`)).toBeFocused();
});

test("trouble of the whole service is told on every page, and the service is not called ready", async ({
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
  await dashboard.enter(service.key);
  const bar = page.locator("[data-trouble=client_outdated]");
  for (const section of ["Компании", "Обзор", "Сервис", "Внимание"] as const) {
    await dashboard.go(section);
    await expect(bar).toContainText("WhatsApp не принимает версию нашего клиента");
  }
  await dashboard.go("Сервис");
  await expect(page.getByText("Готов к работе")).toBeHidden();
  await expectAccessible(page);
  await shot(page, "dashboard-trouble");
  await simulator.mend();
  await expect(bar).toBeHidden();
});

test("a service that is gone is told on every page while the board is down", async ({
  page,
  service,
  wire,
  watch,
  salon,
  link,
}) => {
  watch.expect(LINE_BROKE);
  await link(salon);
  await page.goto(`${wire.base}/admin`);
  await new Dashboard(page).signIn(service.key);
  await expect(page.getByText("На связи")).toBeVisible();
  wire.cut();
  await expect(page.getByText(/Связь с сервисом прервалась/)).toBeVisible();
  await expect(page.locator("[data-trouble]")).toHaveCount(0);
  wire.mend();
  await expect(page.getByText("На связи")).toBeVisible();
});

test("what needs attention is accessible and fits every screen, in both languages", async ({
  page,
  service,
  simulator,
  salon,
  link,
  shot,
}) => {
  await link(salon);
  await lock(service, simulator, salon);
  const dashboard = new Dashboard(page);
  await dashboard.enter(service.key);
  await expect(dashboard.needy(salon.company)).toBeVisible();
  await expectFineEverywhere(page);
  await page.emulateMedia({ colorScheme: "dark" });
  await dashboard.choose("English");
  await expect(page.getByRole("heading", { name: "Needs attention" })).toBeVisible();
  await expectAccessible(page);
  await shot(page, "dashboard-attention-dark-en");
  await page.setViewportSize({ width: 320, height: 640 });
  await expectNoSidewaysScroll(page);
  await shot(page, "dashboard-attention-320-dark-en");
});

test("the pages do not jump while they load", async ({ page, service, simulator, salon, link }) => {
  await link(salon);
  await lock(service, simulator, salon);
  const dashboard = new Dashboard(page);
  await dashboard.enter(service.key);
  for (const place of ["", "/sessions", `/sessions/${salon.company}`]) {
    await page.addInitScript(() => {
      Object.assign(globalThis, { shifted: 0 });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[])
          if (!entry.hadRecentInput) (globalThis as unknown as { shifted: number }).shifted += entry.value;
      }).observe({ type: "layout-shift", buffered: true });
    });
    await dashboard.open(place);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(page.getByText("На связи")).toBeVisible();
    await page.waitForLoadState("networkidle");
    const shifted = await page.evaluate(() => (globalThis as unknown as { shifted: number }).shifted);
    expect(shifted, `layout shift of /admin${place}`).toBeLessThanOrEqual(0.02);
  }
  await new SessionPage(page).expectState("Остановлена");
});
