// The number field, with typed and pasted input.
import { expect, test } from "../fixture/index.ts";
import { Onboarding } from "../pages/onboarding.ts";

/** Clipboard contents that other pages and programs produce for one number. */
function pasted(number: string): string[] {
  const [country, area, rest] = [number.slice(0, 1), number.slice(1, 4), number.slice(4)];
  const wide = [...number].map((digit) => String.fromCodePoint(0xff10 + Number(digit))).join("");
  const arabic = [...number].map((digit) => String.fromCodePoint(0x660 + Number(digit))).join("");
  return [
    `\u202a+${country} ${area} ${rest}\u202c`,
    `\u2066+${country}\u202f${area}\u2009${rest}\u2069`,
    `\ufeff+${country} (${area})\u00ad${rest}\u200b\u200e`,
    `+${country}\u2212${area}\u2013${rest}`,
    `\uff0b${wide}`,
    `+${arabic}`,
    // More characters than any number has, most of them invisible.
    `${"\u200b".repeat(40)}+${number}`,
  ];
}

test("a pasted number counts whatever is copied along with it", async ({ page, context, service, salon }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const onboarding = new Onboarding(page);
  await onboarding.open((await service.link(salon.company)).url);
  await onboarding.chooseCode();
  for (const text of pasted(salon.number)) {
    await page.evaluate((text) => navigator.clipboard.writeText(text), text);
    await onboarding.number.fill("");
    await onboarding.number.press("Control+V");
    await expect(onboarding.number, JSON.stringify(text)).toHaveValue(/^\+7 900 1\d\d-\d\d-\d\d$/);
    await expect(onboarding.number).toHaveAccessibleDescription(/Страна: Россия/);
  }
  await onboarding.button(onboarding.words.getCode).click();
  await onboarding.code();
  await expect(onboarding.element.getByRole("heading", { name: "Код для номера" })).toContainText(salon.displayed);
});

test("letters stay in their order, and deleting them spares digits", async ({ page, service, salon }) => {
  const onboarding = new Onboarding(page);
  await onboarding.open((await service.link(salon.company)).url);
  await onboarding.chooseCode();
  await onboarding.number.pressSequentially("Анна");
  await expect(onboarding.number).toHaveValue("Анна");
  await onboarding.number.fill("");
  await onboarding.number.pressSequentially("8916abc");
  await expect(onboarding.number).toHaveValue("8 (916)abc");
  await onboarding.button(onboarding.words.getCode).click();
  await expect(onboarding.number).toHaveAccessibleDescription(/только цифры, пробелы, скобки и дефисы/);
  await onboarding.number.focus();
  await page.keyboard.press("End");
  for (let presses = 0; presses < 3; presses += 1) await page.keyboard.press("Backspace");
  await onboarding.number.pressSequentially("1234567");
  await expect(onboarding.number).toHaveValue("8 (916) 123-45-67");
  await page.keyboard.press("Home");
  await page.keyboard.type("x");
  await page.keyboard.press("Backspace");
  await expect(onboarding.number).toHaveValue("8 (916) 123-45-67");
});
