// @vitest-environment happy-dom

import decodeQR from "qr/decode.js";
import { afterEach, expect, test, vi } from "vitest";

import { Address } from "../../src/address.ts";
import { webAddress } from "../../src/brand.ts";
import { qrDrawing } from "../../src/qr.ts";

const LINK = "https://wa.example/connect?lang=ru#token=header.payload.signature";

afterEach(() => vi.unstubAllGlobals());

function anAddress(load = () => Promise.resolve({ qrDrawing })): { address: Address; changed: () => void } {
  const changed = vi.fn();
  return { address: new Address(() => LINK, changed, load), changed };
}

test("an address is whole for a copy, and short to be read", () => {
  const { address } = anAddress();
  expect([address.text, address.short]).toEqual([LINK, "wa.example/connect"]);
  expect(
    new Address(
      () => "https://wa.example/",
      () => undefined,
    ).short,
  ).toBe("wa.example");
});

test("the QR of an address is drawn here and can be read", async () => {
  const { address, changed } = anAddress();
  await address.drawQr();
  expect(changed).toHaveBeenCalledOnce();
  const { size, path } = address.qr as ReturnType<typeof qrDrawing>;
  // Four pixels a module, as a camera would see it.
  const scale = 4;
  const width = size * scale;
  const data = new Uint8ClampedArray(width * width * 4).fill(255);
  for (const [, x, y] of path.matchAll(/M(\d+) (\d+)h1v1h-1z/g)) {
    for (let row = 0; row < scale; row += 1) {
      const start = ((Number(y) * scale + row) * width + Number(x) * scale) * 4;
      for (let at = start; at < start + scale * 4; at += 4) data.fill(0, at, at + 3);
    }
  }
  expect(decodeQR({ width, height: width, data })).toBe(LINK);
});

test("a QR that could not be loaded is said to have failed", async () => {
  const { address } = anAddress(() => Promise.reject(new Error("network")));
  await address.drawQr();
  expect(address.qr).toBe("failed");
});

test("an address is shared where possible, or the sheet closed", async () => {
  const share = vi.fn(() => Promise.reject(new DOMException("closed", "AbortError")));
  const { address } = anAddress();
  vi.stubGlobal("navigator", {});
  expect(address.canShare).toBe(false);
  vi.stubGlobal("navigator", { share });
  expect(address.canShare).toBe(true);
  await address.share("Go on");
  expect(share).toHaveBeenCalledWith({ title: "Go on", url: LINK });
});

test("only addresses of the web are taken from attributes", () => {
  const given = ["https://store.example/a", "http://127.0.0.1/x", "javascript:alert(1)", "data:text/html,x", "", null];
  expect(given.map(webAddress)).toEqual(["https://store.example/a", "http://127.0.0.1/x", null, null, null, null]);
});
