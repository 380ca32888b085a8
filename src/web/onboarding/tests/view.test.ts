import { expect, test } from "vitest";

import { initialModel } from "../src/model.ts";
import { viewOf } from "../src/view.ts";
import {
  SETTING,
  START,
  Salon,
  asksPasskey,
  confirmingPasskey,
  failure,
  liveCode,
  liveQr,
  pairing,
  parked,
  picture,
  serverTime,
  waitingForPasskey,
  withCode,
  withQr,
} from "./salon.ts";

test("every state has its step", () => {
  const steps = [
    [picture(), "number"],
    [picture({ state: "creating", pairing: pairing() }), "preparing"],
    [picture({ state: "waiting_for_pairing_code", pairing: pairing() }), "preparing"],
    [withCode(), "code"],
    [withCode({ pairing: pairing({ phoneAnswered: true }) }), "answered"],
    [waitingForPasskey(), "passkey"],
    [asksPasskey("waiting_for_passkey"), "passkey-checking"],
    [asksPasskey("checking_passkey"), "passkey-checking"],
    [confirmingPasskey(), "passkey-code"],
    [asksPasskey("confirming_passkey"), "passkey-checking"],
    [picture({ state: "connecting", linked: true }), "connecting"],
    [picture({ state: "connected", linked: true }), "connected"],
    [picture({ state: "reconnecting", linked: true }), "reconnecting"],
    [picture({ state: "passkey_required", code: "PASSKEY_REQUIRED", userAction: "contact_support" }), "parked"],
    [picture({ state: "something_newer" as "idle" }), "loading"],
  ] as const;
  for (const [seen, step] of steps) expect(new Salon().sees(seen).shows().step, seen.status.state).toBe(step);
});

test("before the first picture the element is loading", () => {
  expect(Salon.outside().shows().step).toBe("loading");
  expect(new Salon().shows().step).toBe("loading");
});

/** Returns the texts of the screen without a valid link, in both languages. */
function lockedOut(salon: Salon): string[] {
  return (["ru", "en"] as const).map((language) => {
    const { step, locked, announcement } = salon.shows(0, language);
    expect([step, announcement]).toEqual(["locked", `${locked?.text}. ${locked?.hint}`]);
    return announcement;
  });
}

test("a link that does not count has a screen of its own", () => {
  expect(lockedOut(Salon.outside().happens({ type: "turned-away", refusal: "over" }))).toEqual([
    "Ссылка больше не действует. Попросите новую у того, кто её прислал",
    "This link no longer works. Ask whoever sent it for a new one",
  ]);
});

test("a link that has expired is said to have expired", () => {
  expect(lockedOut(new Salon().happens({ type: "turned-away", refusal: "expired" }))).toEqual([
    "Срок действия ссылки истёк. Попросите новую у того, кто её прислал",
    "This link has expired. Ask whoever sent it for a new one",
  ]);
});

test("without a link the element asks to open the one that was sent", () => {
  const [ru, en] = lockedOut(Salon.outside({ company: null }));
  expect(ru).toMatch(/^Откройте ссылку, которую вам прислали\. Она нужна целиком/);
  expect(en).toMatch(/^Open the link that was sent to you\. It is needed whole/);
});

test("the QR tab shows what becomes of the QR", () => {
  const steps = [
    [picture(), "qr-offer"],
    [picture({ state: "creating", pairing: pairing({ method: "qr" }) }), "qr-preparing"],
    [withQr(), "qr"],
    [withCode(), "qr-offer"],
  ] as const;
  for (const [seen, step] of steps) expect(new Salon({ by: "qr", chosen: true }).sees(seen).shows().step).toBe(step);
});

test("a session that pairs by QR leaves the number form open", () => {
  expect(new Salon({ chosen: true }).sees(withQr()).shows().step).toBe("number");
});

test("the countdown goes by the service's clock, not by the computer's", () => {
  const salon = new Salon().sees(withCode());
  expect(salon.shows(0).code?.timer).toBe("Valid for 3:00");
  expect(salon.shows(19_000, "ru").code?.timer).toBe("Действует ещё 2:41");
  expect([salon.shows(119_999).code?.lastMinute, salon.shows(120_000).code?.lastMinute]).toEqual([false, true]);
  expect([salon.shows(149_999).code?.urgent, salon.shows(150_000).code?.urgent]).toEqual([false, true]);
});

