import { expectAccessible } from "../fixture/axe.ts";
import { expect, test } from "../fixture/index.ts";
import { Onboarding } from "../pages/onboarding.ts";

test("a page without a link asks for the link that was sent", async ({ page, service, shot }) => {
  const onboarding = new Onboarding(page);
  await onboarding.open(`${service.base}/connect`);
  await onboarding.expectStep("locked");
  await expect(onboarding.element).toContainText("Откройте ссылку, которую вам прислали");
  await expectAccessible(page);
  await shot(page, "onboarding-no-link");
});

test("a link that has expired says so and shows nothing of the session", async ({ page, service, salon, shot }) => {
  const { url, expiresAt } = await service.link(salon.company, 1);
  const onboarding = new Onboarding(page);
  await expect.poll(() => Date.now()).toBeGreaterThan(Date.parse(expiresAt));
  await onboarding.open(url);
  await onboarding.expectStep("locked");
  await expect(onboarding.element).toContainText("Срок действия ссылки истёк");
  await expect(onboarding.element).toContainText("Попросите новую у того, кто её прислал");
  await expectAccessible(page);
  await shot(page, "onboarding-link-expired");
  const english = await onboarding.choose("en");
  await expect(english.element).toContainText("This link has expired");
});

test("a link that is revoked closes the page that was opened with it", async ({ page, service, salon, shot }) => {
  const { url, linkId } = await service.link(salon.company);
  const onboarding = new Onboarding(page);
  await onboarding.open(url);
  await onboarding.getCode(salon.number);
  await service.ask("DELETE", `/api/whatsapp/sessions/${salon.company}/onboarding-links/${linkId}`);
  await onboarding.expectStep("locked");
  await expect(onboarding.element).toContainText("Ссылка больше не действует");
  await shot(page, "onboarding-link-revoked");
  await page.reload();
  await onboarding.expectStep("locked");
});
