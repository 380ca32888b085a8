// The real service, and a browser with the built extension, a passkey and a web.whatsapp.com of this machine.
import { withExtension } from "../extension/browser.ts";
import { Extension } from "../extension/extension.ts";
import { Passkey } from "../extension/passkey.ts";
import { WhatsAppPage } from "../extension/whatsapp.ts";
import { test as base } from "../fixture/index.ts";

export { expect } from "../fixture/index.ts";

interface OfTest {
  passkey: Passkey;
  /** The extension, which no page is allowed to ask yet. */
  extension: Extension;
}

export const test = base.extend<OfTest, { whatsapp: WhatsAppPage }>({
  whatsapp: [
    async ({}, use) => {
      const page = await WhatsAppPage.start();
      await use(page);
      await page.stop();
    },
    { scope: "worker" },
  ],
  context: async ({ whatsapp, locale, timezoneId, colorScheme, viewport }, use) => {
    await withExtension(whatsapp, { locale: locale!, timezoneId: timezoneId!, colorScheme, viewport }, use);
  },
  passkey: async ({}, use) => {
    await use(new Passkey());
  },
  extension: async ({ context, watch, whatsapp, passkey }, use) => {
    watch.welcome("https://web.whatsapp.com");
    await use(await Extension.of(context, whatsapp, passkey));
  },
});
