import { expect, test } from "../fixture/index.ts";
import { Said, reconnecting } from "../fixture/said.ts";
import { LINE_BROKE } from "../fixture/watch.ts";
import { Onboarding } from "../pages/onboarding.ts";
import { Phone } from "../pages/phone.ts";

test("a salon is linked by code, typed on the virtual phone in another tab", async ({
  page,
  context,
  service,
  salon,
  shot,
}) => {
  const onboarding = new Onboarding(page);
  await onboarding.open((await service.link(salon.company)).url);
  await onboarding.chooseCode();
  await shot(page, "onboarding-number");
  const code = await onboarding.getCode(salon.number);
  expect(code).toMatch(/^[1-9A-HJ-NP-TV-Z]{8}$/);
  await expect(onboarding.element.getByRole("timer")).toHaveText(onboarding.words.valid);
  await shot(page, "onboarding-code");

  const phone = new Phone(await context.newPage());
  await phone.open(service.base, salon.number);
  await phone.goToLinking();
  await phone.enterCode(code);
  await shot(phone.page, "phone-linking");
  await phone.expectLinked();
  await shot(phone.page, "phone-linked");
  await onboarding.expectConnected(salon.masked);
  await shot(page, "onboarding-connected");
});

test("a salon is linked by QR, scanned by the virtual phone in another tab", async ({
  page,
  context,
  service,
  salon,
  shot,
}) => {
  const onboarding = new Onboarding(page);
  await onboarding.open((await service.link(salon.company)).url);
  await onboarding.expectStep("qr");
  await expect(onboarding.element.getByRole("timer")).toHaveText(onboarding.words.refreshes);
  await shot(page, "onboarding-qr");

  const phone = new Phone(await context.newPage());
  await phone.open(service.base, salon.number);
  await phone.goToLinking();
  await shot(phone.page, "phone-camera");
  await phone.scan(salon.company);
  await phone.expectLinked();
  await onboarding.expectConnected(salon.masked);
});

test("a page that is loaded anew shows the same code and goes on", async ({ page, service, simulator, salon }) => {
  const onboarding = new Onboarding(page);
  await onboarding.open((await service.link(salon.company)).url);
  const code = await onboarding.getCode(salon.number);
  await page.reload();
  expect(await onboarding.code()).toBe(code);
  await simulator.enterCode(salon.number, code);
  await onboarding.expectConnected(salon.masked);
});

test("a second tab shows the same code, and both see the phone connect", async ({
  page,
  context,
  service,
  simulator,
  salon,
}) => {
  const { url } = await service.link(salon.company);
  const first = new Onboarding(page);
  await first.open(url);
  const code = await first.getCode(salon.number);
  const second = new Onboarding(await context.newPage());
  await second.open(url);
  expect(await second.code()).toBe(code);
  await simulator.enterCode(salon.number, code);
  await first.expectConnected(salon.masked);
  await second.expectConnected(salon.masked);
});

test("a lost network is said, and what happened meanwhile is there when it is back", async ({
  page,
  service,
  simulator,
  salon,
  wire,
  watch,
  shot,
}) => {
  watch.expect(LINE_BROKE);
  const { url } = await service.link(salon.company);
  const onboarding = new Onboarding(page);
  await onboarding.open(url.replace(service.base, wire.base));
  const code = await onboarding.getCode(salon.number);
  wire.cut();
  await expect(onboarding.element.getByText(onboarding.words.offline)).toBeVisible();
  expect(await onboarding.code()).toBe(code);
  await shot(page, "onboarding-offline");
  await simulator.enterCode(salon.number, code);
  wire.mend();
  await onboarding.expectConnected(salon.masked);
  await expect(onboarding.element.getByText(onboarding.words.offline)).toBeHidden();
});

test("the language is switched in the middle of a code, which stays", async ({ page, service, salon, shot }) => {
  const russian = new Onboarding(page);
  await russian.open((await service.link(salon.company)).url);
  const code = await russian.getCode(salon.number);
  const english = await russian.choose("en");
  expect(await english.code()).toBe(code);
  await expect(english.element.getByRole("timer")).toHaveText(english.words.valid);
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await shot(page, "onboarding-code-en");
  await english.choose("ru");
  await expect(russian.element.getByRole("timer")).toHaveText(russian.words.valid);
});

test("a code is copied to the clipboard", async ({ page, context, service, salon }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const onboarding = new Onboarding(page);
  await page.clock.install();
  await onboarding.open((await service.link(salon.company)).url);
  const code = await onboarding.getCode(salon.number);
  // "Copied" is shown for a moment only.
  await page.clock.pauseAt(Date.now() + 1000);
  await onboarding.button(onboarding.words.copy).click();
  await expect(onboarding.button(onboarding.words.copied)).toBeVisible();
  await page.clock.resume();
  await expect(onboarding.button(onboarding.words.copy)).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied.replace("-", "")).toBe(code);
});