test("a code that ran out before the service said so is shown as over", () => {
  const { code, announcement } = new Salon().sees(withCode()).shows(180_000);
  expect([code?.over, code?.timer, announcement]).toEqual([true, "Code expired", "Code expired"]);
});

const answered = withCode({ pairing: pairing({ phoneAnswered: true }) });

test("a code stays with its time when the phone has answered", () => {
  const salon = new Salon().sees(withCode(), answered);
  const { step, code, answer, canCancel, announcement } = salon.shows(7999);
  expect([step, code?.code, code?.timer, canCancel]).toEqual(["answered", "ABCD-EFGH", "Valid for 2:53", true]);
  expect([answer?.text, answer?.doubt]).toEqual(["Your phone responded. Keep WhatsApp open", null]);
  expect(announcement).toBe("Your phone responded. Keep WhatsApp open");
});

test("eight seconds later it is asked whether the code was wrong", () => {
  const salon = new Salon().sees(withCode(), answered);
  salon.at = START + 5000;
  salon.sees(answered);
  const { answer, announcement } = salon.shows(8000, "ru");
  expect(answer?.doubt).toBe("Телефон сообщил, что код неверный? Введите его ещё раз");
  expect(announcement).toBe(answer?.doubt);
  // The answer to the next code starts the delay anew.
  salon.sees(withCode(), answered);
  expect([salon.shows(8000).answer?.doubt, salon.shows(13_000).answer?.doubt === null]).toEqual([null, false]);
});

test("an answered code whose time is over did not expire", () => {
  const { code, answer, announcement } = new Salon().sees(withCode(), answered).shows(180_000);
  expect([code?.over, code?.timer, answer?.doubt]).toEqual([true, "Linking did not finish", null]);
  expect(announcement).toBe("Linking did not finish");
});

test("the phone's answer brings back the code from the QR's tab", () => {
  expect(new Salon({ by: "qr", chosen: true }).sees(withQr(), answered).shows().step).toBe("answered");
});

test("a linking that did not finish is no code that ran out", () => {
  const over = parked("PAIRING_NOT_FINISHED", "retry");
  const salon = new Salon({ asked: "+7 900 646-42-63" }).sees(answered, over);
  const { alert, submit, step, typed } = salon.shows(0, "ru");
  expect([alert?.text, alert?.tone]).toEqual(["PAIRING_NOT_FINISHED по-русски", "warning"]);
  expect([step, typed, submit]).toEqual(["number", "+7 900 646-42-63", { label: "Получить новый код", held: false }]);
});

test("a QR that is refused is told, and a code beside it stays", () => {
  const refused = failure("PAIRING_CODE_FAILED", { action: "use_qr" });
  const told = "WhatsApp refused the QR. Scan a new one";
  const ended = parked("PAIRING_CODE_FAILED", "use_qr");
  const alone = new Salon({ by: "qr" }).sees(withQr()).hears(refused);
  expect([alone.shows().alert?.text, alone.shows().step]).toEqual([told, "qr"]);
  expect([alone.sees(ended).shows().alert?.text, alone.shows().step]).toEqual([told, "qr-offer"]);
  const beside = new Salon().sees(withCode({}, { liveQr })).hears(refused);
  expect([beside.shows().alert?.text, beside.shows().step]).toEqual([told, "code"]);
  // A refused code shows the service's own text.
  const asked = new Salon().sees(picture({ state: "creating", pairing: pairing() }), ended);
  expect(asked.shows().alert?.text).toBe("PAIRING_CODE_FAILED in English");
});

test("after a removal nothing is asked for until its time is over", () => {
  const salon = new Salon({ asked: "+7 900 646-42-63" }).sees(picture()).asks("code", "+7 900 646-42-63");
  salon.refuses("code", failure("REMOVED_AFTER_LINK", { action: "wait", waitMs: 1_745_000 }));
  const { alert, submit, qrOffer } = salon.shows(0, "ru");
  expect([alert?.timer, alert?.action]).toEqual(["Повторить можно через 29:05", null]);
  expect(submit).toEqual({ label: "Новый код через 29:05", held: true });
  expect(qrOffer).toEqual({ label: "QR через 29:05", held: true });
  salon.happens({ type: "typed", text: "+7 916 123-45-67" });
  expect(salon.shows().submit.held).toBe(true);
  const later = salon.shows(1_745_000);
  expect([later.submit.held, later.qrOffer.held, later.alert?.timer]).toEqual([false, false, null]);
});

