// The languages of the owner's page: each at the width of a small phone, kept over a reload, and what is shown where one cannot be loaded.
import { expectAccessible } from "../fixture/axe.ts";
import { expect, test } from "../fixture/index.ts";
import { expectNoSidewaysScroll } from "../fixture/layout.ts";
import { Onboarding } from "../pages/onboarding.ts";

const LANGUAGES = [
  { code: "kk", own: "Қазақша", title: "WhatsApp қосу" },
  { code: "uz", own: "Oʻzbekcha", title: "WhatsApp ulash" },
  { code: "es", own: "Español", title: "Conectar WhatsApp" },
  { code: "pt", own: "Português", title: "Conectar o WhatsApp" },
];

test("each language fits a small phone and is kept over a reload", async ({ page, service, salon, shot }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  const { url } = await service.link(salon.company);
  const onboarding = new Onboarding(page);
  await onboarding.open(url);
  await onboarding.expectStep("number");
  const heading = onboarding.element.getByRole("heading", { level: 1 });
  for (const { code, own, title } of LANGUAGES) {
    await page.locator("#languages").selectOption({ label: own });
    await expect(heading).toHaveText(title);
    await expect(page.locator("html")).toHaveAttribute("lang", code);
    await expectNoSidewaysScroll(page);
    await expectAccessible(page);
    await shot(page, `onboarding-${code}`);
  }
  await page.reload();
  await expect(heading).toHaveText("Conectar o WhatsApp");
});

test("a language that cannot be loaded leaves the page in English", async ({ page, service, salon, watch }) => {
  watch.expect(/net::ERR_FAILED|Failed to (fetch|load)/);
  await page.route("**/linekeeper-onboarding/languages/**", (route) => route.abort());
  const { url } = await service.link(salon.company);
  const onboarding = new Onboarding(page, "en");
  await onboarding.open(url);
  await expect(onboarding.element.getByRole("heading", { level: 1 })).toHaveText("Connect WhatsApp");
  await expectAccessible(page);
});
