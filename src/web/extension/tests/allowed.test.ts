import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { adoptPending, allow, allowedOrigins, chosenOrigins, dropUngranted, revoke } from "../src/allowed.ts";
import { allowableOrigin, patternOf } from "../src/origin.ts";
import { register } from "../src/registration.ts";
import { fakeChrome } from "./chrome.ts";

const HERE = "https://wa.example";
const THERE = "https://market.example:8443";

let browser: ReturnType<typeof fakeChrome>;
beforeEach(() => (browser = fakeChrome()));
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("an origin that may be allowed", () => {
  it.each([
    ["https://wa.example/connect#token=x", "https://wa.example", "https://wa.example/*"],
    ["https://market.example:8443/a", "https://market.example:8443", "https://market.example/*"],
    ["http://127.0.0.1:8080/connect", "http://127.0.0.1:8080", "http://127.0.0.1/*"],
    ["http://localhost/", "http://localhost", "http://localhost/*"],
  ])("is that of %s", (url, origin, pattern) => {
    expect(allowableOrigin(url)).toBe(origin);
    expect(patternOf(origin)).toBe(pattern);
  });

  it.each([
    "http://wa.example/",
    "http://localhost.example/",
    "https://web.whatsapp.com/",
    "https://whatsapp.com/",
    "https://[::1]/",
    "https://wa.example./",
    "file:///etc/passwd",
    "data:text/html,x",
    "about:blank",
    "chrome-extension://own-id/settings.html",
    "blob:https://wa.example/1",
    "wa.example",
    "",
    undefined,
    ["https://wa.example"],
  ])("is not that of %s", (url) => {
    expect(allowableOrigin(url)).toBeNull();
  });
});

describe("allowing an origin", () => {
  it("asks the browser before anything is awaited", async () => {
    const done = allow(HERE);
    // A browser that finds no click any more, because something was awaited, refuses without asking.
    expect(browser.api.permissions.request).toHaveBeenCalledExactlyOnceWith({
      origins: ["https://wa.example/*", "https://web.whatsapp.com/*"],
    });
    expect(await done).toBe(true);
    expect(await allowedOrigins()).toEqual([HERE]);
    expect(browser.session).toEqual({});
  });

  it("changes nothing when the person says no", async () => {
    browser.says("no");
    expect(await allow(HERE)).toBe(false);
    expect([browser.local, browser.session]).toEqual([{}, {}]);
  });

  it("is finished by the background when the question closes the popup", async () => {
    browser.api.permissions.request.mockReturnValueOnce(new Promise<boolean>(() => {}));
    void allow(HERE);
    await adoptPending();
    expect(await chosenOrigins(), "before the answer").toEqual([]);
    browser.granted.add("https://wa.example/*");
    await adoptPending();
    expect(await allowedOrigins()).toEqual([HERE]);
    expect(browser.session).toEqual({});
  });

  it("is not finished by an answer that comes much later", async () => {
    vi.useFakeTimers();
    browser.api.permissions.request.mockReturnValueOnce(new Promise<boolean>(() => {}));
    void allow(HERE);
    browser.granted.add("https://wa.example/*");
    vi.advanceTimersByTime(120_000);
    await adoptPending();
    expect(await chosenOrigins()).toEqual([]);
  });
});

describe("the list", () => {
  it("counts only with the browser's permissions", async () => {
    await allow(HERE);
    browser.granted.delete("https://wa.example/*");
    expect(await allowedOrigins()).toEqual([]);
    await dropUngranted();
    expect(await chosenOrigins()).toEqual([]);
  });

  it("is without effect while web.whatsapp.com is forbidden, and kept", async () => {
    await allow(HERE);
    browser.granted.delete("https://web.whatsapp.com/*");
    await dropUngranted();
    expect([await allowedOrigins(), await chosenOrigins()]).toEqual([[], [HERE]]);
  });

  it("gives the permission back with the last origin of a host", async () => {
    await allow(THERE);
    await allow("https://market.example");
    await revoke(THERE);
    expect(browser.api.permissions.remove).not.toHaveBeenCalled();
    expect(await allowedOrigins()).toEqual(["https://market.example"]);
    await revoke("https://market.example");
    expect(browser.api.permissions.remove).toHaveBeenCalledExactlyOnceWith({ origins: ["https://market.example/*"] });
    expect(await allowedOrigins()).toEqual([]);
  });

  it.each([[null], ["https://wa.example"], [{ 0: HERE }], [[1, null, "http://wa.example", `${HERE}/`]]])(
    "ignores %j in the storage",
    async (kept) => {
      browser.local.origins = kept;
      expect(await chosenOrigins()).toEqual([]);
    },
  );
});

describe("the content script", () => {
  it("is registered for the allowed origins alone", async () => {
    await register();
    expect(browser.registered).toEqual([]);
    await allow(HERE);
    await allow(THERE);
    await register();
    await register();
    expect(browser.registered).toEqual([
      {
        id: "page",
        js: ["content.js"],
        persistAcrossSessions: true,
        matches: ["https://market.example/*", "https://wa.example/*"],
        runAt: "document_start",
        allFrames: false,
      },
    ]);
    await revoke(HERE);
    await revoke(THERE);
    await register();
    expect(browser.registered).toEqual([]);
  });

  it("is put into open pages of the origin, not of other ports", async () => {
    await allow(HERE);
    browser.api.tabs.query.mockResolvedValue([
      { id: 1, url: `${HERE}/connect` },
      { id: 2, url: `${HERE}:8443/` },
      { url: `${HERE}/` },
    ]);
    browser.api.scripting.executeScript.mockRejectedValueOnce(new Error("the tab was closed"));
    await register();
    expect(browser.api.scripting.executeScript.mock.calls).toEqual([[{ target: { tabId: 1 }, files: ["content.js"] }]]);
  });
});