test("both numbers are named before one takes the other's place", () => {
  const connected = picture({ state: "connected", linked: true, phoneNumber: "7900•••••63" });
  const salon = new Salon().sees(picture()).asks("code", "8 916 123 45 67").sees(connected);
  salon.refuses("code", failure("PHONE_MISMATCH", { action: "change_number", stored: "7900•••••63" }));
  expect(salon.shows().change?.text).toBe(
    "WhatsApp of this salon is linked as +7 900 •••-••-63. Change it to +7 916 123-45-67? The old number keeps receiving until the new one is connected.",
  );
  expect(salon.shows(0, "ru").change?.text).toMatch(/на номере \+7 900 •••-••-63\. Сменить его на \+7 916 123-45-67\?/);
  expect([salon.shows().alert, salon.shows().step]).toEqual([null, "connected"]);
});

test("a person who keeps the number sees everything as before", () => {
  const salon = new Salon().sees(picture()).asks("code", "8 916 123 45 67");
  const mismatch = failure("PHONE_MISMATCH", { action: "change_number", stored: "7900•••••63" });
  salon.refuses("code", mismatch).happens({ type: "kept" });
  const { change, alert, step, canAsk } = salon.shows();
  expect([change, alert, step, canAsk]).toEqual([null, null, "number", true]);
});

/** Picture with a code that was requested elsewhere. */
const strange = withCode({}, { liveCode: { ...liveCode, phoneNumber: "79161234567" } });

test("a code that was asked for elsewhere says whose it is", () => {
  const connected = picture({ state: "connected", linked: true, phoneNumber: "7900•••••63" });
  const preparing = picture({ state: "creating", pairing: pairing(), phoneNumber: "7916•••••67" });
  for (const before of [connected, picture()]) {
    const salon = new Salon().sees(before, preparing);
    expect(salon.shows().stranger?.text).toMatch(/^The code for \+7 916 •••-••-67 was requested elsewhere/);
    salon.sees(strange, strange);
    const { step, stranger } = salon.shows(0, "ru");
    expect([step, stranger?.whole]).toEqual(["code", "+7 916 123-45-67"]);
    expect(stranger?.text).toMatch(/^Код для \+7 916 123-45-67 запросили не на этой странице/);
    expect(salon.sees(connected).shows().stranger).toBeNull();
  }
});

test("a code that takes the place of ours says whose it is", () => {
  const salon = new Salon().sees(picture()).asks("code", "8 900 646 42 63").sees(withCode()).gets("79006464263");
  expect(salon.shows().stranger).toBeNull();
  expect(salon.sees(strange).shows().stranger?.whole).toBe("+7 916 123-45-67");
});

test("a code that was asked for here is nobody else's", () => {
  const spelled = withCode({}, { liveCode: { ...liveCode, phoneNumber: "5215512345678" } });
  const salon = new Salon().sees(picture()).asks("code", "+52 55 1234 5678").sees(spelled).gets("5215512345678");
  expect(salon.sees(spelled).shows().stranger).toBeNull();
  // After a reload the typed number is known; a second tab knows only what the service shows.
  expect(new Salon({ asked: "+52 55 1234 5678" }).sees(spelled).shows().stranger).toBeNull();
  expect(new Salon().sees(spelled, spelled).shows().stranger).toBeNull();
});

test("a QR that ran out waits for the next one", () => {
  const salon = new Salon({ by: "qr" }).sees(withQr());
  expect([salon.shows(2000).qr?.timer, salon.shows(2000).qr?.stale]).toEqual(["Refreshes in 0:18", false]);
  expect([salon.shows(20_000, "ru").qr?.timer, salon.shows(20_000).qr?.stale]).toEqual(["Обновляем QR…", true]);
});

test("what is announced does not change with a tick", () => {
  const salon = new Salon().sees(withCode());
  expect(salon.shows(0).announcement).toBe("Your code: A B C D, E F G H");
  expect(salon.shows(119_000).announcement).toBe(salon.shows(0).announcement);
  expect(salon.shows(121_000).announcement).toBe(salon.shows(179_000).announcement);
});

