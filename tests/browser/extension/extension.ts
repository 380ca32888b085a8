// The extension as a page sees it: allowed by its popup, asked by a page, answered in a tab of web.whatsapp.com.
import { randomBytes } from "node:crypto";

import { type BrowserContext, type Frame, type Page, expect } from "@playwright/test";

import { ID } from "./browser.ts";
import type { Passkey, Person } from "./passkey.ts";
import { Popup } from "./popup.ts";
import type { WhatsAppPage } from "./whatsapp.ts";

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
    // Not `waitForFunction`: that evaluates again inside the page, whose policy forbids it.
    await expect.poll(() => tab.evaluate(names)).toBe(true);
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

  /** Allows a page's origin, and waits until the page's module finds the extension. */
  async allow(page: Page): Promise<void> {
    await this.permit(page);
    await expect.poll(() => find(page)).not.toBeNull();
  }

  /** Allows a page's origin as people do: a click on the extension's action, and one in its popup. */
  async permit(page: Page): Promise<void> {
    const popup = await this.popupOn(page);
    await popup.expectText("may not ask for the passkey");
    await popup.evaluate("document.getElementById('allow').click()");
    await popup.expectText("This page may ask for the passkey.");
    await popup.close();
  }

  /** The page with the list of allowed origins. */
  async openSettings(): Promise<Page> {
    const page = await this.context.newPage();
    await page.goto(`chrome-extension://${ID}/settings.html`);
    return page;
  }

  /** Begins a request in a page; resolves when web.whatsapp.com is open, and this person sits before it. */
  async ask(page: Page, person: Person, challenge = newChallenge()): Promise<Asked> {
    let ended: Promise<Ended> | undefined;
    const begin = async (): Promise<void> => void (ended = request(page, optionsOf(challenge)));
    return { ...(await this.tabAfter(begin, person)), ended: ended! };
  }

  /** Does what opens web.whatsapp.com; resolves when it is open, and this person sits before it. */
  async tabAfter(begin: () => Promise<unknown>, person: Person = "confirms"): Promise<Omit<Asked, "ended">> {
    const opened = this.context.waitForEvent("page");
    await begin();
    const tab = await opened;
    const { decide } = await this.#passkey.plugInto(tab, person);
    await tab.waitForURL("https://web.whatsapp.com/", { waitUntil: "commit" });
    this.#whatsapp.finish();
    return { tab, decide };
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
