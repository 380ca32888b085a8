import { expect, test } from "vitest";

import { phoneApi } from "../src/api.ts";

/** Creates a fetch stub with a fixed response that records its calls. */
function answering(status: number, body: string) {
  const calls: unknown[] = [];
  const get: typeof fetch = async (address, options) => {
    const asked = typeof options?.body === "string" ? (JSON.parse(options.body) as unknown) : undefined;
    calls.push([address, options?.method ?? "GET", asked]);
    return new Response(body, { status });
  };
  return { calls, get };
}

test("requests go to the control API of the number", async () => {
  const { calls, get } = answering(200, "{}");
  const api = phoneApi("79006464263", get);
  await api.look();
  await api.rename({ pushName: "Anna", businessName: "" });
  await api.enterCode("ABCDEFGH");
  await api.scan("2@a");
  await api.unlink("79006464263:1@s.whatsapp.net");
  await api.unlink(null);
  await api.send("79161234567", "hello");
  await api.sendFile("79161234567", { type: "image", file: "AAAA", mimetype: "image/png" });
  await api.sentMessages(5);
  await api.takenMessages(0);
  await api.openChat("79161234567");
  await api.demandPasskey("with-options");
  await api.makeAssertion();
  await api.confirmPasskey();
  await api.refusePasskey();
  const base = "/sandbox/api/phones/79006464263";
  expect(calls).toEqual([
    [base, "GET", undefined],
    [base, "PUT", { pushName: "Anna", businessName: "" }],
    [`${base}/enter-code`, "POST", { code: "ABCDEFGH" }],
    [`${base}/scan`, "POST", { qr: "2@a" }],
    [`${base}/unlink`, "POST", { device: "79006464263:1@s.whatsapp.net" }],
    [`${base}/unlink`, "POST", {}],
    [`${base}/send`, "POST", { to: "79161234567", text: "hello" }],
    [
      `${base}/messages`,
      "POST",
      { to: "79161234567", content: { type: "image", file: "AAAA", mimetype: "image/png" } },
    ],
    [`${base}/messages?after=5`, "GET", undefined],
    [`${base}/received?after=0`, "GET", undefined],
    [`${base}/open`, "POST", { chat: "79161234567" }],
    [base, "PUT", { passkey: "with-options" }],
    [`${base}/passkey/assertion`, "POST", {}],
    [`${base}/passkey/confirm`, "POST", {}],
    [`${base}/passkey/refuse`, "POST", {}],
  ]);
});

test("an answer without a body is one", async () => {
  const get: typeof fetch = async () => new Response(null, { status: 204 });
  expect(await phoneApi("79006464263", get).confirmPasskey()).toEqual({ ok: true, value: null });
});

test("a refusal is an answer", async () => {
  const { get } = answering(409, '{"error":"expired","message":"the code has expired"}');
  const answer = await phoneApi("79006464263", get).enterCode("x");
  expect(answer).toEqual({ ok: false, error: "expired", message: "the code has expired" });
});

test("a refusal that says nothing of itself has the status for a message", async () => {
  const answer = await phoneApi("79006464263", answering(503, "null").get).look();
  expect(answer).toEqual({ ok: false, error: "unknown", message: "503" });
});

test("a simulator that cannot be reached is an answer, not an exception", async () => {
  const broken = await phoneApi("79006464263", answering(502, "<html>").get).look();
  expect(broken).toMatchObject({ ok: false, error: null });
  const dead = await phoneApi("79006464263", () => Promise.reject(new TypeError("refused"))).look();
  expect(dead).toMatchObject({ ok: false, error: null });
});
