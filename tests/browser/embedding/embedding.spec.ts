// The element on pages of other origins than the service's.
import type { Page } from "@playwright/test";

import { expectAccessible } from "../fixture/axe.ts";
import { embedding } from "../fixture/host.ts";
import { expect, test } from "../fixture/index.ts";
import { refusal } from "../fixture/watch.ts";
import { Onboarding } from "../pages/onboarding.ts";

test("a page of a welcome origin embeds the element with one script tag, and a salon is linked there", async ({
  page,
  host,
  service,
  simulator,
  salon,
  watch,
  shot,
}) => {
  const { token } = await service.link(salon.company);
  const script = `${service.base}/linekeeper-onboarding.js`;
  host.show("/whole", embedding(script, { company: salon.company, token, lang: "ru" }));
  watch.welcome(host.welcome);
  const onboarding = new Onboarding(page);
  await onboarding.open(`${host.welcome}/whole`);
  const code = await onboarding.getCode(salon.number);
  await expectAccessible(page);
  await shot(page, "embedding-code");
  await simulator.enterCode(salon.number, code);
  await onboarding.expectConnected(salon.masked);
});

test("a page that is not welcome gets no session, and its visitors are told so", async ({
  page,
  host,
  service,
  salon,
  watch,
  shot,
}) => {
  const { token } = await service.link(salon.company);
  const script = `${service.base}/linekeeper-onboarding.js`;
  host.show("/refused", embedding(script, { company: salon.company, token, lang: "ru" }));
  watch.welcome(host.stranger);
  watch.expect(refusal(403));
  const onboarding = new Onboarding(page);
  const sockets: string[] = [];
  page.on("websocket", (socket) => socket.on("framereceived", ({ payload }) => sockets.push(String(payload))));
  await onboarding.open(`${host.stranger}/refused`);
  await expect(onboarding.element.getByText(`не пускает эту страницу: её адрес ${host.stranger}`)).toBeVisible();
  await expect(onboarding.element.getByRole("tab")).toHaveCount(0);
  await expectAccessible(page);
  await shot(page, "embedding-refused");
  expect(sockets).toEqual([]);
});

/** Computed styles of the page around the element, as far as another style sheet could change them. */
function lookOfHost(page: Page): Promise<Record<string, string>> {
  return page.evaluate(() => {
    const look: Record<string, string> = {};
    for (const selector of ["body", "h1", "p", "button", "input", "ol"]) {
      const style = getComputedStyle(document.querySelector(selector)!);
      for (const property of style) look[`${selector} ${property}`] = style.getPropertyValue(property);
    }
    look.sheets = String(document.styleSheets.length + document.adoptedStyleSheets.length);
    return look;
  });
}

/** Computed styles inside the element. */
function lookInside(page: Page): Promise<Record<string, string>> {
  return page.evaluate(() => {
    const root = document.querySelector("linekeeper-onboarding")!.shadowRoot!;
    const look: Record<string, string> = {};
    for (const selector of ["button", "input", "label", "p", "ol", "li"]) {
      const style = getComputedStyle(root.querySelector(selector)!);
      for (const property of [
        "color",
        "font-size",
        "font-family",
        "background-color",
        "padding",
        "display",
        "margin",
      ]) {
        look[`${selector} ${property}`] = style.getPropertyValue(property);
      }
    }
    return look;
  });
}

const LOUD = `<link rel="stylesheet" href="data:text/css,${encodeURIComponent(`
  button, input, label, p, ol, li, .code, .primary { color: red !important; font: 40px serif !important;
    background: yellow !important; padding: 33px !important; margin: 22px !important; display: inline !important }
`)}">`;
const BYSTANDERS = "<p>Абзац</p><button>Кнопка</button><input aria-label='Поле'><ol><li>Пункт</li></ol>";

