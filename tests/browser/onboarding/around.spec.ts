// The page around the element: whose it is, ways to people and back, tokens, colour scheme, and what it is told.
import { expectAccessible } from "../fixture/axe.ts";
import { expectFineEverywhere } from "../fixture/everywhere.ts";
import { embedding } from "../fixture/host.ts";
import { expect, test } from "../fixture/index.ts";
import { expectNoSidewaysScroll } from "../fixture/layout.ts";
import { Said, parked } from "../fixture/said.ts";
import { refusal } from "../fixture/watch.ts";
import { Onboarding } from "../pages/onboarding.ts";

/** Property setter of the page around, which runs before the element is defined. */
const setting = (properties: string): { head: string; body: string } => ({
  head: `<script type="module">Object.assign(document.querySelector("linekeeper-onboarding"), ${properties})</script>`,
  body: "",
});

test("support is one press away, with the reference filled in, and so is the way back", async ({
  page,
  host,
  service,
  salon,
  watch,
  shot,
}) => {
  watch.welcome(host.welcome);
  const { token } = await service.link(salon.company);
  const attributes = {
    ...{ company: salon.company, token, lang: "ru", by: "code", "company-name": "Салон «Анна»" },
    ...{ "support-url": "https://help.example/wa?ref={reference}", "return-url": "/market" },
  };
  host.show("/market", "<!doctype html><html lang='ru'><title>Маркет</title><link rel='icon' href='data:,'></html>");
  host.show(
    "/brand",
    embedding(
      `${service.base}/linekeeper-onboarding.js`,
      attributes,
      setting(`{ branding: { name: "Маркет", accent: "#7a2e8e" } }`),
    ),
  );
  const said = await Said.to(page);
  const russian = new Onboarding(page);
  await russian.open(`${host.welcome}/brand`);
  await russian.expectStep("number");
  await expect(russian.element.getByText("Салон «Анна»")).toBeVisible();
  said.hears = ({ type }) => type !== "session-state";
  said.tell(parked(salon.company, "BANNED", "contact_support"));
  const support = russian.element.getByRole("link", { name: russian.words.support });
  await expect(support).toHaveAttribute("href", "https://help.example/wa?ref=told-1");
  await expect(russian.button(russian.words.linkAnother)).toBeEnabled();
  await expect(russian.element.getByText(russian.words.menu, { exact: true })).toHaveCount(0);
  await expectFineEverywhere(page);
  await shot(page, "around-banned");
  await russian.element.getByRole("link", { name: russian.words.leaveTo("Маркет") }).click();
  await expect(page).toHaveURL(`${host.welcome}/market`);
});

test("the page around is told of dead ends, of the success and of the way out", async ({
  page,
  host,
  service,
  simulator,
  salon,
  watch,
}) => {
  watch.welcome(host.welcome);
  const script = `${service.base}/linekeeper-onboarding.js`;
  const { token } = await service.link(salon.company);
  const told: unknown[] = [];
  await page.exposeFunction("tell", (what: unknown) => told.push(what));
  const callbacks = `{ onDone: (detail) => tell(["done", detail]), onExit: (detail) => tell(["exit", detail]) }`;
  const heard = `<script>document.addEventListener("linekeeper-error", ({ detail }) => tell(["error", detail.code]))</script>`;
  const more = setting(callbacks);
  const page1 = { ...more, head: `${heard}${more.head}` };
  host.show("/without", embedding(script, { company: salon.company, lang: "ru" }, page1));
  host.show("/with", embedding(script, { company: salon.company, lang: "ru", by: "code", token }, page1));
  const onboarding = new Onboarding(page);
  await onboarding.open(`${host.welcome}/without`);
  await onboarding.expectStep("locked");
  await onboarding.expectFailure("NO_LINK");
  await expect.poll(() => told).toEqual([["error", "NO_LINK"]]);
  await onboarding.open(`${host.welcome}/with`);
  await simulator.enterCode(salon.number, await onboarding.getCode(salon.number));
  await onboarding.expectConnected(salon.masked);
  await onboarding.button("Вернуться").click();
  const company = salon.company;
  await expect
    .poll(() => told.slice(1))
    .toEqual([
      ["done", expect.objectContaining({ company })],
      ["exit", { company, step: "connected", connected: true }],
    ]);
});

