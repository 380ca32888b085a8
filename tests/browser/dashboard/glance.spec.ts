// A typical morning, on a service of its own: sessions in several states, for the screenshots of the documentation.
import type { Locator } from "@playwright/test";

import { expectAccessible } from "../fixture/axe.ts";
import { expect, test as base } from "../fixture/index.ts";
import { expectNoSidewaysScroll } from "../fixture/layout.ts";
import { linkByQr } from "../fixture/line.ts";
import { Service } from "../fixture/service.ts";
import { Simulator } from "../fixture/simulator.ts";
import { LINE_BROKE, refusal } from "../fixture/watch.ts";
import { Dashboard } from "../pages/dashboard.ts";
import { SessionPage } from "../pages/session.ts";

const CONNECTED = {
  "997441": "79006464263",
  "anna-beauty": "79161234501",
  "barber-17": "79261234502",
  "coiffeur-msk": "79031234503",
  "lash-studio": "79851234504",
  "nails-and-co": "79671234505",
  "spa-volga": "79271234506",
};
const BROKEN = {
  "brow-bar": "79101234507",
  "hair-lab": "79111234508",
  "sun-club": "79121234509",
  "tattoo-spb": "79211234510",
};

const test = base.extend<{ morning: Service }>({
  morning: async ({ watch }, use) => {
    const service = await Service.start();
    watch.welcome(service.base);
    watch.expect(refusal(401));
    const simulator = new Simulator(service);
    const linked = Object.entries({ ...CONNECTED, ...BROKEN });
    await Promise.all(linked.map(([company, number]) => linkByQr(service, simulator, company, number)));
    for (const [number, answer] of [
      [BROKEN["brow-bar"], { code: 403 }],
      [BROKEN["hair-lab"], { code: 402, banCode: 101, expire: 5400 }],
      [BROKEN["sun-club"], { code: 503 }],
      [CONNECTED["997441"], { code: 503 }],
    ] as const) {
      const forEver = number === BROKEN["sun-club"];
      await simulator.fault({ at: "login", number, answer, times: forEver ? 0 : 1 });
      await simulator.fault({ at: "stream", number, answer: "drop" });
    }
    await simulator.unlink(BROKEN["tattoo-spb"]);
    await service.ask("POST", "/api/whatsapp/sessions/massage-21/pairing", { phoneNumber: "+7 903 765-43-21" });
    await use(service);
    watch.expect(LINE_BROKE);
    await service.stop();
  },
});

test("it is seen at a glance who is connected, who waits and who needs somebody", async ({ page, morning, shot }) => {
  const dashboard = new Dashboard(page);
  await page.goto(`${morning.base}/admin/sessions`);
  await dashboard.signIn(morning.key);
  const states = page.getByRole("group", { name: "Состояние" });
  await expect(states.getByRole("button", { name: "Подключена 7", exact: true })).toBeVisible();
  await expect(states.getByRole("button", { name: "Остановлена 3", exact: true })).toBeVisible();
  await expect(states.getByRole("button", { name: "Код показан 1", exact: true })).toBeVisible();
  await expect(dashboard.row("sun-club")).toContainText("Переподключается");
  await shot(page, "dashboard-sessions");

  await dashboard.table.getByRole("link", { name: "997441" }).click();
  const session = new SessionPage(page);
  await session.expectState("Подключена");
  await expect(session.journal.getByRole("listitem").first()).toBeVisible();
  await shot(page, "dashboard-session");
});

test("it is seen how pairings went, what failed and how long it took", async ({ page, morning, shot }) => {
  const dashboard = new Dashboard(page);
  await page.goto(`${morning.base}/admin/overview`);
  await dashboard.signIn(morning.key);
  await expect(page.getByRole("heading", { name: "Обзор" })).toBeVisible();
  const card = (name: string): Locator => page.getByRole("region", { name });
  const stage = (method: string, name: string): Locator =>
    card("Привязка телефонов").locator(`[data-method=${method}] [data-stage=${name}] .count`);
  // The journal is written asynchronously.
  await expect(async () => {
    await page.reload();
    await expect(stage("qr", "connected")).toHaveText("11", { timeout: 5000 });
  }).toPass();
  await expect(stage("qr", "requested")).toHaveText("11");
  await expect(stage("code", "requested")).toHaveText("1");
  await expect(stage("code", "connected")).toHaveText("0");
  await expect(card("Время до подключения")).toContainText("11 привязок");
  await expect(card("Отказы по кодам").locator("[data-code=REMOVED_AFTER_LINK]")).toBeVisible();
  // Statuses are recorded within seconds.
  await expect(async () => {
    await page.reload();
    const connected = card("Компании по состояниям").getByRole("link", { name: /^7 Подключена/ });
    await expect(connected).toBeVisible({ timeout: 5000 });
  }).toPass();
  await expectAccessible(page);
  await shot(page, "dashboard-overview");

  await page.getByRole("button", { name: "30 дней" }).click();
  await expect(page).toHaveURL(/hours=720/);
  await page.emulateMedia({ colorScheme: "dark" });
  await dashboard.choose("English");
  await expect(page.getByRole("heading", { name: "Companies by state" })).toBeVisible();
  await expectAccessible(page);
  await shot(page, "dashboard-overview-dark-en");
  await page.setViewportSize({ width: 320, height: 640 });
  await expectNoSidewaysScroll(page);
  await shot(page, "dashboard-overview-320-dark-en");

  await page.setViewportSize({ width: 1280, height: 800 });
  const locked = page.getByRole("region", { name: "Failures by code" }).locator("[data-code=ACCOUNT_LOCKED]");
  await locked.getByRole("link", { name: "1 company now" }).click();
  await expect(page).toHaveURL(/sessions\?code=ACCOUNT_LOCKED/);
  await expect(page.getByRole("link", { name: "brow-bar" })).toBeVisible();
});