test("a throttle holds the same number with a live timer and leaves another number and the QR free", () => {
  const salon = new Salon({ asked: "+7 900 646-42-63" }).sees(
    parked("RATE_LIMITED", "wait", { retryAfterMs: 860_000 }),
  );
  const { alert, submit } = salon.shows(0, "ru");
  expect([alert?.text, alert?.timer]).toEqual(["Слишком много попыток", "Новый код через 14:20; можно по QR"]);
  expect([alert?.action?.name, alert?.tone]).toEqual(["qr", "warning"]);
  expect(submit).toEqual({ label: "Новый код через 14:20", held: true });
  expect(salon.happens({ type: "typed", text: "8 900 646 42 64" }).shows().submit.held).toBe(false);
  salon.happens({ type: "typed", text: "8 900 646 42 63" });
  expect([salon.shows(859_000).submit.held, salon.shows(860_000).submit.held]).toEqual([true, false]);
  expect(salon.shows(860_000).alert?.text).toBe("RATE_LIMITED in English");
});

test("every failure says the service's sentence with the reference for support", () => {
  const { alert } = new Salon().sees(parked("NETWORK_ERROR", "retry")).shows(0, "ru");
  expect([alert?.code, alert?.text, alert?.reference, alert?.tone]).toEqual([
    "NETWORK_ERROR",
    "NETWORK_ERROR по-русски",
    "pairing-1",
    "error",
  ]);
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
    ["change_number", {}, "parked", "again"],
    ["change_number", { linked: true }, "parked", undefined],
    ["contact_support", {}, "parked", "again"],
    ["contact_support", { linked: true }, "parked", undefined],
    ["none", { linked: true }, "parked", undefined],
    ["something_newer", {}, "parked", "again"],
  ] as const;
  for (const [action, fields, screen, offer] of offers) {
    const view = new Salon().sees(parked("SOME_CODE", action, fields)).shows();
    expect([view.screen, view.alert?.action?.name], `${action} ${JSON.stringify(fields)}`).toEqual([screen, offer]);
  }
});

test("without the service the element stays, says so and lets nothing be asked", () => {
  const salon = new Salon().sees(withCode()).loses(START + 3000);
  const view = salon.shows();
  expect([view.step, view.canAsk, view.canCancel]).toEqual(["code", false, false]);
  expect(view.offline?.timer).toBe("Next attempt in 0:03");
  expect(salon.shows(4000).offline?.timer).toBe("Trying…");
});

test("a connected number is masked and stays on one line", () => {
  const connected = picture({ state: "connected", linked: true, phoneNumber: "7916•••••67" });
  const salon = new Salon().sees(connected);
  expect(salon.shows(0, "ru").connected).toEqual({
    text: "WhatsApp +7 916 •••-••-67 подключён",
    whole: "+7 916 •••-••-67",
  });
  expect(new Salon().sees(picture({ state: "connected", linked: true })).shows().connected.text).toBe(
    "WhatsApp is connected",
  );
});

test("a lost session shows when it is tried again", () => {
  const salon = new Salon().sees(picture({ state: "reconnecting", linked: true, nextAttemptAt: serverTime(5000) }));
  expect([salon.shows(0).attempt, salon.shows(6000).attempt]).toEqual(["Next attempt in 0:05", "Trying…"]);
});

test("a code and a QR that live together are shown each on its tab", () => {
  const salon = new Salon().sees(withCode({}, { liveQr }));
  expect(salon.shows().step).toBe("code");
  expect(salon.happens({ type: "chosen", by: "qr" }).shows().step).toBe("qr");
});

test("nothing is shown of a session before somebody has said whose it is", () => {
  const view = viewOf(initialModel(), SETTING);
  expect([view.company, view.code, view.qr, view.canReset]).toEqual([null, null, null, false]);
});

test("a page that is not let in is told what must be allowed", () => {
  const salon = Salon.outside().loses().happens({ type: "shut-out" });
  expect(salon.shows().offline?.text).toBe(
    "The service answers but doesn't let this page in: its settings must allow https://market.example",
  );
  expect(salon.opens().shows().offline).toBe(null);
});
