import { expectAccessible } from "../fixture/axe.ts";
import { expect, test } from "../fixture/index.ts";
import { expectNoSidewaysScroll } from "../fixture/layout.ts";
import { LINE_BROKE, refusal } from "../fixture/watch.ts";
import { Dashboard } from "../pages/dashboard.ts";

// At the start the page asks for its dashboard session, which does not exist yet.
test.beforeEach(({ watch }) => watch.expect(refusal(401)));

/** Well-formed unknown keys; each key is rate limited separately. */
const WRONG = `lk_${"a".repeat(16)}_${"A".repeat(43)}`;
const GUESSED = `lk_${"b".repeat(16)}_${"B".repeat(43)}`;

test("an operator signs in with an admin key, is still in after a reload, and signs out", async ({
  page,
  service,
  shot,
}) => {
  const dashboard = new Dashboard(page);
  await dashboard.open();
  await expect(dashboard.key).toBeFocused();
  await expectAccessible(page);
  await shot(page, "dashboard-sign-in");
  await dashboard.signIn(service.key);
  await expect(page.getByRole("navigation", { name: "Разделы" })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("navigation", { name: "Разделы" })).toBeVisible();
  await page.getByRole("button", { name: "Выйти" }).click();
  await expect(dashboard.key).toBeVisible();
  await page.reload();
  await expect(dashboard.key).toBeVisible();
});

test("no script can read what keeps an operator signed in", async ({ page, context, service }) => {
  await new Dashboard(page).enter(service.key);
  const [cookie] = await context.cookies();
  expect(cookie).toMatchObject({ name: "__Host-linekeeper", httpOnly: true, secure: true, sameSite: "Strict" });
  const kept = await page.evaluate(() => [
    document.cookie,
    ...Object.values(localStorage),
    ...Object.values(sessionStorage),
  ]);
  expect(kept.join()).not.toContain(service.key);
});

test("what is wrong with a key is said beside its field", async ({ page, service, shot }) => {
  const dashboard = new Dashboard(page);
  await dashboard.open();
  for (const [typed, said] of [
    ["", "Введите ключ"],
    ["secret", "Это не похоже на ключ: он начинается с lk_"],
    [WRONG, "Ключ неверный, отозван или истёк"],
  ] as const) {
    await dashboard.signIn(typed);
    await expect(dashboard.key).toHaveAccessibleDescription(new RegExp(said));
    await expect(dashboard.key).toBeFocused();
  }
  await expectAccessible(page);
  await shot(page, "dashboard-wrong-key");
  await dashboard.signIn(service.key);
  await expect(page.getByRole("navigation", { name: "Разделы" })).toBeVisible();
});

test("whoever tries many keys waits, and is told how long", async ({ page, service, watch, shot }) => {
  watch.expect(refusal(429));
  const dashboard = new Dashboard(page);
  await page.clock.install();
  await dashboard.open();
  // A short wait would end before it is checked.
  await page.clock.pauseAt(Date.now() + 1000);
  let status = 0;
  while (status !== 429) {
    const answer = page.waitForResponse((response) => response.request().method() === "POST");
    await dashboard.signIn(GUESSED);
    status = (await answer).status();
  }
  const throttled = page.getByText(/Слишком много попыток. Повторить можно через/);
  await expect(throttled).toBeVisible();
  await shot(page, "dashboard-throttled");
  await page.clock.resume();
  await expect(throttled).toBeHidden();
  await dashboard.signIn(service.key);
  await expect(page.getByRole("navigation", { name: "Разделы" })).toBeVisible();
});

test("whoever signs out elsewhere is asked to sign in again here", async ({ page, context, service }) => {
  const here = new Dashboard(page);
  await here.enter(service.key, "/sessions");
  const there = new Dashboard(await context.newPage());
  await there.open("/sessions");
  await there.page.getByRole("button", { name: "Выйти" }).click();
  await expect(there.key).toBeVisible();
  await expect(here.page.getByText("Сеанс закончился. Войдите снова")).toBeVisible();
});

test("whoever is signed out while the line is down is asked to sign in when it is back", async ({
  page,
  context,
  service,
  wire,
  watch,
}) => {
  watch.expect(LINE_BROKE);
  const here = new Dashboard(page);
  await page.goto(`${wire.base}/admin/sessions`);
  await here.signIn(service.key);
  await expect(page.getByText("На связи")).toBeVisible();
  wire.cut();
  await expect(page.getByText(/Связь с сервисом прервалась/)).toBeVisible();
  const there = await context.newPage();
  await there.goto(`${service.base}/admin/sessions`);
  await there.getByRole("button", { name: "Выйти" }).click();
  wire.mend();
  await expect(page.getByText("Сеанс закончился. Войдите снова")).toBeVisible();
});

test("the sign-in speaks English and fits a phone of 320 pixels in the dark", async ({ page, shot }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await page.emulateMedia({ colorScheme: "dark" });
  const dashboard = new Dashboard(page);
  await dashboard.open();
  await dashboard.choose("English");
  await expect(page.getByLabel("Admin key")).toBeVisible();
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);
  await shot(page, "dashboard-sign-in-320-dark-en");
});
