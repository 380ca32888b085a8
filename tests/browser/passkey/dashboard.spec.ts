// Operators answer for a salon: by hand in the console of web.whatsapp.com, and with the extension.
import type { Locator } from "@playwright/test";

import { expectFineEverywhere } from "../fixture/everywhere.ts";
import { refusal } from "../fixture/watch.ts";
import { Dashboard } from "../pages/dashboard.ts";
import { SessionPage } from "../pages/session.ts";
import { expect, test } from "./fixture.ts";

// At the start the page asks for its dashboard session, which does not exist yet.
test.beforeEach(({ watch }) => watch.expect(refusal(401)));

const shownCode = (session: SessionPage): Locator => session.pairing.getByText(/^[1-9A-Z]{4}-[1-9A-Z]{4}$/);

test("an operator answers by hand", async ({
  page,
  context,
  service,
  simulator,
  salon,
  passkey,
  extension,
  whatsapp,
  shot,
}) => {
  await simulator.demandPasskey(salon.number, passkey.credential);
  await new Dashboard(page).enter(service.key, `/sessions/${salon.company}`);
  const session = new SessionPage(page);
  await session.askCode(salon.displayed);
  const linking = simulator.linking(salon.number, { code: await session.code() });
  await expect(session.pairing).toContainText("WhatsApp просит ключ доступа этого аккаунта");
  const snippet = session.pairing.locator("pre");
  await expect(snippet).toContainText("navigator.credentials.get");
  await expectFineEverywhere(page);
  await shot(page, "dashboard-passkey");

  const { tab } = await extension.tabAfter(async () => {
    const opened = await context.newPage();
    await opened.goto("https://web.whatsapp.com/", { waitUntil: "commit" });
  });
  whatsapp.finish();
  const console = await context.newCDPSession(tab);
  const printed = tab.waitForEvent("console");
  // As the console evaluates it, with its own functions such as `copy`.
  const pasted = { expression: await snippet.innerText(), includeCommandLineAPI: true };
  await console.send("Runtime.evaluate", pasted);
  const assertion = (await printed).text();
  await tab.close();
  await session.pairing.getByLabel("Ответ ключа доступа, JSON").fill(assertion);
  await session.pairing.getByRole("button", { name: "Отправить ответ" }).click();
  await expect(shownCode(session)).toHaveText(await simulator.comparedCode(salon.number));
  await expectFineEverywhere(page);
  await shot(page, "dashboard-passkey-code");
  await session.pairing.getByRole("button", { name: "Коды совпадают" }).click();
  await expect(session.pairing).toContainText("WhatsApp и телефон проверяют ответ");
  await shot(page, "dashboard-passkey-checking");
  await simulator.passkey(salon.number, "confirm");
  await expect(session.pairing).toContainText("подключён");
  expect(await linking).toBe("linked");
});

test("a change of the number asks for a passkey while the line works", async ({
  page,
  service,
  simulator,
  salon,
  other,
  link,
  passkey,
  extension,
  shot,
}) => {
  await link(salon);
  await simulator.demandPasskey(other.number, passkey.credential);
  await new Dashboard(page).enter(service.key, `/sessions/${salon.company}`);
  const session = new SessionPage(page);
  await session.expectState("Подключена");
  await extension.permit(page);
  await session.action("Сменить номер").click();
  await session.pairing.getByLabel("Номер WhatsApp салона").fill(other.displayed);
  await session.pairing.getByRole("button", { name: "Получить код" }).click();
  const linking = simulator.linking(other.number, { code: await session.code() });
  const confirm = session.pairing.getByRole("button", { name: "Подтвердить расширением" });
  await expect(confirm).toBeVisible();
  await expectFineEverywhere(page);
  await shot(page, "dashboard-change-passkey");
  const isConnected = async (): Promise<void> => {
    await session.expectState("Подключена");
    await expect(session.status).toContainText(salon.masked);
    expect((await simulator.phone(salon.number)).devices).toMatchObject([{ online: true }]);
  };
  await isConnected();
  await extension.tabAfter(() => confirm.click());
  await expect(shownCode(session)).toHaveText(await simulator.comparedCode(other.number));
  await isConnected();
  await session.pairing.getByRole("button", { name: "Коды совпадают" }).click();
  await simulator.passkey(other.number, "confirm");
  await expect(session.pairing).toContainText(`Номер сменён: теперь работает ${other.masked}`);
  expect(await linking).toBe("linked");
  await expect.poll(async () => (await simulator.phone(salon.number)).devices).toEqual([]);
});
