import assert from "node:assert/strict";
import test from "node:test";

import { initialModel } from "../assets/onboarding/model.js";
import { viewOf } from "../assets/onboarding/view.js";
import { CLAIMS, Page, START, failed, liveQr, pairing, serverTime, snapshot, tokenOf, withCode } from "./service.js";

const screenAfter = (frame, known) => {
  const { screen, body } = new Page(known).receives(frame).shows();
  return body ?? screen;
};

test("every state has its screen", () => {
  const screens = [
    [snapshot(), "form"],
    [snapshot({ state: "creating", pairing: pairing() }), "preparing"],
    [snapshot({ state: "waiting_for_pairing_code", pairing: pairing() }), "preparing"],
    [withCode(), "code"],
    [withCode({ pairing: pairing({ phoneAnswered: true }) }), "answered"],
    [snapshot({ state: "connecting", linked: true }), "connecting"],
    [snapshot({ state: "connected", linked: true }), "connected"],
    [snapshot({ state: "reconnecting", linked: true }), "reconnecting"],
    [snapshot({ state: "passkey_required", code: "PASSKEY_REQUIRED", userAction: "contact_support" }), "parked"],
    [snapshot({ state: "something_newer" }), "loading"],
  ];
  for (const [frame, screen] of screens) assert.equal(screenAfter(frame), screen, frame);
});

test("before the first snapshot the page is loading", () => {
  assert.equal(Page.outside().shows().screen, "loading");
  assert.equal(new Page().shows().screen, "loading");
});

/** What the screen says to somebody whom nobody lets in. */
const lockedAfter = (page) => ["ru", "en"].map((language) => {
  const { screen, locked, announcement } = page.shows(0, language);
  assert.deepEqual([screen, announcement], ["locked", `${locked.text}. ${locked.hint}`]);
  return announcement;
});

test("a link that does not count has a screen of its own", () => {
  const page = Page.outside().happens({ type: "turned-away", code: 4403, reason: "" });
  assert.deepEqual(lockedAfter(page), [
    "Ссылка больше не действует. Попросите новую у того, кто её прислал",
    "This link no longer works. Ask whoever sent it for a new one",
  ]);
});

test("a link that has expired is said to have expired", () => {
  const page = new Page().happens({ type: "turned-away", code: 4401, reason: "the token has expired" });
  assert.deepEqual(lockedAfter(page), [
    "Срок действия ссылки истёк. Попросите новую у того, кто её прислал",
    "This link has expired. Ask whoever sent it for a new one",
  ]);
});

test("without a link the page asks to open the one that was sent", () => {
  const [ru, en] = lockedAfter(Page.outside({ company: null }));
  assert.match(ru, /^Откройте ссылку, которую вам прислали\. Она нужна целиком/);
  assert.match(en, /^Open the link that was sent to you\. It is needed whole/);
});

test("the virtual phone is told the number and the language, and nothing else", () => {
  const page = new Page({ asked: "+7 900 646-42-64" }).receives(snapshot());
  assert.equal(page.shows(0, "ru").virtualPhone, "/sandbox/phone?number=79006464264&lang=ru");
  assert.equal(page.receives(withCode()).shows().virtualPhone, "/sandbox/phone?number=79006464263&lang=en");
  assert.equal(viewOf(initialModel(), { now: START, language: "en" }).virtualPhone, "/sandbox/phone?lang=en");
});

test("neither what the page knows nor what it shows has the token", () => {
  const token = tokenOf(CLAIMS);
  const page = new Page({ token }).receives(withCode({ liveQr: liveQr() }));
  assert.ok(!JSON.stringify([page.model, page.shows()]).includes(token));
});

test("the QR tab shows what becomes of the QR", () => {
  const screens = [
    [snapshot(), "qr-offer"],
    [snapshot({ state: "creating", pairing: pairing({ method: "qr" }) }), "qr-preparing"],
    [snapshot({ state: "pairing_code_sent", pairing: pairing({ method: "qr" }), liveQr: liveQr() }), "qr"],
    [withCode(), "qr-offer"],
  ];
  for (const [frame, body] of screens) assert.equal(screenAfter(frame, { tab: "qr" }), body, frame);
});

test("a session that pairs by QR leaves the number form open", () => {
  assert.equal(screenAfter(snapshot({ state: "pairing_code_sent", pairing: pairing({ method: "qr" }), liveQr: liveQr() })), "form");
});

test("the countdown goes by the service's clock, not by the computer's", () => {
  const page = new Page().receives(withCode());
  assert.equal(page.shows(0).code.timer, "Valid for 3:00");
  assert.equal(page.shows(19_000, "ru").code.timer, "Действует ещё 2:41");
  assert.deepEqual([page.shows(119_999).code.urgent, page.shows(120_000).code.urgent], [false, true]);
});

