import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { requestOptions } from "../src/options.ts";
import type { WhatsAppTab } from "../src/run.ts";
import { openWhatsApp } from "../src/whatsapp-tab.ts";
import { fakeChrome, settled } from "./chrome.ts";

const PAGE = { tabId: 5, windowId: 1, index: 2 };
const OPTIONS = requestOptions(JSON.stringify({ challenge: "G".repeat(43), rpId: "whatsapp.com" }))!;

let browser: ReturnType<typeof fakeChrome>;
let tab: WhatsAppTab;
beforeEach(async () => {
  browser = fakeChrome();
  tab = await openWhatsApp(PAGE);
});
afterEach(() => vi.unstubAllGlobals());

/** How `loaded` ended: `ready`, a code, or null while it waits. */
function watched(): { how: string | null } {
  const seen: { how: string | null } = { how: null };
  tab.loaded().then(
    () => (seen.how = "ready"),
    (error: { code: string }) => (seen.how = error.code),
  );
  return seen;
}

const shows = async (url: string, status = "complete", id = 77): Promise<void> => {
  browser.events.tabUpdated.emit(id, {}, { id, url, status });
  await settled();
};

describe("the tab of web.whatsapp.com", () => {
  it("is loaded when its page is complete", async () => {
    const seen = watched();
    await shows("https://web.whatsapp.com/", "loading");
    await shows("https://web.whatsapp.com/", "complete", 78);
    expect(seen.how).toBeNull();
    await shows("https://web.whatsapp.com/");
    expect(seen.how).toBe("ready");
  });

  it("is waited for while it shows a new tab's empty page", async () => {
    browser.api.tabs.get.mockResolvedValue({ id: 77, status: "complete", url: "about:blank" } as never);
    const seen = watched();
    await shows("about:blank");
    expect(seen.how).toBeNull();
    await shows("https://web.whatsapp.com/");
    expect(seen.how).toBe("ready");
  });

  it("is loaded at once when the page is there already", async () => {
    browser.api.tabs.get.mockResolvedValue({ id: 77, status: "complete", url: "https://web.whatsapp.com/" } as never);
    const seen = watched();
    await settled();
    expect(seen.how).toBe("ready");
  });

  it.each(["https://web.whatsapp.com.example/", "http://web.whatsapp.com/", "https://www.whatsapp.com/", "no address"])(
    "is unavailable when it shows %s",
    async (url) => {
      const seen = watched();
      await shows(url);
      expect(seen.how).toBe("unavailable");
    },
  );

  it("is unavailable when it is gone", async () => {
    browser.api.tabs.get.mockRejectedValue(new Error("No tab with id: 77."));
    const seen = watched();
    await settled();
    expect(seen.how).toBe("unavailable");
  });

  it("is asked in its page's own world, with a later limit of the browser's", async () => {
    expect(await tab.begin(OPTIONS)).toBe(true);
    const [call] = browser.api.scripting.executeScript.mock.calls as unknown as [[{ args: unknown[] }]];
    expect(call[0]).toMatchObject({ target: { tabId: 77 }, world: "MAIN" });
    expect(call[0].args[1]).toEqual({ ...OPTIONS, timeout: OPTIONS.timeout + 30_000 });
  });

  it("is gone when its page goes away under the question", async () => {
    browser.api.scripting.executeScript.mockRejectedValue(new Error("Frame with ID 0 was removed."));
    expect(await tab.begin(OPTIONS)).toBe(false);
    expect(await tab.outcome()).toBe("gone");
  });

  it("is closed when it is left, and the page comes to the front", async () => {
    await tab.leave();
    expect(browser.api.tabs.remove).toHaveBeenCalledExactlyOnceWith(77);
    expect(browser.api.tabs.update).toHaveBeenCalledExactlyOnceWith(5, { active: true });
    expect(browser.api.windows.update).toHaveBeenLastCalledWith(1, { focused: true });
    expect(browser.session).toEqual({});
  });

  it("tells that the person closed it, and not that another was closed", async () => {
    let closed = false;
    void tab.closed.then(() => (closed = true));
    browser.events.tabRemoved.emit(78);
    await settled();
    expect(closed).toBe(false);
    browser.events.tabRemoved.emit(77);
    await settled();
    expect(closed).toBe(true);
  });
});
