// The tab of web.whatsapp.com in the browser.

import { WHATSAPP_ORIGIN } from "./assertion.ts";
import { PasskeyError } from "./error.ts";
import { type Outcome, begin, outcomeWithin } from "./in-page.ts";
import type { RequestOptions } from "./options.ts";
import type { WhatsAppTab } from "./run.ts";
import type { Asking } from "./sender.ts";

/** How long one question for the outcome waits: within the idle timeout of both browsers' background pages. */
const WAIT_MS = 15_000;
/** The browser's own limit is later than ours, so that a timeout is told from a refusal. */
const LATER_MS = 30_000;

/** Where the session's memory names the tabs that were opened, so that a stopped background can close them later. */
const OPENED = "opened-";

/**
 * Opens web.whatsapp.com in front, beside the page that asks: WebAuthn needs the tab that people see.
 * @throws {PasskeyError} `unavailable`
 */
export async function openWhatsApp(page: Asking): Promise<WhatsAppTab> {
  const tab = await created(page);
  if (tab.id === undefined) throw new PasskeyError("unavailable");
  const opened = new OpenedTab(tab.id, page);
  await chrome.storage.session.set({ [OPENED + tab.id]: true });
  await focus(tab.windowId);
  return opened;
}

/** Closes what a background left open that the browser stopped in the middle. */
export async function closeLeftTabs(): Promise<void> {
  const names = Object.keys(await chrome.storage.session.get()).filter((name) => name.startsWith(OPENED));
  await chrome.storage.session.remove(names);
  await Promise.allSettled(names.map((name) => chrome.tabs.remove(Number(name.slice(OPENED.length)))));
}

async function created({ tabId: openerTabId, windowId, index }: Asking): Promise<chrome.tabs.Tab> {
  const [url, active] = [`${WHATSAPP_ORIGIN}/`, true];
  try {
    return await chrome.tabs.create({ url, active, windowId, index: index + 1, openerTabId });
  } catch {
    // A window without tabs, such as an installed page's: the tab opens in another window then.
    return chrome.tabs.create({ url, active }).catch(() => Promise.reject(new PasskeyError("unavailable")));
  }
}

/** Brings a window to the front, unless it was closed. */
async function focus(windowId: number): Promise<void> {
  await chrome.windows.update(windowId, { focused: true }).catch(() => {});
}

class OpenedTab implements WhatsAppTab {
  readonly closed: Promise<void>;
  readonly #id: number;
  readonly #page: Asking;
  /** Under which the page keeps the question. Not to be guessed by the page's own scripts beforehand. */
  readonly #name = `linekeeper-${crypto.randomUUID()}`;
  #end: () => void = () => {};

  constructor(id: number, page: Asking) {
    this.#id = id;
    this.#page = page;
    this.closed = new Promise((resolve) => {
      const removed = (closed: number): void => {
        if (closed === id) resolve();
      };
      chrome.tabs.onRemoved.addListener(removed);
      this.#end = () => chrome.tabs.onRemoved.removeListener(removed);
    });
  }

  async loaded(): Promise<void> {
    const arrived = (resolve: () => void, reject: (error: Error) => void) => (tab: chrome.tabs.Tab) => {
      if (tab.id !== this.#id || tab.status !== "complete" || tab.url === undefined) return;
      // Firefox shows a new tab's empty page until the first one arrives.
      if (tab.url === "about:blank") return;
      if (isWhatsApp(tab.url)) resolve();
      else reject(new PasskeyError("unavailable"));
    };
    let stop = (): void => {};
    try {
      await new Promise<void>((resolve, reject) => {
        const look = arrived(resolve, reject);
        const updated = (_: number, __: unknown, tab: chrome.tabs.Tab): void => look(tab);
        chrome.tabs.onUpdated.addListener(updated);
        stop = () => chrome.tabs.onUpdated.removeListener(updated);
        chrome.tabs.get(this.#id).then(look, () => reject(new PasskeyError("unavailable")));
      });
    } finally {
      stop();
    }
  }

  async begin(options: RequestOptions): Promise<boolean> {
    const asked = { ...options, timeout: options.timeout + LATER_MS };
    return (await this.#run(begin, [this.#name, asked])) !== "gone";
  }

  async outcome(): Promise<Outcome | "pending" | "gone"> {
    return (await this.#run(outcomeWithin, [this.#name, WAIT_MS])) ?? "gone";
  }

  async leave(): Promise<void> {
    this.#end();
    // Whichever of the two tabs the person has closed needs nothing more.
    await chrome.tabs.remove(this.#id).catch(() => {});
    await chrome.storage.session.remove(OPENED + this.#id);
    const page = await chrome.tabs.update(this.#page.tabId, { active: true }).catch(() => undefined);
    if (page !== undefined) await focus(page.windowId);
  }

  /** Runs a function in the page; `gone` when the page went away under it. */
  async #run<A extends unknown[], R>(func: (...words: A) => R, args: A): Promise<Awaited<R> | "gone" | undefined> {
    try {
      const target = { tabId: this.#id };
      const [answer] = await chrome.scripting.executeScript({ target, world: "MAIN", func, args });
      return answer?.result as Awaited<R> | undefined;
    } catch {
      return "gone";
    }
  }
}

function isWhatsApp(url: string): boolean {
  return URL.canParse(url) && new URL(url).origin === WHATSAPP_ORIGIN;
}
