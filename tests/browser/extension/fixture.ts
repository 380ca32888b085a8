// Chromium with the built extension, a local page as https://web.whatsapp.com, and pages that ask.
import { type BrowserContext, test as base, expect } from "@playwright/test";

import { withExtension } from "./browser.ts";
import { Extension } from "./extension.ts";
import { Passkey } from "./passkey.ts";
import { Site } from "./site.ts";
import { WhatsAppPage } from "./whatsapp.ts";

export { expect };
export { expectInFront, find, newChallenge, optionsOf, request } from "./extension.ts";

interface OfWorker {
  whatsapp: WhatsAppPage;
  site: Site;
  /** A site on another port of the same host. */
  stranger: Site;
}

interface OfTest {
  browsing: BrowserContext;
  passkey: Passkey;
  extension: Extension;
}

export const test = base.extend<OfTest, OfWorker>({
  whatsapp: [served(WhatsAppPage), { scope: "worker" }],
  site: [served(Site), { scope: "worker" }],
  stranger: [served(Site), { scope: "worker" }],
  browsing: async ({ whatsapp }, use) => {
    await withExtension(whatsapp, {}, use);
  },
  passkey: async ({}, use) => {
    await use(new Passkey());
  },
  extension: async ({ browsing, whatsapp, passkey }, use) => {
    await use(await Extension.of(browsing, whatsapp, passkey));
  },
});

function served<Server extends { stop(): Promise<void> }>(of: { start(): Promise<Server> }) {
  return async ({}, use: (server: Server) => Promise<void>): Promise<void> => {
    const server = await of.start();
    await use(server);
    await server.stop();
  };
}
