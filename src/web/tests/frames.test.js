import assert from "node:assert/strict";
import test from "node:test";

import { meaningOf, parseFrame } from "../assets/onboarding/frames.js";
import { authenticated, refusal, serverTime, snapshot } from "./service.js";

test("what is no frame, or none we know, is none", () => {
  for (const raw of ["", "{", "null", "5", "[]", "{}", '{"type":"news"}', '{"type":"constructor"}', '{"type":"toString"}']) {
    assert.equal(parseFrame(raw), null, raw);
  }
});

test("a snapshot carries the state, the code on the screen and the service's time", () => {
  const live = { code: "ABCD-EFGH", phoneNumber: "79006464263", expiresAt: "2026-11-23T00:03:00Z" };
  const pairing = { method: "code", codeExpiresAt: live.expiresAt, phoneAnswered: true, attempt: 1 };
  const frame = parseFrame(snapshot({ state: "pairing_code_sent", pairing, liveCode: live }));
  assert.equal(frame.serverTime, Date.UTC(2026, 10, 23));
  assert.equal(frame.status.state, "pairing_code_sent");
  assert.deepEqual(frame.status.pairing, { method: "code", phoneAnswered: true });
  assert.deepEqual(frame.code, { code: "ABCD-EFGH", phone: "79006464263", expiresAt: Date.UTC(2026, 10, 23, 0, 3) });
  assert.equal(frame.status.failure, null);
});

test("a parked snapshot carries its failure whole", () => {
  const message = { ru: "Слишком много попыток", en: "Too many attempts" };
  const frame = parseFrame(snapshot({ state: "error", code: "RATE_LIMITED", message, userAction: "wait", retryAfterMs: 9000 }));
  assert.deepEqual(frame.status.failure, {
    code: "RATE_LIMITED", message, action: "wait", waitMs: 9000, reference: "pairing-1",
  });
});

test("fields of the wrong type do not reach the page", () => {
  const frame = parseFrame(snapshot({ state: 7, linked: "yes", pairing: "x", liveCode: { code: 5 }, liveQr: [] }));
  assert.deepEqual([frame.status.state, frame.status.linked, frame.status.pairing], [null, false, null]);
  assert.deepEqual([frame.code, frame.qr], [null, null]);
});

test("a failed reset can be tried again", () => {
  const frame = parseFrame('{"type":"reset-error","message":{"ru":"а","en":"b"},"error":"STORE_UNAVAILABLE","correlationId":"reset-1"}');
  assert.deepEqual([frame.failure.code, frame.failure.action, frame.failure.reference], ["STORE_UNAVAILABLE", "reset", "reset-1"]);
});

test("a welcome says until when we are let in, if it ever ends", () => {
  assert.equal(parseFrame(authenticated(5000)).expiresAt, Date.parse(serverTime(5000)));
  assert.equal(parseFrame('{"type":"authenticated"}').expiresAt, null);
});

test("a refusal carries its code, its sentence, its wait and the service's words", () => {
  const frame = parseFrame(refusal("TOO_MANY_REQUESTS", { retryAfterMs: 5000, detail: "too many sockets", requestId: "a" }));
  const { code, message, waitMs } = frame.failure;
  assert.deepEqual([code, message.en, waitMs], ["TOO_MANY_REQUESTS", "TOO_MANY_REQUESTS in English", 5000]);
  assert.deepEqual([frame.detail, frame.requestId], ["too many sockets", "a"]);
  assert.equal(parseFrame('{"type":"error","detail":7}').detail, "");
});

test("a frame means something for its line, or nothing", () => {
  const meanings = [
    [authenticated(), "welcome"],
    [snapshot(), "proof"],
    [refusal("STORE_UNAVAILABLE"), "later"],
    [refusal("TOO_MANY_REQUESTS"), "later"],
    [refusal("UNAUTHORIZED"), null],
    [refusal("FORBIDDEN"), null],
    ['{"type":"pong"}', null],
    ["{", null],
  ];
  for (const [raw, meaning] of meanings) assert.equal(meaningOf(parseFrame(raw)), meaning, raw);
});
