// How a request ends without an assertion: each ending has its code, and leaves no tab behind.
import type { Page } from "@playwright/test";

import { expect, expectInFront, find, newChallenge, optionsOf, request, test } from "./fixture.ts";

/** Ends the pending request of a page by its signal. */
const abort = (page: Page): Promise<void> => page.evaluate("window.aborter.abort()");

test("a person who is not verified is told as refused", async ({ extension, site }) => {
  const page = await extension.allowed(site.origin);
  const { tab, ended } = await extension.ask(page, "is someone else");
  const closed = tab.waitForEvent("close");
  expect(await ended).toEqual({ code: "refused" });
  await closed;
  await expectInFront(page);
});

test("a page that cancels has the tab closed and the next request answered", async ({ extension, site, passkey }) => {
  const page = await extension.allowed(site.origin);
  const { tab, ended } = await extension.ask(page, "hesitates");
  await extension.asked(tab);
  const closed = tab.waitForEvent("close");
  await abort(page);
  expect(await ended).toEqual({ code: "cancelled" });
  await closed;
  await expectInFront(page);
  const challenge = newChallenge();
  const next = await extension.ask(page, "confirms", challenge);
  passkey.expectAssertion(((await next.ended) as { assertion: string }).assertion, challenge);
});

test("a person who closes the tab comes back to the page", async ({ extension, site }) => {
  const page = await extension.allowed(site.origin);
  const { tab, ended } = await extension.ask(page, "hesitates");
  await extension.asked(tab);
  await tab.close();
  expect(await ended).toEqual({ code: "tab-closed" });
  await expectInFront(page);
});

test("a page that is closed takes the tab of web.whatsapp.com with it", async ({ extension, site }) => {
  const page = await extension.allowed(site.origin);
  const { tab, ended } = await extension.ask(page, "hesitates");
  ended.catch(() => {});
  await extension.asked(tab);
  const closed = tab.waitForEvent("close");
  await page.close();
  await closed;
});

test("a second request of the same tab is busy, and the first goes on", async ({ extension, site }) => {
  const page = await extension.allowed(site.origin);
  const { tab, ended } = await extension.ask(page, "hesitates");
  await extension.asked(tab);
  const before = extension.context.pages().length;
  const second = await page.evaluate(async (options) => {
    const { requestAssertion } = window as unknown as { requestAssertion: (json: string) => Promise<string> };
    return requestAssertion(options).catch((error: { code: string }) => error.code);
  }, optionsOf(newChallenge()));
  expect(second).toBe("busy");
  expect(extension.context.pages()).toHaveLength(before);
  await abort(page);
  expect(await ended).toEqual({ code: "cancelled" });
});

test("two tabs ask at the same time, each with a tab of its own", async ({ extension, site, passkey }) => {
  const [one, other] = [await extension.allowed(site.origin), await extension.visit(site.origin)];
  const first = await extension.ask(one, "hesitates");
  await extension.asked(first.tab);
  const challenge = newChallenge();
  const second = await extension.ask(other, "confirms", challenge);
  passkey.expectAssertion(((await second.ended) as { assertion: string }).assertion, challenge);
  await abort(one);
  expect(await first.ended).toEqual({ code: "cancelled" });
});

test("options that are not of the exact form open no tab", async ({ extension, site, whatsapp }) => {
  const page = await extension.allowed(site.origin);
  const good = JSON.parse(optionsOf(newChallenge()));
  for (const bad of [
    { ...good, rpId: "example.com" },
    { ...good, challenge: "c2hvcnQ" },
    { ...good, extensions: { prf: { eval: { first: "AAAA" } } } },
    { ...good, mediation: "silent" },
  ]) {
    expect(await request(page, JSON.stringify(bad))).toEqual({ code: "invalid-request" });
  }
  expect(await request(page, "no JSON")).toEqual({ code: "invalid-request" });
  expect(whatsapp.visits).toBe(0);
});

test("a web.whatsapp.com that leads elsewhere is not asked", async ({ extension, site, stranger, whatsapp }) => {
  const page = await extension.allowed(site.origin);
  whatsapp.redirect = `${stranger.origin}/elsewhere`;
  expect(await request(page, optionsOf(newChallenge()))).toEqual({ code: "unavailable" });
  await expectInFront(page);
});

test("an answer to another challenge does not reach the page", async ({ extension, site, whatsapp }) => {
  const page = await extension.allowed(site.origin);
  // A page of web.whatsapp.com that is not WhatsApp's gives out what was signed for something else.
  whatsapp.script = `
    const bytes = (text) => new TextEncoder().encode(text).buffer;
    const client = { type: "webauthn.get", challenge: "${newChallenge()}", origin: location.origin };
    const response = {
      clientDataJSON: bytes(JSON.stringify(client)),
      authenticatorData: new ArrayBuffer(37), signature: new ArrayBuffer(70), userHandle: null,
    };
    const credential = { id: "AAAA", rawId: new ArrayBuffer(3), type: "public-key", response };
    navigator.credentials.get = async () => credential;`;
  const { ended } = await extension.ask(page, "confirms");
  expect(await ended).toEqual({ code: "failed" });
});

test("an extension that the browser stops is told as interrupted", async ({ extension, site }) => {
  const page = await extension.allowed(site.origin);
  const { tab, ended } = await extension.ask(page, "hesitates");
  await extension.asked(tab);
  await extension.stop();
  expect(await ended).toEqual({ code: "interrupted" });
  // The next message starts it anew, and the tab that it left is closed.
  const closed = tab.waitForEvent("close");
  expect(await find(page)).not.toBeNull();
  await closed;
});
