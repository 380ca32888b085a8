import assert from "node:assert/strict";
import test from "node:test";

import { phoneApi } from "../assets/phone/api.js";
import { momentText, numberOf, phoneView, refusalText } from "../assets/phone/view.js";

const now = new Date(2026, 10, 23, 14, 5);
const seconds = (date) => date.getTime() / 1000;

test("a number is taken with the signs people write", () => {
  assert.equal(numberOf("+7 900 646-42-63"), "79006464263");
  for (const text of ["", "123456", "7900646426x", "1".repeat(16), "../faults"]) assert.equal(numberOf(text), null, text);
});

test("known refusals have a sentence, others say the simulator's", () => {
  assert.equal(refusalText("en", { error: "wrong_code", message: "the code is wrong; 2 tries are left" }), "Wrong code");
  assert.equal(refusalText("ru", { error: "busy", message: "" }), "Телефон уже связывает другое устройство");
  assert.equal(refusalText("en", { error: "full", message: "the simulator is full" }), "That did not work: the simulator is full");
  assert.equal(refusalText("en", { error: "toString", message: "x" }), "That did not work: x");
  assert.equal(refusalText("en", { error: null, message: "TypeError" }), "The simulator does not answer");
});

test("today's times are without a date", () => {
  assert.equal(momentText("ru", seconds(now), now), "14:05");
  assert.match(momentText("ru", seconds(new Date(2026, 10, 22, 9, 0)), now), /22\.11.*09:00/);
});

test("devices say whether they are online, texts are newest first", () => {
  const device = { device: "79006464263:1@s.whatsapp.net", platform: "Chrome (Linux)", linkedAt: seconds(now), queued: 0 };
  const text = (id) => ({ id, from: "79161234567", text: `text ${id}`, at: seconds(now) });
  const phone = { number: "79006464263", pushName: "Phone", businessName: null, texts: [text("1"), text("2")] };
  const view = phoneView({ ...phone, devices: [{ ...device, online: true }, { ...device, online: false, queued: 3 }] }, { language: "en", now });
  assert.deepEqual(view.devices.map((one) => [one.online, one.details]), [
    [true, "online · linked 14:05"],
    [false, "offline · linked 14:05 · waiting for delivery: 3"],
  ]);
  assert.deepEqual(view.texts.map((one) => one.id), ["2", "1"]);
  assert.equal(view.texts[0].from, "+7 916 123-45-67");
});

/** A fetch that answers once and remembers what it was asked. */
function answering(status, body) {
  const calls = [];
  const get = async (address, options) => {
    calls.push([address, options.method ?? "GET", options.body && JSON.parse(options.body)]);
    return new Response(body, { status });
  };
  return { calls, get };
}

test("requests go to the control API of the number", async () => {
  const { calls, get } = answering(200, "{}");
  const api = phoneApi("79006464263", get);
  await api.look();
  await api.enterCode("ABCDEFGH");
  await api.scan("2@a");
  await api.unlink("79006464263:1@s.whatsapp.net");
  await api.send("79161234567", "hello");
  const base = "/sandbox/api/phones/79006464263";
  assert.deepEqual(calls, [
    [base, "GET", undefined],
    [`${base}/enter-code`, "POST", { code: "ABCDEFGH" }],
    [`${base}/scan`, "POST", { qr: "2@a" }],
    [`${base}/unlink`, "POST", { device: "79006464263:1@s.whatsapp.net" }],
    [`${base}/send`, "POST", { to: "79161234567", text: "hello" }],
  ]);
});

test("a refusal and a dead simulator are answers, not exceptions", async () => {
  const refused = await phoneApi("79006464263", answering(409, '{"error":"expired","message":"the code has expired"}').get).enterCode("x");
  assert.deepEqual(refused, { ok: false, error: "expired", message: "the code has expired" });
  const broken = await phoneApi("79006464263", answering(502, "<html>").get).look();
  assert.deepEqual([broken.ok, broken.error], [false, null]);
  const dead = await phoneApi("79006464263", async () => { throw new TypeError("refused"); }).look();
  assert.deepEqual([dead.ok, dead.error], [false, null]);
});
