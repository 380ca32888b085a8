import { expectFineEverywhere } from "../fixture/everywhere.ts";
import { expect, test } from "../fixture/index.ts";
import { refusal } from "../fixture/watch.ts";
import { Onboarding } from "../pages/onboarding.ts";

test("a short address opens the page of its link", async ({ page, service, salon }) => {
  const { shortUrl, url } = await service.link(salon.company);
  const onboarding = new Onboarding(page);
  await onboarding.open(shortUrl);
  await expect(onboarding.element).toContainText(salon.company);
  // With the short address beside the token: the page takes it to another screen.
  await expect.poll(() => page.url()).toContain(url);
});

test("a short address of a link that has expired says so in the language of its reader", async ({
  page,
  service,
  salon,
  browser,
  watch,
}) => {
  watch.expect(refusal(410));
  const { shortUrl, expiresAt } = await service.link(salon.company, 1);
  await expect.poll(() => Date.now()).toBeGreaterThan(Date.parse(expiresAt));
  await page.goto(shortUrl);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Срок действия ссылки истёк");
  await expect(page.getByText("Попросите новую ссылку у того, кто её прислал")).toBeVisible();
  await expect(page.getByRole("link")).toHaveCount(0);
  await expectFineEverywhere(page);
  const english = await browser.newContext({ locale: "en-GB" });
  const again = await english.newPage();
  await again.goto(shortUrl);
  await expect(again.getByRole("heading", { level: 1 })).toHaveText("The link has expired");
  await english.close();
});

test("people at the service's own address and at unknown ones are told where to go", async ({ page, service, watch }) => {
  watch.expect(refusal(404));
  // The dashboard asks who is signed in.
  watch.expect(refusal(401));
  for (const [path, heading] of [
    ["/", "Сервис подключения WhatsApp"],
    ["/no/such/page", "Такой страницы нет"],
  ] as const) {
    await page.goto(service.base + path);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(heading);
    await expectFineEverywhere(page);
    await expect(page.getByRole("link", { name: "Панель оператора" })).toHaveAttribute("href", "/admin");
    await expect(page.getByRole("link", { name: "Документация API" })).toHaveAttribute("href", "/docs");
  }
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(`${service.base}/admin`);
});
