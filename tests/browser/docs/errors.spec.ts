// The screens that the page of the errors shows.
import { expectAccessible } from "../fixture/axe.ts";
import { expect, test } from "../fixture/index.ts";

test("an error shows the owner's screen, in the language that is chosen", async ({ page, shot }) => {
  await page.goto("/docs/errors#BANNED");
  const screen = page.locator('details[data-code="BANNED"]');
  await screen.getByText("The owner's screen").click();
  const shown = screen.locator("linekeeper-onboarding-demo");
  await expect(shown).toHaveAttribute("data-code", "BANNED");
  await expect(shown.getByText("WhatsApp has banned this number")).toBeVisible();
  await page.getByLabel("Language of the owner's screens").selectOption("ru");
  await expect(shown.getByText("WhatsApp заблокировал этот номер")).toBeVisible();
  await expectAccessible(page);
  await shot(page, "docs-screen-banned");
  await screen.getByText("The owner's screen").click();
  await expect(shown).toHaveCount(0);
});

test("a refused request is played: the number stays in its field, beside what is wrong", async ({ page }) => {
  await page.goto("/docs/errors");
  const screen = page.locator('details[data-code="INVALID_PHONE"]');
  await screen.getByText("The owner's screen").click();
  const shown = screen.locator("linekeeper-onboarding-demo");
  await expect(shown.getByText("Check the number: country code and digits only")).toBeVisible();
  await expect(shown.getByLabel("Salon's WhatsApp number")).toHaveValue("+7 900 646-42-63");
});

test("every screen of an error can be shown", async ({ page }) => {
  await page.goto("/docs/errors");
  const screens = page.locator("details.screen");
  for (const screen of await screens.all()) {
    const code = (await screen.getAttribute("data-code")) ?? "";
    await screen.locator("summary").click();
    const shown = screen.locator("linekeeper-onboarding-demo");
    // These are told by the field, by a question, and by the screen of a link that is not valid.
    if (code === "PHONE_MISMATCH") {
      await expect(shown.getByRole("dialog")).toBeVisible();
      await page.keyboard.press("Escape");
    } else if (code === "INVALID_PHONE") await expect(shown.getByText("Check the number")).toBeVisible();
    else if (code === "UNAUTHORIZED" || code === "FORBIDDEN")
      await expect(shown).toHaveAttribute("data-step", "locked");
    else await expect(shown).toHaveAttribute("data-code", code);
    await screen.locator(":scope > summary").click();
  }
});