test("a code that ran out before the service said so is shown as over", () => {
  const { code, announcement } = new Page().receives(withCode()).shows(180_000);
  assert.deepEqual([code.over, code.timer, announcement], [true, "Code expired", "Code expired"]);
});

test("a QR that ran out waits for the next one", () => {
  const page = new Page({ tab: "qr" }).receives(snapshot({ state: "pairing_code_sent", pairing: pairing({ method: "qr" }), liveQr: liveQr() }));
  assert.deepEqual([page.shows(2000).qr.timer, page.shows(2000).qr.stale], ["Refreshes in 0:18", false]);
  assert.deepEqual([page.shows(20_000, "ru").qr.timer, page.shows(20_000).qr.stale], ["Обновляем QR…", true]);
});

test("what is announced does not change with a tick", () => {
  const page = new Page().receives(withCode());
  assert.equal(page.shows(0).announcement, "Your code: A B C D, E F G H");
  assert.equal(page.shows(119_000).announcement, page.shows(0).announcement);
  assert.equal(page.shows(121_000).announcement, page.shows(179_000).announcement);
});

test("a throttle holds the same number with a live timer and leaves another number and the QR free", () => {
  const page = new Page({ asked: "+7 900 646-42-63" }).receives(failed("RATE_LIMITED", "wait", { retryAfterMs: 860_000 }));
  const { alert, submit } = page.shows(0, "ru");
  assert.deepEqual([alert.text, alert.timer], ["Слишком много попыток", "Новый код через 14:20; можно по QR"]);
  assert.deepEqual([alert.action.name, alert.tone], ["qr", "warning"]);
  assert.deepEqual(submit, { label: "Новый код через 14:20", held: true });
  assert.equal(page.happens({ type: "typed", text: "8 900 646 42 64" }).shows().submit.held, false);
  page.happens({ type: "typed", text: "79006464263" });
  assert.deepEqual([page.shows(859_000).submit.held, page.shows(860_000).submit.held], [true, false]);
  assert.equal(page.shows(860_000).alert.text, "RATE_LIMITED in English");
});

test("every failure says the service's sentence with the reference for support", () => {
  const { alert } = new Page().receives(failed("NETWORK_ERROR", "retry")).shows(0, "ru");
  assert.deepEqual([alert.text, alert.reference, alert.tone], ["NETWORK_ERROR по-русски", "pairing-1", "error"]);
});

test("what a person can do decides what is offered", () => {
  const offers = [
    ["retry", {}, "link", undefined],
    ["use_qr", {}, "link", "qr"],
    ["reset", {}, "parked", "reset"],
    ["reset", { linked: true }, "parked", "reset"],
    ["wait", {}, "parked", "again"],
    ["wait", { retryAfterMs: 5000 }, "parked", undefined],
    ["wait", { linked: true }, "parked", "resume"],
    ["retry", { linked: true }, "parked", "resume"],
    ["contact_support", {}, "parked", "again"],
    ["contact_support", { linked: true }, "parked", undefined],
    ["none", { linked: true }, "parked", undefined],
    ["something_newer", {}, "parked", "again"],
  ];
  for (const [action, fields, screen, offer] of offers) {
    const view = new Page().receives(failed("SOME_CODE", action, fields)).shows();
    assert.deepEqual([view.screen, view.alert.action?.name], [screen, offer], `${action} ${JSON.stringify(fields)}`);
  }
});

test("starting again from a parked session opens the form, until another failure", () => {
  const page = new Page().receives(failed("PHONE_IN_USE", "contact_support")).happens({ type: "again" });
  assert.equal(page.shows().body, "form");
  assert.equal(page.receives(failed("BANNED", "contact_support", { correlationId: "pairing-3" })).shows().screen, "parked");
});

test("without the service the page stays, says so and lets nothing be asked", () => {
  const page = new Page().receives(withCode()).happens({ type: "closed", retryAt: START + 3000 });
  const view = page.shows();
  assert.deepEqual([view.body, view.canAsk, view.canCancel], ["code", false, false]);
  assert.equal(view.offline.timer, "Next attempt in 0:03");
  assert.equal(page.shows(4000).offline.timer, "Trying…");
});

test("a connected number is masked and stays on one line", () => {
  const { connected } = new Page().receives(snapshot({ state: "connected", linked: true, phoneNumber: "7916•••••67" })).shows(0, "ru");
  assert.deepEqual(connected, { text: "WhatsApp +7 916 •••-••-67 подключён", whole: "+7 916 •••-••-67" });
  assert.equal(new Page().receives(snapshot({ state: "connected", linked: true })).shows().connected.text, "WhatsApp is connected");
});

test("a lost session shows when it is tried again", () => {
  const page = new Page().receives(snapshot({ state: "reconnecting", linked: true, nextAttemptAt: serverTime(5000) }));
  assert.deepEqual([page.shows(0).attempt, page.shows(6000).attempt], ["Next attempt in 0:05", "Trying…"]);
});
