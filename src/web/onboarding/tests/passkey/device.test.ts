import { expect, test } from "vitest";

import { helperDevice } from "../../src/passkey/device.ts";

const CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36";
const EDGE = `${CHROME} Edg/143.0.0.0`;
const YANDEX = CHROME.replace("Safari", "YaBrowser/25.10.0.0 Safari");
const FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0";
const SAFARI =
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15";
const ANDROID = CHROME.replace("X11; Linux x86_64", "Linux; Android 15; K").replace("Safari", "Mobile Safari");
const HEADLESS = CHROME.replace("Chrome", "HeadlessChrome");
const FENNEC = "Mozilla/5.0 (Android 15; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0";
const IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1";

test("a device is told by its browser", () => {
  const devices = [CHROME, HEADLESS, EDGE, YANDEX, FIREFOX, SAFARI, ANDROID, FENNEC, IPHONE, ""].map((name) =>
    helperDevice(name, 0, true),
  );
  expect(devices).toEqual([
    ...["chromium", "chromium", "chromium", "chromium", "firefox", "other", "phone", "phone", "phone", "other"],
  ]);
});

test("a tablet that calls itself a Mac is a phone", () => {
  expect([helperDevice(SAFARI, 5, true), helperDevice(SAFARI, 0, true)]).toEqual(["phone", "other"]);
});

test("a browser that is too old for the extension is another one", () => {
  const old = [CHROME.replace("143", "119"), FIREFOX.replaceAll("145", "141")];
  expect(old.map((name) => helperDevice(name, 0, true))).toEqual(["other", "other"]);
});

test("a page in a frame is told apart where the extension would work", () => {
  expect([CHROME, FIREFOX, SAFARI, IPHONE].map((name) => helperDevice(name, 0, false))).toEqual([
    ...["framed", "framed", "other", "phone"],
  ]);
});
