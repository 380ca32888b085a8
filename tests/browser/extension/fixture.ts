// Chromium with the built extension, a local page as https://web.whatsapp.com, and pages that ask.
import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { type BrowserContext, type Frame, type Page, test as base, chromium, expect } from "@playwright/test";

import config from "../playwright.config.ts";
import { Passkey, type Person } from "./passkey.ts";
import { Popup } from "./popup.ts";
import { Site } from "./site.ts";
import { WhatsAppPage } from "./whatsapp.ts";

export { expect };

const BUILT = fileURLToPath(new URL("../../../src/web/extension/dist/chromium", import.meta.url));

/** Id that Chromium derives from the path of an unpacked extension. */
const ID = [...createHash("sha256").update(BUILT).digest("hex").slice(0, 32)]
  .map((digit) => String.fromCharCode(97 + Number.parseInt(digit, 16)))
  .join("");

/**
 * Permissions that the person has granted before. Chromium's question for an optional permission is a native dialog,
 * which nobody can click without a screen; for one that was granted once it asks no more. Everything else about the
 * request is as it is for people.
 */
const GRANTED = { explicit_host: ["http://127.0.0.1/*"], api: [], manifest_permissions: [], scriptable_host: [] };

interface Of {
  whatsapp: WhatsAppPage;
  site: Site;
  /** A site on another port of the same host. */
  stranger: Site;
  browsing: BrowserContext;
  passkey: Passkey;
  extension: Extension;
}

