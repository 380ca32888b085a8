import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { fakeChrome, settled } from "./chrome.ts";

const HERE = "https://wa.example";
const OPTIONS = JSON.stringify({ challenge: "E".repeat(43), rpId: "whatsapp.com" });
const SENDER = {
  id: "own-id",
  url: `${HERE}/connect`,
  origin: HERE,
  frameId: 0,
  tab: { id: 5, windowId: 1, index: 2 },
};

let browser: ReturnType<typeof fakeChrome>;

beforeEach(async () => {
  browser = fakeChrome();
  browser.local.origins = [HERE];
  browser.granted.add(`${HERE}/*`);
  vi.resetModules();
  await import("../src/background.ts");
  await settled();
});
afterEach(() => vi.unstubAllGlobals());

/** Port of a content script, with what the background says on it. */
function connect(sender: object = SENDER) {
  const said: unknown[] = [];
  const listeners: ((message: unknown) => void)[] = [];
  let end = (): void => {};
  const port = {
    sender,
    postMessage: (message: unknown) => said.push(message),
    onDisconnect: { addListener: (listener: () => void) => (end = listener) },
    onMessage: {
      addListener: (listener: (message: unknown) => void) => listeners.push(listener),
      removeListener: (listener: (message: unknown) => void) => listeners.splice(listeners.indexOf(listener), 1),
    },
  };
  browser.events.connect.emit(port);
  const say = async (message: unknown): Promise<void> => {
    for (const listener of [...listeners]) listener(message);
    await settled();
  };
  const disconnect = async (): Promise<void> => {
    end();
    await settled();
  };
  return { said, say, disconnect };
}

async function find(message: unknown, sender: object): Promise<unknown> {
  const answers: unknown[] = [];
  browser.events.message.emit(message, sender, (answer) => answers.push(answer));
  await settled();
  return answers[0] ?? null;
}

const strangers: [string, object][] = [
  ["another extension", { ...SENDER, id: "other-id" }],
  ["a frame", { ...SENDER, frameId: 3 }],
  ["an unknown frame", { ...SENDER, frameId: undefined }],
  ["another origin", { ...SENDER, url: "https://market.example/", origin: "https://market.example" }],
  ["another port", { ...SENDER, url: `${HERE}:8443/`, origin: `${HERE}:8443` }],
  ["the same host without HTTPS", { ...SENDER, url: "http://wa.example/", origin: "http://wa.example" }],
  ["a sandboxed document", { ...SENDER, origin: "null" }],
  ["a document with another origin than its URL", { ...SENDER, origin: "https://market.example" }],
  ["a page that is only prerendered", { ...SENDER, documentLifecycle: "prerender" }],
  ["a page in the cache of the back button", { ...SENDER, documentLifecycle: "cached" }],
  ["a page that is in no tab", { ...SENDER, tab: undefined }],
  ["a tab without an id", { ...SENDER, tab: { windowId: 1, index: 0 } }],
  ["a developer tool", { ...SENDER, tab: { id: -1, windowId: 1, index: 0 } }],
];

describe("the background", () => {
  it("answers an allowed page, also one whose browser names no origin", async () => {
    expect(await find("find", SENDER)).toBe("1.2.3");
    expect(await find("find", { ...SENDER, origin: undefined, documentLifecycle: "active" })).toBe("1.2.3");
  });

  it.each(strangers)("does not answer %s", async (_, sender) => {
    expect(await find("find", sender)).toBeNull();
    const port = connect(sender);
    await port.say(OPTIONS);
    expect(port.said).toEqual([{ code: "origin-not-allowed" }]);
    expect(browser.api.tabs.create).not.toHaveBeenCalled();
  });

  it.each([[null], [{ type: "find" }], ["allow"], [["find"]]])("does not answer the message %j", async (message) => {
    expect(await find(message, SENDER)).toBeNull();
  });

  it.each([
    [null],
    [{ options: OPTIONS }],
    ["{}"],
    [1],
    [JSON.stringify({ ...JSON.parse(OPTIONS), rpId: "example.com" })],
  ])("refuses the request %j", async (message) => {
    const port = connect();
    await port.say(message);
    expect(port.said).toEqual([{ code: "invalid-request" }]);
    expect(browser.api.tabs.create).not.toHaveBeenCalled();
  });

  it("opens web.whatsapp.com in front, beside the page", async () => {
    const port = connect();
    await port.say(OPTIONS);
    expect(port.said).toEqual(["started"]);
    const place = { windowId: 1, index: 3, openerTabId: 5 };
    const tab = { url: "https://web.whatsapp.com/", active: true, ...place };
    expect(browser.api.tabs.create).toHaveBeenCalledExactlyOnceWith(tab);
    await port.say(OPTIONS);
    expect(browser.api.tabs.create, "a port has one request").toHaveBeenCalledOnce();
  });

  it("has one request of a tab at a time, and the next when the page has gone", async () => {
    const [first, second, third] = [connect(), connect(), connect()];
    await first.say(OPTIONS);
    await second.say(OPTIONS);
    expect(second.said).toEqual([{ code: "busy" }]);
    await first.disconnect();
    expect(browser.api.tabs.remove).toHaveBeenCalledExactlyOnceWith(77);
    expect(first.said, "nothing after the end of the port").toEqual(["started"]);
    await third.say(OPTIONS);
    expect(third.said).toEqual(["started"]);
  });

  it("opens no tab for a page that has gone already", async () => {
    const port = connect();
    const said = port.say(OPTIONS);
    await port.disconnect();
    await said;
    expect(browser.api.tabs.create).not.toHaveBeenCalled();
  });

  it("opens the tab elsewhere when the page's window has no tabs", async () => {
    browser.api.tabs.create.mockRejectedValueOnce(new Error("Tabs can only be moved to and from normal windows."));
    const port = connect();
    await port.say(OPTIONS);
    expect(port.said).toEqual(["started"]);
    expect(browser.api.tabs.create).toHaveBeenLastCalledWith({ url: "https://web.whatsapp.com/", active: true });
  });

  it("says so when no tab can be opened", async () => {
    browser.api.tabs.create.mockRejectedValue(new Error("no window"));
    const port = connect();
    await port.say(OPTIONS);
    expect(port.said).toEqual(["started", { code: "unavailable" }]);
  });

  it("closes the tab that an earlier one left", async () => {
    browser.session["opened-42"] = true;
    vi.resetModules();
    await import("../src/background.ts");
    await settled();
    expect(browser.api.tabs.remove).toHaveBeenCalledExactlyOnceWith(42);
    expect(browser.session).toEqual({});
  });
});
