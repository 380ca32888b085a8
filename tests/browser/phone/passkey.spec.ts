// The story of a passkey as a person plays it in the sandbox, without an extension: the phone itself answers.
import { expectAccessible } from "../fixture/axe.ts";
import { expectFineEverywhere } from "../fixture/everywhere.ts";
import { expect, test } from "../fixture/index.ts";
import { expectNoSidewaysScroll } from "../fixture/layout.ts";
import { refusal } from "../fixture/watch.ts";
import { Dashboard } from "../pages/dashboard.ts";
import { Phone } from "../pages/phone.ts";
import { SessionPage } from "../pages/session.ts";

test("a passkey is switched on, answered by the phone, refused once and then confirmed", async ({
  browser,
  page,
  service,
  salon,
  watch,
  shot,
}) => {
  watch.expect(refusal(401));
  watch.expect(refusal(409));
  // A window of its own: a tab in the background is drawn once a second.
  const pocket = await browser.newContext({ permissions: ["clipboard-read", "clipboard-write"] });
  watch.follow(pocket);
  const phone = new Phone(await pocket.newPage());
  await phone.open(service.base, salon.number);
  await phone.demandPasskey();
  await expectAccessible(phone.page);
  await shot(phone.page, "phone-profile");
  await new Dashboard(page).enter(service.key, `/sessions/${salon.company}`);
  const session = new SessionPage(page);
  await session.askCode(salon.displayed);
  await phone.goToLinking();
  await phone.enterCode(await session.code());

  const waits = phone.asks("WhatsApp ждёт ключ доступа");
  await expect(waits.getByRole("heading", { name: "WhatsApp ждёт ключ доступа" })).toBeFocused();
  await expectFineEverywhere(phone.page);
  await shot(phone.page, "phone-passkey");
  await waits.getByRole("button", { name: "Отклонить" }).click();
  await expect(phone.page.getByText("Вы отклонили привязку")).toBeVisible();
  await shot(phone.page, "phone-passkey-refused");
  await session.pairing.getByRole("button", { name: "Закрыть" }).click();
  await session.confirm("Отменить привязку");

  await session.askCode(salon.displayed);
  await phone.page.getByLabel("Код с экрана компьютера").fill(await session.code());
  await phone.page.getByRole("button", { name: "Связать", exact: true }).click();
  await waits.getByRole("button", { name: "Ответить ключом телефона" }).click();
  await expect(waits.getByText("Ответ скопирован")).toBeVisible();
  await shot(phone.page, "phone-passkey-answered");
  const copied = await phone.page.evaluate(() => navigator.clipboard.readText());
  await expect(waits.getByLabel("Ответ ключа доступа, JSON")).toHaveValue(copied);
  await session.pairing.getByLabel("Ответ ключа доступа, JSON").fill(copied);
  await session.pairing.getByRole("button", { name: "Отправить ответ" }).click();
  await expect(session.pairing.getByText(/^[1-9A-Z]{4}-[1-9A-Z]{4}$/)).toHaveText(await phone.comparedCode.innerText());
  await expectAccessible(phone.page);
  await shot(phone.page, "phone-passkey-code");

  // A phone that is loaded again is where it was.
  await phone.page.reload();
  await phone.asks("Сравните код").getByRole("button", { name: "Да, подтвердить" }).click();
  await expect(phone.asks("Вы подтвердили код")).toBeVisible();
  await phone.page.setViewportSize({ width: 320, height: 640 });
  await phone.page.emulateMedia({ colorScheme: "dark" });
  await expectAccessible(phone.page);
  await expectNoSidewaysScroll(phone.page);
  await shot(phone.page, "phone-320-dark-passkey-confirmed");
  await session.pairing.getByRole("button", { name: "Коды совпадают" }).click();
  await expect(phone.page.getByText("Устройство связано")).toBeVisible();
  await phone.goToDevices();
  await phone.expectLinked();
  await pocket.close();
});
