// The whole way: from a page that was allowed, over web.whatsapp.com, to a signed assertion.
import { expect, expectInFront, find, newChallenge, test } from "./fixture.ts";

test("an allowed page gets an assertion that is signed on web.whatsapp.com", async ({ extension, site, passkey }) => {
  const page = await extension.visit(site.origin);
  expect(await find(page)).toBeNull();
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
