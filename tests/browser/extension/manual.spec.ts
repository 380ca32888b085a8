// The way without the extension: the text that support staff paste into the console of web.whatsapp.com.
import { expect, newChallenge, optionsOf, test } from "./fixture.ts";

test("the pasted text prints an assertion", async ({ extension, passkey, whatsapp, site }) => {
  const maker = await extension.visit(site.origin);
  const challenge = newChallenge();
  const snippet = await maker.evaluate(
    `import("/manual.ts").then(({ manualSnippet }) => manualSnippet(${JSON.stringify(optionsOf(challenge))}))`,
  );
  const tab = await extension.context.newPage();
  await tab.goto("https://web.whatsapp.com/", { waitUntil: "commit" });
  whatsapp.finish();
  const { session } = await passkey.plugInto(tab);
  const printed = tab.waitForEvent("console");
  // As the console evaluates it, with its own functions such as `copy`.
  await session.send("Runtime.evaluate", { expression: snippet as string, includeCommandLineAPI: true });
  passkey.expectAssertion((await printed).text(), challenge);
});

test("the pasted text asks nowhere else", async ({ extension, site }) => {
  const page = await extension.visit(site.origin);
  const message = await page.evaluate(
    `import("/manual.ts").then(({ manualSnippet }) => (0, eval)(manualSnippet(${JSON.stringify(optionsOf(newChallenge()))})))
      .catch((error) => error.message)`,
  );
  expect(message).toBe("Open https://web.whatsapp.com and run this there");
});
