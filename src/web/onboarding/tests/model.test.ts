import { expect, test } from "vitest";

import {
  START,
  Salon,
  asksPasskey,
  challenge,
  connected,
  failure,
  liveQr,
  pairing,
  parked,
  picture,
  textOf,
  waitingForPasskey,
  withCode,
  withQr,
} from "./salon.ts";

test("a picture replaces whatever was known before", () => {
  const salon = new Salon().sees(withCode({}, { liveQr }), picture());
  expect([salon.model.code, salon.model.qr, salon.model.status?.pairing]).toEqual([null, null, null]);
});

test("a request is pending until the session is pairing by code", () => {
  const salon = new Salon().sees(picture()).asks("code", "+7 900 646-42-63");
  expect(salon.shows().step).toBe("preparing");
  expect(salon.shows().canAsk).toBe(false);
  salon.sees(picture({ state: "creating", pairing: pairing() }));
  expect(salon.model.pending).toBeNull();
  expect(salon.shows().step).toBe("preparing");
});

test("a QR that rotates does not answer a request for a code", () => {
  const salon = new Salon().sees(withQr()).asks("code", "79006464263").sees(withQr());
  expect(salon.model.pending?.what).toBe("code");
});

test("a request whose answer was lost is settled by the picture that tells its end", () => {
  const salon = new Salon().sees(parked("CODE_EXPIRED", "retry")).asks("code", "79006464263");
  salon.sees(parked("PAIRING_TIMEOUT", "retry", { correlationId: "pairing-9" }));
  expect(salon.model.pending).toBeNull();
});

test("a lost line forgets the request: the picture after it says what became of it", () => {
  const salon = new Salon().sees(picture()).asks("code", "79006464263").loses().refuses("code", failure("OFFLINE"));
  expect([salon.model.pending, salon.shows().canAsk, salon.shows().alert]).toEqual([null, false, null]);
  salon.opens().sees(withCode());
  expect([salon.shows().step, salon.shows().offline]).toEqual(["code", null]);
});