test("a page that is not welcome is told so as an error", async ({ page, host, service, salon, watch }) => {
  watch.welcome(host.stranger);
  watch.expect(refusal(403));
  const { token } = await service.link(salon.company);
  host.show(
    "/told",
    embedding(`${service.base}/linekeeper-onboarding.js`, { company: salon.company, token, lang: "ru" }),
  );
  const onboarding = new Onboarding(page);
  await onboarding.open(`${host.stranger}/told`);
  await onboarding.expectFailure("ORIGIN_REFUSED");
});

test("a token that ends is replaced by the page's provider, and the code stays", async ({
  page,
  host,
  service,
  simulator,
  salon,
  watch,
}) => {
  watch.welcome(host.welcome);
  const short = await service.link(salon.company, 5);
  const next = await service.link(salon.company);
  const tokens = JSON.stringify([short.token, next.token]);
  const provider = `{ tokenProvider: () => Promise.resolve((globalThis.tokens ??= ${tokens}).shift() ?? null) }`;
  host.show(
    "/provided",
    embedding(
      `${service.base}/linekeeper-onboarding.js`,
      { company: salon.company, lang: "ru", by: "code" },
      setting(provider),
    ),
  );
  const onboarding = new Onboarding(page);
  await onboarding.open(`${host.welcome}/provided`);
  const code = await onboarding.getCode(salon.number);
  await expect.poll(() => Date.now()).toBeGreaterThan(Date.parse(short.expiresAt) + 1000);
  expect(await onboarding.code()).toBe(code);
  await simulator.enterCode(salon.number, code);
  await onboarding.expectConnected(salon.masked);
  expect(await onboarding.steps()).not.toContain("locked");
});

test("the element is as dark as the page around, whatever the browser prefers", async ({
  page,
  host,
  service,
  salon,
  watch,
  shot,
}) => {
  watch.welcome(host.welcome);
  const { token } = await service.link(salon.company);
  const script = `${service.base}/linekeeper-onboarding.js`;
  const attributes = { company: salon.company, token, lang: "ru", by: "code" };
  const scheme = (name: string): { head: string; body: string } => ({
    head: `<style>:root { color-scheme: ${name} }</style>`,
    body: "",
  });
  const onboarding = new Onboarding(page);
  const root = onboarding.element.locator(".root");
  for (const [at, look, dark, expected] of [
    ["/dark", scheme("dark"), false, "dark"],
    ["/light", scheme("light"), true, "light"],
    ["/none", { head: "", body: "" }, true, "light"],
    ["/both", scheme("light dark"), true, "dark"],
  ] as const) {
    await page.emulateMedia({ colorScheme: dark ? "dark" : "light" });
    host.show(at, embedding(script, attributes, look));
    await onboarding.open(`${host.welcome}${at}`);
    await onboarding.expectStep("number");
    await expect(root, at).toHaveAttribute("data-scheme", expected);
    await expectAccessible(page);
    await shot(page, `around-scheme-${at.slice(1)}`);
  }
  await page.emulateMedia({ colorScheme: "light" });
  await expect(root).toHaveAttribute("data-scheme", "light");
});

test("a line that was switched off on purpose is no alarm, and is switched on again", async ({
  page,
  service,
  salon,
  link,
  shot,
}) => {
  await link(salon);
  const onboarding = new Onboarding(page);
  await onboarding.open((await service.link(salon.company)).url);
  await onboarding.expectConnected(salon.masked);
  await service.ask("POST", `/api/whatsapp/sessions/${salon.company}/disconnect`);
  await onboarding.expectFailure("DISCONNECTED");
  await expect(onboarding.alert).toHaveAttribute("data-tone", "info");
  await expectFineEverywhere(page);
  await shot(page, "onboarding-switched-off");
  await onboarding.button(onboarding.words.switchOn).click();
  await onboarding.expectConnected(salon.masked);
  await page.setViewportSize({ width: 320, height: 640 });
  await expectNoSidewaysScroll(page);
});