export const test = base.extend<Omit<Of, "whatsapp" | "site" | "stranger">, Pick<Of, "whatsapp" | "site" | "stranger">>(
  {
    whatsapp: [
      async ({}, use) => {
        const page = await WhatsAppPage.start();
        await use(page);
        await page.stop();
      },
      { scope: "worker" },
    ],
    site: [served, { scope: "worker" }],
    stranger: [served, { scope: "worker" }],
    browsing: async ({ whatsapp }, use) => {
      whatsapp.reset();
      if (!existsSync(BUILT)) throw new Error("the extension is not built: run `make web`");
      const profile = mkdtempSync(path.join(tmpdir(), "linekeeper-extension-"));
      mkdirSync(path.join(profile, "Default"));
      const preferences = {
        extensions: { settings: { [ID]: { granted_permissions: GRANTED, runtime_granted_permissions: GRANTED } } },
      };
      writeFileSync(path.join(profile, "Default/Preferences"), JSON.stringify(preferences));
      const context = await chromium.launchPersistentContext(profile, options(whatsapp));
      await use(context);
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
    passkey: async ({}, use) => {
      await use(new Passkey());
    },
    extension: async ({ browsing, whatsapp, passkey }, use) => {
      await use(await Extension.of(browsing, whatsapp, passkey));
    },
  },
);

async function served({}, use: (site: Site) => Promise<void>): Promise<void> {
  const site = await Site.start();
  await use(site);
  await site.stop();
}

function options(whatsapp: WhatsAppPage): Parameters<typeof chromium.launchPersistentContext>[1] {
  const { executablePath, args = [] } = config.use!.launchOptions!;
  const kept = args.filter((word) => !word.startsWith("--host-resolver-rules"));
  return {
    headless: true,
    executablePath: executablePath!,
    // Playwright switches extensions off, and what is needed to have them.
    ignoreDefaultArgs: ["--disable-extensions", "--disable-component-extensions-with-background-pages"],
    args: [
      ...kept,
      `--host-resolver-rules=MAP web.whatsapp.com:443 127.0.0.1:${whatsapp.port}, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE *.localhost`,
      // Trust in one key alone: with a certificate error, even one that was clicked away, WebAuthn refuses to work.
      `--ignore-certificate-errors-spki-list=${whatsapp.spki}`,
      `--disable-extensions-except=${BUILT}`,
      `--load-extension=${BUILT}`,
      // The click on the extension's action, over CDP.
      "--enable-unsafe-extension-debugging",
    ],
  };
}

/** How a request ended in the page. */
export type Ended = { assertion: string } | { code: string };

/** A request under way. */
export interface Asked {
  /** Tab of web.whatsapp.com. */
  tab: Page;
  ended: Promise<Ended>;
  /** Lets the person who hesitates confirm the next question. */
  decide: () => Promise<unknown>;
}

export class Extension {
  readonly context: BrowserContext;
  readonly #whatsapp: WhatsAppPage;
  readonly #passkey: Passkey;

  private constructor(context: BrowserContext, whatsapp: WhatsAppPage, passkey: Passkey) {
    this.context = context;
    this.#whatsapp = whatsapp;
    this.#passkey = passkey;
  }

  /** Waits until the extension is there. */
  static async of(context: BrowserContext, whatsapp: WhatsAppPage, passkey: Passkey): Promise<Extension> {
    const [running] = context.serviceWorkers();
    const worker = running ?? (await context.waitForEvent("serviceworker"));
    expect(new URL(worker.url()).host).toBe(ID);
    return new Extension(context, whatsapp, passkey);
  }

  /** Opens a page that can ask. */
  async visit(url: string): Promise<Page> {
    const page = await this.context.newPage();
    await page.goto(url);
    await page.waitForFunction("window.isReady");
    return page;
  }

  /** Opens a page that can ask, and allows it. */
  async allowed(url: string): Promise<Page> {
    const page = await this.visit(url);
    await this.allow(page);
    return page;
  }

  /** Puts a frame with a page that can ask into another page. */
  async frameIn(page: Page, url: string): Promise<Frame> {
    const attached = page.waitForEvent("frameattached");
    await page.evaluate((src) => document.body.append(Object.assign(document.createElement("iframe"), { src })), url);
    const frame = await attached;
    await frame.waitForURL(url);
    await frame.waitForFunction("window.isReady");
    return frame;
  }

  /** Waits until the question is put in web.whatsapp.com. */
  async asked(tab: Page): Promise<void> {
    const names = "Object.getOwnPropertyNames(window).some((name) => name.startsWith('linekeeper-'))";
    await tab.waitForFunction(names);
  }

  /** Stops the extension's worker, as the browser does with one that it takes for idle. */
  async stop(): Promise<void> {
    const cdp = await this.context.browser()!.newBrowserCDPSession();
    const { targetInfos } = await cdp.send("Target.getTargets", { filter: [{ type: "service_worker" }] });
    const [worker] = targetInfos.filter(({ url }) => url.includes(ID));
    await cdp.send("Target.closeTarget", { targetId: worker!.targetId });
    await cdp.detach();
  }

  popupOn(page: Page): Promise<Popup> {
    return Popup.openOn(this.context, ID, page.url());
  }

  /** Allows a page's origin as people do: a click on the extension's action, and one in its popup. */
  async allow(page: Page): Promise<void> {
    const popup = await this.popupOn(page);
    await popup.expectText("may not ask for the passkey");
    await popup.evaluate("document.getElementById('allow').click()");
    await popup.expectText("This page may ask for the passkey.");
    await popup.close();
    await expect.poll(() => find(page)).not.toBeNull();
  }

  /** The page with the list of allowed origins. */
  async openSettings(): Promise<Page> {
    const page = await this.context.newPage();
    await page.goto(`chrome-extension://${ID}/settings.html`);
    return page;
  }

  /** Begins a request in a page; resolves when web.whatsapp.com is open, and this person sits before it. */
  async ask(page: Page, person: Person, challenge = newChallenge()): Promise<Asked> {
    const opened = this.context.waitForEvent("page");
    const ended = request(page, optionsOf(challenge));
    const tab = await opened;
    const { decide } = await this.#passkey.plugInto(tab, person);
    await tab.waitForURL("https://web.whatsapp.com/", { waitUntil: "commit" });
    this.#whatsapp.finish();
    return { tab, ended, decide };
  }
}

/** What a page's module finds, within a time in which an extension answers by far. */
export function find(page: Page): Promise<{ version: string } | null> {
  return page.evaluate("findExtension(1000)") as Promise<{ version: string } | null>;
}

/** Requests an assertion by the page's module; `window.aborter` cancels it. */
export function request(page: Page, options: string): Promise<Ended> {
  return page.evaluate(async (json) => {
    const scope = window as unknown as {
      aborter: AbortController;
      requestAssertion: (json: string, options: { signal: AbortSignal }) => Promise<string>;
    };
    scope.aborter = new AbortController();
    try {
      return { assertion: await scope.requestAssertion(json, { signal: scope.aborter.signal }) };
    } catch (error) {
      return { code: String((error as { code?: string }).code) };
    }
  }, options);
}

export function newChallenge(): string {
  return randomBytes(32).toString("base64url");
}

/** Request options as WhatsApp sends them. */
export function optionsOf(challenge: string): string {
  return JSON.stringify({
    challenge,
    timeout: 600_000,
    rpId: "whatsapp.com",
    allowCredentials: [],
    userVerification: "required",
  });
}

/** Waits until this tab is the one in front. */
export async function expectInFront(page: Page): Promise<void> {
  await expect.poll(() => page.evaluate("document.visibilityState")).toBe("visible");
}