test("a pairing that takes its time is given up for another number", async ({
  page,
  service,
  simulator,
  salon,
  salons,
  shot,
}) => {
  await simulator.fault({ at: "pair-code", number: salon.number, answer: "hang" });
  const onboarding = new Onboarding(page);
  await onboarding.open((await service.link(salon.company)).url);
  await onboarding.askForCode(salon.number);
  await onboarding.expectStep("preparing");
  await shot(page, "onboarding-preparing");
  await onboarding.button("Отменить").click();
  await onboarding.expectStep("number");
  const other = salons();
  await onboarding.getCode(other.number);
  await expect(onboarding.element.getByRole("heading", { name: "Код для номера" })).toContainText(other.displayed);
});

test("a code that runs out says so by the service's clock, and another one is asked for at once", async ({
  page,
  service,
  salon,
  shot,
}) => {
  const onboarding = new Onboarding(page);
  await page.clock.install();
  await onboarding.open((await service.link(salon.company)).url);
  const code = await onboarding.getCode(salon.number);
  await page.clock.setSystemTime(Date.now() + 181_000);
  await expect(onboarding.element.getByRole("timer")).toHaveText("Код истёк");
  await shot(page, "onboarding-code-over");
  await onboarding.button(onboarding.words.getNewCode).click();
  await expect(onboarding.element.getByRole("timer")).toHaveText(onboarding.words.valid);
  expect(await onboarding.code()).toBe(code);
});

test("a QR that is stale is blurred until the next one comes", async ({ page, service, salon, shot }) => {
  const onboarding = new Onboarding(page);
  await page.clock.install();
  await onboarding.open((await service.link(salon.company)).url);
  await onboarding.showQr();
  await page.clock.setSystemTime(Date.now() + 61_000);
  await expect(onboarding.element.getByRole("timer")).toHaveText("Обновляем QR…");
  await expect(onboarding.element.getByRole("img", { name: "QR" })).toHaveCSS("filter", /blur/);
  await shot(page, "onboarding-qr-stale");
});

test("the phone's answer, the log-in and a line that breaks are each shown", async ({
  page,
  service,
  simulator,
  salon,
  shot,
}) => {
  await simulator.name(salon.number, "Салон «Анна»");
  const onboarding = new Onboarding(page);
  await onboarding.open((await service.link(salon.company)).url);
  const code = await onboarding.getCode(salon.number);
  await simulator.fault({ at: "companion-finish", number: salon.number, answer: "hang" });
  const typed = simulator.enterCode(salon.number, code).catch(() => undefined);
  await onboarding.expectStep("answered");
  await expect(onboarding.element.getByText("Телефон ответил. Не закрывайте WhatsApp")).toBeVisible();
  await service.ask("DELETE", `/api/whatsapp/sessions/${salon.company}/pairing`);
  await typed;

  await simulator.fault({ at: "login", number: salon.number, answer: "hang" });
  await simulator.scan(salon.number, await onboarding.showQr());
  await onboarding.expectStep("connecting");
  await shot(page, "onboarding-connecting");
});

test("a line to WhatsApp that breaks is restored by itself", async ({
  page,
  service,
  simulator,
  salon,
  link,
  shot,
}) => {
  await link(salon);
  const onboarding = new Onboarding(page);
  await onboarding.open((await service.link(salon.company)).url);
  await onboarding.expectConnected(salon.masked);
  await simulator.outage(600);
  await onboarding.expectStep("reconnecting");
  await shot(page, "onboarding-reconnecting");
  await simulator.mend();
  await onboarding.expectConnected(salon.masked);
});

test("the owner need not wait for the next attempt", async ({ page, service, salon, link }) => {
  await link(salon);
  const said = await Said.to(page);
  const onboarding = new Onboarding(page);
  await onboarding.open((await service.link(salon.company)).url);
  await onboarding.expectConnected(salon.masked);
  // The service's own next attempt would remove the button: later states are held back.
  said.hears = ({ type }) => type !== "session-state";
  said.tell(reconnecting(salon.company, 600_000));
  await onboarding.expectStep("reconnecting");
  await expect(onboarding.element.getByRole("timer")).toHaveText(/Следующая попытка через (10|9):\d\d/);
  await onboarding.button("Попробовать сейчас").click();
  await expect.poll(() => said.asked.at(-1)).toMatchObject({ type: "request-qr" });
});
