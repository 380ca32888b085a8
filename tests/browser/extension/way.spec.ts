// The whole way: from a page that was allowed, over web.whatsapp.com, to a signed assertion.
import { expect, expectInFront, find, newChallenge, test } from "./fixture.ts";

test("an allowed page gets an assertion that is signed on web.whatsapp.com", async ({ extension, site, passkey }) => {
  const page = await extension.visit(site.origin);
  expect(await find(page)).toBeNull();
  // The page that is open already gets the content script, too.
  await extension.allow(page);
  expect(await find(page)).toEqual({ version: expect.stringMatching(/^\d+\.\d+\.\d+$/) });
  const challenge = newChallenge();
  const before = extension.context.pages().length;
  const { tab, ended } = await extension.ask(page, "confirms", challenge);
  const closed = tab.waitForEvent("close");
  const answer = await ended;
  expect(answer).toEqual({ assertion: expect.any(String) });
  passkey.expectAssertion((answer as { assertion: string }).assertion, challenge);
  await closed;
  expect(extension.context.pages()).toHaveLength(before);
  await expectInFront(page);
});

test("a page that is loaded again may ask again", async ({ extension, site, passkey }) => {
  const page = await extension.allowed(site.origin);
  for (const _ of ["first", "second"]) {
    const challenge = newChallenge();
    const { ended } = await extension.ask(page, "confirms", challenge);
    passkey.expectAssertion(((await ended) as { assertion: string }).assertion, challenge);
    await page.reload();
    await page.waitForFunction("window.isReady");
  }
});

test("web.whatsapp.com is asked anew when it reloads itself", async ({ extension, site, passkey, whatsapp }) => {
  const page = await extension.allowed(site.origin);
  const challenge = newChallenge();
  const { tab, ended, decide } = await extension.ask(page, "hesitates", challenge);
  await extension.asked(tab);
  await tab.reload({ waitUntil: "commit" });
  await decide();
  whatsapp.finish();
  passkey.expectAssertion(((await ended) as { assertion: string }).assertion, challenge);
});