test("a request without any answer can be made again", () => {
  const salon = new Salon().sees(picture()).asks("code", "79006464263").refuses("code", failure("NO_ANSWER"));
  expect(salon.shows().alert?.text).toMatch(/didn't answer/);
  expect(salon.shows().canAsk).toBe(true);
});

test("that no answer came is no news when a picture has told what became of it", () => {
  const salon = new Salon().sees(picture()).asks("code", "79006464263").sees(withCode());
  expect(salon.refuses("code", failure("NO_ANSWER")).shows().alert).toBeNull();
});

test("a refused number is told at the field and goes when the number changes", () => {
  const salon = new Salon({ by: "qr" }).sees(picture()).asks("code", "79").refuses("code", failure("INVALID_PHONE"));
  const { fieldError, alert, step } = salon.shows();
  expect([fieldError, alert, step]).toEqual(["INVALID_PHONE in English", null, "number"]);
  expect(salon.happens({ type: "typed", text: "790" }).shows().fieldError).toBeNull();
});

test("the one who asked for another number is not told that the earlier pairing ended", () => {
  const salon = new Salon()
    .sees(withCode())
    .asks("code", "79161234567")
    .hears(failure("SUPERSEDED", { action: "none" }));
  expect([salon.shows().alert, salon.shows().step]).toEqual([null, "preparing"]);
});

test("everybody else is told, until the phone is connected", () => {
  const salon = new Salon().sees(withCode()).hears(failure("SUPERSEDED", { action: "none" }));
  salon.sees(picture({ state: "creating", pairing: pairing() }));
  expect(salon.shows().alert?.text).toBe("SUPERSEDED in English");
  expect(salon.sees(picture({ state: "connected", linked: true })).shows().alert).toBeNull();
});

test("a code that dies beside a living QR is told, and the QR stays", () => {
  const salon = new Salon({ by: "qr", chosen: true }).sees(withCode({}, { liveQr })).hears(failure("CODE_EXPIRED"));
  salon.sees(withQr());
  expect([salon.shows().alert?.text, salon.shows().step]).toEqual(["Code expired", "qr"]);
  expect(salon.happens({ type: "chosen", by: "code" }).shows().step).toBe("number");
});

test("another code for an answered one waits for the end of that", () => {
  const salon = new Salon().sees(withCode({ pairing: pairing({ phoneAnswered: true }) }));
  salon.asks("code", "+7 900 646-42-63", true).sees(withCode());
  expect([salon.shows().step, salon.model.pending?.what]).toEqual(["preparing", "code"]);
  salon.sees(picture(), picture());
  expect([salon.shows().step, salon.model.pending?.what]).toEqual(["preparing", "code"]);
  salon.sees(withCode());
  expect([salon.shows().step, salon.model.pending]).toEqual(["code", null]);
});

test("what else goes wrong leaves the code on the screen", () => {
  const salon = new Salon().sees(withCode()).hears(failure("PAIRING_CODE_FAILED", { action: "use_qr" }));
  expect([salon.shows().step, salon.shows().alert?.code]).toEqual(["code", "PAIRING_CODE_FAILED"]);
});

test("a finished reset is told until something new begins", () => {
  const salon = new Salon().sees(picture({ state: "connected", linked: true })).asks("reset");
  expect(salon.shows().screen).toBe("resetting");
  salon.sees(picture()).answers("reset", { ru: "Сброшено", en: "Reset" });
  const { screen, alert } = salon.shows();
  expect([screen, alert?.tone, alert?.text]).toEqual(["link", "success", "Reset"]);
  expect(salon.asks("code", "79006464263").shows().alert).toBeNull();
});

test("a failed reset keeps the reference and offers itself again", () => {
  const salon = new Salon().sees(picture({ state: "connected", linked: true })).asks("reset");
  const { alert } = salon.refuses("reset", failure("STORE_UNAVAILABLE", { reference: "reset-1" })).shows();
  expect([alert?.text, alert?.reference, alert?.action?.name]).toEqual([
    "STORE_UNAVAILABLE in English",
    "reset-1",
    "reset",
  ]);
});

test("a refusal settles the request it answers and no other", () => {
  const salon = new Salon().sees(picture()).asks("code", "79006464263");
  salon.happens({ type: "failed", id: 7, what: "cancel", failure: failure("BAD_REQUEST"), at: START });
  expect(salon.model.pending?.id).toBe(1);
  expect(salon.refuses("code", failure("BAD_REQUEST")).model.pending).toBeNull();
  expect([salon.shows().alert?.tone, salon.shows().alert?.text]).toEqual(["error", "BAD_REQUEST in English"]);
});

test("a tab that did not ask learns the number from the code", () => {
  const salon = new Salon().sees(withCode(), parked("CODE_EXPIRED", "retry"));
  expect(salon.shows().typed).toBe("+7 900 646-42-63");
  expect(new Salon({ asked: "8 900" }).sees(withCode()).model.typed).toBe("8 900");
});

test("whoever has chosen nothing goes on with the pairing that is under way", () => {
  expect(new Salon({ by: "qr" }).sees(withCode()).shows().step).toBe("code");
  expect(new Salon({ by: "code" }).sees(withQr()).shows().step).toBe("qr");
  expect(new Salon({ by: "qr", chosen: true }).sees(withCode()).shows().step).toBe("qr-offer");
  expect(new Salon({ by: "qr" }).sees(picture(), withCode()).shows().step).toBe("qr-offer");
});

test("nothing can be asked before the service has let us in, also on a line that came back", () => {
  const salon = Salon.outside().sees(picture());
  expect([salon.shows().canAsk, salon.shows().canCancel]).toEqual([false, false]);
  expect(salon.opens().shows().canAsk).toBe(true);
  salon.loses().happens({ type: "line", state: "connecting", retryAt: null });
  expect([salon.shows().canAsk, salon.shows().offline?.timer]).toEqual([false, "Trying…"]);
});

test("a service that cannot tell who we are says so, until it lets us in", () => {
  const salon = Salon.outside()
    .hears(failure("STORE_UNAVAILABLE", { reference: null }))
    .loses();
  expect([salon.shows().screen, salon.shows().alert?.text]).toEqual(["loading", "STORE_UNAVAILABLE in English"]);
  expect([salon.opens().sees(picture()).shows().alert, salon.shows().step]).toEqual([null, "number"]);
});

test("too many sockets is told beside the line's own wait, until one is free", () => {
  const tooMany = failure("TOO_MANY_REQUESTS", { reference: null, waitMs: 5000, action: "wait" });
  const salon = Salon.outside()
    .hears(tooMany)
    .loses(START + 2000);
  const { alert, offline } = salon.shows();
  expect([alert?.tone, alert?.timer, offline?.timer]).toEqual(["warning", null, "Next attempt in 0:02"]);
  expect(salon.opens().shows().alert).toBeNull();
});

test("what is said of the line leaves the code on the screen", () => {
  const salon = new Salon().sees(withCode()).hears(failure("TOO_MANY_REQUESTS", { reference: null }));
  expect(salon.shows().step).toBe("code");
});

test("a request that came too soon is told with its wait and can be made again", () => {
  const salon = new Salon().sees(picture()).asks("code", "79006464263");
  salon.refuses("code", failure("TOO_MANY_REQUESTS", { reference: null, waitMs: 3000 }));
  const { alert, step, canAsk } = salon.shows(0, "ru");
  expect([alert?.text, alert?.timer]).toEqual(["TOO_MANY_REQUESTS по-русски", "Повторить можно через 0:03"]);
  expect([alert?.tone, step, canAsk]).toEqual(["warning", "number", true]);
  expect(salon.shows(3000).alert?.timer).toBeNull();
});

test("whoever is turned away sees nothing of the session any more", () => {
  const salon = new Salon({ asked: "+7 900" }).sees(withCode({}, { liveQr })).asks("reset");
  salon.hears(failure("UNAUTHORIZED", { reference: null }));
  expect(salon.shows().alert).toBeNull();
  salon.happens({ type: "turned-away", refusal: "over" });
  const { code, qr, status, pending } = salon.model;
  expect([code, qr, status, pending]).toEqual([null, null, null, null]);
  const view = salon.shows();
  expect([view.screen, view.alert, view.offline]).toEqual(["locked", null, null]);
  expect([view.canAsk, view.canCancel, view.canReset]).toEqual([false, false, false]);
});

test("starting over from a parked session ends with the next failure", () => {
  const salon = new Salon().sees(parked("PHONE_IN_USE", "contact_support")).happens({ type: "again" });
  expect(salon.shows().step).toBe("number");
  expect(salon.sees(parked("BANNED", "contact_support", { correlationId: "pairing-3" })).shows().screen).toBe("parked");
});

test("a code that is told is shown by its picture, and the failure before it goes", () => {
  const salon = new Salon().sees(picture()).hears(failure("NETWORK_ERROR"));
  expect(salon.shows().alert?.text).toBe(textOf("NETWORK_ERROR").en);
  expect(salon.asks("code", "79006464263").sees(withCode()).answers("code").shows().alert).toBeNull();
});

test("an answer that is refused leaves the challenge, and goes when it is checked", () => {
  const salon = new Salon().sees(waitingForPasskey()).asks("answer").refuses("answer", failure("PASSKEY_OUTDATED"));
  expect([salon.model.pending, salon.shows().alert?.code, salon.shows().step]).toEqual([
    null,
    "PASSKEY_OUTDATED",
    "passkey",
  ]);
  expect(salon.sees(asksPasskey("checking_passkey")).shows().alert).toBeNull();
});

test("an answer is pending until the state changes", () => {
  const salon = new Salon().sees(waitingForPasskey()).asks("answer").sees(waitingForPasskey());
  expect(salon.shows().passkey?.isSending).toBe(true);
  salon.sees(asksPasskey("checking_passkey"));
  expect([salon.model.pending, salon.shows().passkey?.isSending]).toEqual([null, false]);
});

test("a passkey in place of a code is no number that is connected already", () => {
  const changes = new Salon().sees(connected()).happens({ type: "changing" }).asks("code", "89161234548");
  const early = { ...connected({ change: null }), livePasskey: challenge() };
  expect(changes.sees(early).answers("code").model.fieldError).toBeNull();
});

test("a sentence of the page stays until something else happens", () => {
  const message = { ru: "Потерян", en: "Lost" };
  const salon = new Salon().sees(waitingForPasskey(), picture()).happens({ type: "told", message, at: START });
  expect(salon.shows().alert).toMatchObject({ tone: "info", text: "Lost", code: null, action: null });
  expect(salon.sees(picture()).shows().alert?.text).toBe("Lost");
  expect(salon.asks("code", "+7 900 646-42-63").shows().alert).toBeNull();
});

test("a passkey that expired is a warning, one that was refused an error", () => {
  const tones = ["PASSKEY_EXPIRED", "PASSKEY_REFUSED"].map(
    (code) => new Salon().sees(parked(code, "retry")).shows().alert?.tone,
  );
  expect(tones).toEqual(["warning", "error"]);
});

test("a phone does not take over the QR that a computer shows", () => {
  expect(new Salon({ onPhone: true }).sees(withQr()).shows().step).toBe("number");
  expect(new Salon({ onPhone: false }).sees(withQr()).shows().step).toBe("qr");
});
