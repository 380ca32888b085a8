// Who is not heard: pages that were not allowed, frames, and messages of any other form.
import { expectAccessible } from "../fixture/axe.ts";
import { expect, find, newChallenge, optionsOf, request, test } from "./fixture.ts";

test("a page that was not allowed finds no extension", async ({ extension, site, whatsapp }) => {
  const page = await extension.visit(site.origin);
  expect(await find(page)).toBeNull();
  expect(await request(page, optionsOf(newChallenge()))).toEqual({ code: "not-found" });
  expect(whatsapp.visits).toBe(0);
});

test("another port of an allowed host is another origin", async ({ extension, site, stranger, whatsapp }) => {
  await extension.allowed(site.origin);
  const page = await extension.visit(stranger.origin);
  expect(await find(page)).toBeNull();
  // The browser's permission covers all ports of a host, so the content script is there, and answers for the list.
  expect(await request(page, optionsOf(newChallenge()))).toEqual({ code: "origin-not-allowed" });
  expect(whatsapp.visits).toBe(0);
});

test("a frame is not heard, nor is the page heard for it", async ({ extension, site, whatsapp }) => {
  const page = await extension.allowed(site.origin);
  const frame = await extension.frameIn(page, `${site.origin}/framed`);
  expect(await frame.evaluate("findExtension(1000)")).toBeNull();
  const options = optionsOf(newChallenge());
  const answers = await frame.evaluate(async (json) => {
    const heard: unknown[] = [];
    parent.addEventListener("message", ({ data }) => {
      if (data.from === "extension") heard.push(data);
    });
    const mark = { channel: "linekeeper-passkey", v: 1, from: "page" };
    parent.postMessage({ ...mark, id: "0123456789abcdef", type: "request", options: json }, "*");
    // The extension answers the page's own question, which was asked later.
    await (parent as unknown as { findExtension: (timeout: number) => Promise<unknown> }).findExtension(1000);
    return heard.map((data) => (data as { type: string }).type);
  }, options);
  expect(answers).toEqual(["found"]);
  expect(whatsapp.visits).toBe(0);
});

test("an allowed page in a frame of another page finds no extension", async ({ extension, site, stranger }) => {
  await extension.allowed(site.origin);
  const around = await extension.visit(stranger.origin);
  const frame = await extension.frameIn(around, site.origin);
  expect(await frame.evaluate("findExtension(1000)")).toBeNull();
});

test("messages of any other form are not answered", async ({ extension, site, whatsapp }) => {
  const page = await extension.allowed(site.origin);
  const answers = await page.evaluate(
    async ([options, large]) => {
      const heard: string[] = [];
      addEventListener("message", ({ data }) => {
        if (["found", "started", "result", "error"].includes(data?.type)) heard.push(data.id);
      });
      const good = { channel: "linekeeper-passkey", v: 1, from: "page", id: "0123456789abcdef", type: "find" };
      const asking = { ...good, type: "request", options };
      const hostile: unknown[] = [
        null,
        "find",
        [good],
        { ...good, channel: "linekeeper" },
        { ...good, v: 2 },
        { ...good, v: "1" },
        { ...good, from: "extension" },
        { ...good, id: "short" },
        { ...good, id: ["0123456789abcdef"] },
        { ...good, id: "0".repeat(65) },
        { ...good, type: "allow" },
        { ...good, more: 1 },
        { ...asking, options: JSON.parse(options!) },
        { ...asking, options: large },
        { ...asking, origin: "https://market.example" },
        JSON.parse(`{"__proto__":{"channel":"linekeeper-passkey"},"v":1,"from":"page","type":"find"}`),
        new Map(Object.entries(good)),
      ];
      for (const message of hostile) postMessage(message, location.origin);
      // As if from elsewhere.
      const source = document.createElement("iframe").contentWindow;
      dispatchEvent(new MessageEvent("message", { data: good, origin: location.origin, source }));
      dispatchEvent(new MessageEvent("message", { data: good, origin: "https://market.example", source: window }));
      postMessage({ ...good, id: "the-last-of-them" }, location.origin);
      while (!heard.includes("the-last-of-them")) await new Promise((resolve) => addEventListener("message", resolve));
      return heard;
    },
    [optionsOf(newChallenge()), "x".repeat(16_385)],
  );
  expect(answers).toEqual(["the-last-of-them"]);
  expect(whatsapp.visits).toBe(0);
});

test("a page that is no longer allowed is not heard", async ({ extension, site, whatsapp }) => {
  const page = await extension.allowed(site.origin);
  const settings = await extension.openSettings();
  await expectAccessible(settings);
  await settings.getByRole("button", { name: `Remove ${site.origin}` }).click();
  await expect(settings.getByRole("status")).toHaveText(`${site.origin} is no longer allowed.`);
  await expect(settings.getByRole("listitem")).toHaveCount(0);
  await expectAccessible(settings);
  // The page still has the content script, which asks the extension anew.
  expect(await find(page)).toBeNull();
  expect(await request(page, optionsOf(newChallenge()))).toEqual({ code: "origin-not-allowed" });
  await page.reload();
  await page.waitForFunction("window.isReady");
  expect(await request(page, optionsOf(newChallenge()))).toEqual({ code: "not-found" });
  expect(whatsapp.visits).toBe(0);
});

test("a page without HTTPS cannot be allowed", async ({ extension, site }) => {
  const page = await extension.visit(site.origin.replace("127.0.0.1", "insecure.localhost"));
  const popup = await extension.popupOn(page);
  await popup.expectText("This page cannot be allowed");
  expect(await popup.evaluate("document.getElementById('allow').checkVisibility()")).toBe(false);
  await popup.close();
});
