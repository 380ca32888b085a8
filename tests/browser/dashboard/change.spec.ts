// An operator changes the number of a connected salon: the new phone is linked beside the line.
import { expectFineEverywhere } from "../fixture/everywhere.ts";
import { expect, test } from "../fixture/index.ts";
import { Said, withOldDevice } from "../fixture/said.ts";
import { refusal } from "../fixture/watch.ts";
import { Dashboard } from "../pages/dashboard.ts";
import { SessionPage } from "../pages/session.ts";

// At the start the page asks for its dashboard session, which does not exist yet.
test.beforeEach(({ watch }) => watch.expect(refusal(401)));

test("an operator changes the number, and the journal has both", async ({
  page,
  service,
  simulator,
  salon,
  other,
  link,
  shot,
}) => {
  await link(salon);
  await new Dashboard(page).enter(service.key, `/sessions/${salon.company}`);
  const session = new SessionPage(page);
  await session.expectState("Подключена");
  await session.action("Сменить номер").click();
  await expect(session.pairing).toContainText(salon.masked);
  await expect(session.pairing).toContainText("Прежний номер принимает сообщения, пока не подключится новый");
  await session.pairing.getByLabel("Номер WhatsApp салона").fill(other.displayed);
  await session.pairing.getByRole("button", { name: "Получить код" }).click();
  const code = await session.code();
  await expect(session.pairing).toContainText(other.masked);
  await expect(session.pairing).toContainText("код или QR на экране");
  await expectFineEverywhere(page);
  await shot(page, "dashboard-change-code");
  expect(await service.status(salon.company)).toMatchObject({ state: "connected", linked: true });
  await simulator.enterCode(other.number, code);
  await expect(session.pairing).toContainText(`Номер сменён: теперь работает ${other.masked}`);
  await session.pairing.getByRole("button", { name: "Закрыть" }).click();
  await session.expectState("Подключена");
  await expect(session.status).toContainText(other.masked);
  await expect(session.journal.locator("[data-event=number_changed]")).toContainText(
    `${salon.masked} → ${other.masked}`,
  );
  await expect(session.journal).toContainText("Смена номера: код или QR показан");
  await expect.poll(async () => (await simulator.phone(salon.number)).devices).toEqual([]);
});

test("another number that is asked for goes on as a change once it is confirmed", async ({
  page,
  service,
  simulator,
  salon,
  other,
  link,
}) => {
  await link(salon);
  await new Dashboard(page).enter(service.key, `/sessions/${salon.company}`);
  const session = new SessionPage(page);
  await session.expectState("Подключена");
  await session.askCode(other.number);
  await expect(session.question("Сменить номер")).toContainText(salon.masked);
  expect(await service.status(salon.company)).toMatchObject({ state: "connected", linked: true, change: null });
  await session.question("Сменить номер").getByRole("button", { name: "Сменить номер" }).click();
  await simulator.enterCode(other.number, await session.code());
  await expect(session.pairing).toContainText(`Номер сменён: теперь работает ${other.masked}`);
});

test("a change of number is in the table and the status, and its cancel leaves the line", async ({
  page,
  service,
  simulator,
  salon,
  other,
  link,
  shot,
}) => {
  await link(salon);
  const change = { phoneNumber: other.number, changeNumber: true };
  await service.ask("POST", `/api/whatsapp/sessions/${salon.company}/pairing`, change);
  const dashboard = new Dashboard(page);
  await dashboard.enter(service.key, "/sessions");
  await dashboard.search(salon.company);
  const row = dashboard.row(salon.company);
  await expect(row.getByRole("img", { name: `Номер меняется на ${other.masked}` })).toBeVisible();
  await expect(row).toContainText("Подключена");
  await expectFineEverywhere(page);
  await shot(page, "dashboard-sessions-change");

  await dashboard.open(`/sessions/${salon.company}`);
  const session = new SessionPage(page);
  await session.expectState("Подключена");
  await expect(session.change).toContainText(salon.masked);
  await expect(session.change).toContainText(other.masked);
  await expect(session.change).toContainText("код или QR на экране");
  await expectFineEverywhere(page);
  await shot(page, "dashboard-session-change");
  await session.confirm("Отменить смену номера");
  await expect(session.actions).toContainText("Смена номера отменена, ничего не изменилось");
  await expect(session.change).toBeHidden();
  await session.expectState("Подключена");
  expect(await service.status(salon.company)).toMatchObject({ state: "connected", linked: true, change: null });
  expect((await simulator.phone(salon.number)).devices.map(({ online }) => online)).toEqual([true]);
});

test("a change of number that failed is told until it is hidden", async ({
  page,
  service,
  simulator,
  salon,
  other,
  link,
  shot,
}) => {
  await link(salon);
  await simulator.fault({ at: "pair-code", number: other.number, answer: { code: 452 } });
  await new Dashboard(page).enter(service.key, `/sessions/${salon.company}`);
  const session = new SessionPage(page);
  await session.expectState("Подключена");
  await session.action("Сменить номер").click();
  await session.pairing.getByLabel("Номер WhatsApp салона").fill(other.displayed);
  await session.pairing.getByRole("button", { name: "Получить код" }).click();
  await expect(session.pairing.getByRole("alert")).toContainText("LINKING_UNAVAILABLE");
  await expect(session.pairing).toContainText(`Остаётся прежний номер: ${salon.masked}`);
  await session.pairing.getByRole("button", { name: "Закрыть" }).click();
  await expect(session.change).toContainText("LINKING_UNAVAILABLE");
  await expect(session.change).toContainText("не удалась");
  await expectFineEverywhere(page);
  await shot(page, "dashboard-change-failed");
  await session.confirm("Скрыть неудачную смену");
  await expect(session.change).toBeHidden();
  await session.expectState("Подключена");
});

test("an old device that is still linked is shown with the next attempt", async ({
  page,
  service,
  salon,
  link,
  shot,
}) => {
  await link(salon);
  const said = await Said.to(page);
  await new Dashboard(page).enter(service.key, `/sessions/${salon.company}`);
  const session = new SessionPage(page);
  await session.expectState("Подключена");
  said.hears = ({ type }) => type !== "session-state";
  said.tell(withOldDevice(salon.company, "7900•••••01", "7916•••••48", 600_000));
  await expect(session.change).toContainText("+7 916 •••-••-48");
  await expect(session.change).toContainText(/через (10:00|9:\d\d)/);
  await expectFineEverywhere(page);
  await shot(page, "dashboard-old-device");
});
