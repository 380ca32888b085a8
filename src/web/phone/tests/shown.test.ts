import { expect, test } from "vitest";

import { ShownQrChannel, heard, live, CHANNEL, type ShownQrs } from "../src/shown.ts";

const qr = (company: string, text: string, expiresAt: unknown = null) => ({ type: "qr", company, text, expiresAt });

test("each company shows its newest QR, the newest company first", () => {
  const shown = [qr("a", "2@1"), qr("b", "2@2"), qr("a", "2@3")].reduce<ShownQrs>(heard, []);
  expect(shown.map(({ company, text }) => [company, text])).toEqual([
    ["a", "2@3"],
    ["b", "2@2"],
  ]);
});

test("a QR is gone when its page says so", () => {
  const shown = [qr("a", "2@1"), qr("b", "2@2"), { type: "qr-gone", company: "a" }].reduce<ShownQrs>(heard, []);
  expect(shown.map(({ company }) => company)).toEqual(["b"]);
});

test("a time is understood as text and as milliseconds", () => {
  const time = Date.UTC(2026, 10, 25, 12);
  const shown = [qr("a", "1", "2026-11-25T12:00:00.000000123Z"), qr("b", "2", time), qr("c", "3", {})];
  expect(shown.reduce<ShownQrs>(heard, []).map(({ expiresAt }) => expiresAt)).toEqual([null, time, time]);
});

test("a QR whose time is over is not shown: its tab may be closed", () => {
  const shown = [qr("a", "1", 1000), qr("b", "2", 2000), qr("c", "3")].reduce<ShownQrs>(heard, []);
  expect(live(shown, 1000).map(({ company }) => company)).toEqual(["c", "b"]);
});

test("what is no message of ours changes nothing", () => {
  const shown = heard([], qr("a", "2@1"));
  const strange = [null, undefined, 1, "qr", {}, { type: "who-shows" }, qr("b", ""), { type: "qr-gone", company: "c" }];
  for (const message of strange) expect(heard(shown, message)).toBe(shown);
});

test("the channel asks who shows something and hears the answer", async () => {
  const page = new BroadcastChannel(CHANNEL);
  page.onmessage = ({ data }: MessageEvent<unknown>) => {
    if ((data as { type: string }).type === "who-shows") page.postMessage(qr("a", "2@1"));
  };
  const shown = await new Promise<ShownQrs>((resolve) => {
    const channel = new ShownQrChannel((qrs) => {
      channel.close();
      resolve(qrs);
    });
  });
  page.close();
  expect(shown).toEqual([{ company: "a", text: "2@1", expiresAt: null }]);
});