test("styles of the page and of the element do not get at each other", async ({
  page,
  host,
  service,
  salon,
  watch,
}) => {
  watch.welcome(host.welcome);
  const { token } = await service.link(salon.company);
  const script = `${service.base}/linekeeper-onboarding.js`;
  const attributes = { company: salon.company, token, lang: "ru", by: "code" };
  host.show("/plain", embedding(script, attributes, { head: "", body: BYSTANDERS }));
  host.show("/loud", embedding(script, attributes, { head: LOUD, body: BYSTANDERS }));
  host.show("/without", embedding("data:text/javascript,", attributes, { head: "", body: BYSTANDERS }));
  const onboarding = new Onboarding(page);
  await onboarding.open(`${host.welcome}/without`);
  const before = await lookOfHost(page);
  await onboarding.open(`${host.welcome}/plain`);
  await onboarding.expectStep("number");
  expect(await lookOfHost(page)).toEqual({ ...before, ...heights(await lookOfHost(page)) });
  const inside = await lookInside(page);
  await onboarding.open(`${host.welcome}/loud`);
  await onboarding.expectStep("number");
  await expect(page.getByRole("button", { name: "Кнопка" })).toHaveCSS("color", "rgb(255, 0, 0)");
  expect(await lookInside(page)).toEqual(inside);
});

/** Properties that follow from the height of the content: they are no style. */
function heights(look: Record<string, string>): Record<string, string> {
  const grown = /^body .*(height|block-size|origin|width|inline-size)/;
  return Object.fromEntries(Object.entries(look).filter(([name]) => grown.test(name)));
}

test("the page themes the element by its variables", async ({ page, host, service, salon, watch, shot }) => {
  watch.welcome(host.welcome);
  const { token } = await service.link(salon.company);
  const script = `${service.base}/linekeeper-onboarding.js`;
  const head = `<link rel="stylesheet" href="data:text/css,${encodeURIComponent("linekeeper-onboarding { --linekeeper-accent: rgb(88, 28, 135) }")}">`;
  host.show(
    "/themed",
    embedding(script, { company: salon.company, token, lang: "ru", by: "code" }, { head, body: "" }),
  );
  const onboarding = new Onboarding(page);
  await onboarding.open(`${host.welcome}/themed`);
  await onboarding.expectStep("number");
  await expect(onboarding.button(onboarding.words.getCode)).toHaveCSS("background-color", "rgb(88, 28, 135)");
  await shot(page, "embedding-themed");
});

test("the page around is told what happens inside", async ({ page, host, service, simulator, salon, watch }) => {
  watch.welcome(host.welcome);
  const { token } = await service.link(salon.company);
  const script = `${service.base}/linekeeper-onboarding.js`;
  host.show("/told", embedding(script, { company: salon.company, token, lang: "ru", by: "code" }));
  const onboarding = new Onboarding(page);
  const told: unknown[] = [];
  await page.exposeFunction("tell", (what: unknown) => told.push(what));
  await page.addInitScript(() => {
    for (const name of ["linekeeper-connected", "linekeeper-error"]) {
      document.addEventListener(name, (event) => {
        (window as unknown as { tell: (what: unknown) => void }).tell([name, (event as CustomEvent).detail]);
      });
    }
  });
  await onboarding.open(`${host.welcome}/told`);
  await simulator.fault({ at: "pair-code", number: salon.number, answer: { code: 452 } });
  await onboarding.askForCode(salon.number);
  await onboarding.expectFailure("LINKING_UNAVAILABLE");
  await onboarding.button(onboarding.words.useQr).click();
  await simulator.scan(salon.number, await onboarding.qr());
  await onboarding.expectConnected(salon.masked);
  await expect
    .poll(() => told)
    .toEqual([
      ["linekeeper-error", expect.objectContaining({ company: salon.company, code: "LINKING_UNAVAILABLE" })],
      ["linekeeper-connected", expect.objectContaining({ company: salon.company })],
    ]);
});
