// The preview of the element on the page about embedding.
import { expectAccessible } from "../fixture/axe.ts";
import { expect, test } from "../fixture/index.ts";
import { Phone } from "../pages/phone.ts";

test("the preview plays a session without a service", async ({ page, shot }) => {
  const sockets: string[] = [];
  page.on("websocket", (socket) => sockets.push(socket.url()));
  await page.goto("/docs/embed");
  const shown = page.locator("linekeeper-onboarding-demo");
  await page.getByLabel("lang", { exact: true }).selectOption("en");
  await page.getByLabel("Show", { exact: true }).selectOption("A code");
  await expect(shown.locator("[data-code-text]")).toHaveText(/K7M2.?Q9TX/);
  await page.getByRole("button", { name: "Play the phone that links" }).click();
  await expect(shown).toHaveAttribute("data-step", "connected");
  await expect(page.getByLabel("Events of the preview")).toContainText("linekeeper-connected");
  await expectAccessible(page);
  await shot(page, "docs-preview");
  expect(sockets).toEqual([]);
});

test("the form sets the attributes, and the code has them", async ({ page, service }) => {
  await page.goto("/docs/embed");
  const shown = page.locator("linekeeper-onboarding-demo");
  await expect(shown).toHaveAttribute("data-step", /./);
  await page.getByLabel("by", { exact: true }).selectOption("code");
  await page.getByLabel("lang", { exact: true }).selectOption("kk");
  await page.getByLabel("theme", { exact: true }).selectOption("dark");
  await page.getByLabel("--linekeeper-accent").check();
  await expect(shown).toHaveAttribute("lang", "kk");
  await expect(shown).toHaveAttribute("theme", "dark");
  await expect(shown.getByRole("button", { name: "Код алу" })).toHaveCSS("background-color", "rgb(109, 40, 217)");
  const code = page.locator("#snippet-html code");
  await expect(code).toContainText('lang="kk"');
  await expect(code).toContainText('theme="dark"');
  await expect(code).toContainText("--linekeeper-accent: #6d28d9;");
  await expect(code).toContainText(`${service.base}/linekeeper-onboarding.js`);
  await expect(page.locator("#snippet-react code")).toContainText('lang="kk"');
});

test("with a link the preview is the real element, and the virtual phone links it", async ({
  page,
  context,
  service,
  simulator,
  salon,
}) => {
  await simulator.name(salon.number, "Салон «Анна»");
  const link = await service.link(salon.company);
  await page.goto("/docs/embed");
  await page.getByLabel("Onboarding link or its token").fill("https://wa.example/connect");
  await expect(page.getByText("This is not the address of an onboarding link")).toBeVisible();
  await page.getByLabel("Onboarding link or its token").fill(link.url);
  const element = page.locator("linekeeper-onboarding");
  await page.getByLabel("lang", { exact: true }).selectOption("ru");
  await page.getByLabel("by", { exact: true }).selectOption("code");
  await element.getByLabel("Номер WhatsApp салона").fill(`+${salon.number}`);
  await element.getByRole("button", { name: "Получить код" }).click();
  const code = (await element.locator("[data-code-text]").innerText()).replace(/[^A-Z0-9]/g, "");
  const [phonePage] = await Promise.all([
    context.waitForEvent("page"),
    page.getByRole("link", { name: "Open the virtual phone" }).click(),
  ]);
  expect(phonePage.url()).toContain(`number=${salon.number}`);
  const phone = new Phone(phonePage);
  await phone.open(service.base, salon.number);
  await phone.goToLinking();
  await phone.enterCode(code);
  await expect(element).toHaveAttribute("data-step", "connected");
  await expect(page.locator("#snippet-html code")).toContainText(`company="${salon.company}"`);
});
