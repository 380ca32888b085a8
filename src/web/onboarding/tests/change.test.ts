import { expect, test } from "vitest";

import { Salon, change, changing, connected, failure, liveQr, newCode, picture, serverTime } from "./salon.ts";

const shown = (salon: Salon): unknown[] => {
  const { step, changing: panel, alert } = salon.shows();
  return [step, panel?.old ?? null, panel?.coming ?? null, alert?.text ?? null];
};

const OLD = "+7 900 •••-••-63";

/** Opens the form on the page of a connected salon. */
function atForm(): Salon {
  return new Salon({ asked: "8 900 646-42-63" }).sees(connected()).happens({ type: "changing" });
}

/** Requests a code for another number and sees it. */
function withNewCode(): Salon {
  const salon = atForm().happens({ type: "asked", what: "code", id: 1, phone: "8 916 123-45-48", change: true });
  return salon
    .sees(changing({ state: "creating" }))
    .sees(changing({}, { liveCode: newCode }))
    .gets("79161234548");
}

test("the form for another number is empty and says which one works", () => {
  const salon = atForm();
  expect(shown(salon)).toEqual(["number", OLD, "not known yet", null]);
  expect([salon.shows().typed, salon.shows().by]).toEqual(["", "code"]);
});

test("a form that is left says that nothing has changed", () => {
  const salon = atForm().happens({ type: "unchanged" });
  expect(shown(salon)).toEqual(["connected", null, null, `Nothing has changed. As before, ${OLD} works`]);
  expect(salon.shows(0, "ru").alert?.text).toBe("Ничего не изменилось. Как и раньше, работает +7 900 •••-••-63");
  expect(salon.shows().alert?.numbers).toEqual([OLD]);
});

test("the code for another number is shown with both numbers while the old one works", () => {
  const salon = atForm();
  salon.happens({ type: "asked", what: "code", id: 1, phone: "8 916 123-45-48", change: true });
  expect(shown(salon)).toEqual(["preparing", OLD, "+7 916 123-45-48", null]);
  salon.sees(changing({ state: "creating" }));
  expect(shown(salon)).toEqual(["preparing", OLD, "+7 916 •••-••-48", null]);
  salon.sees(changing({}, { liveCode: newCode })).gets("79161234548");
  expect(shown(salon)).toEqual(["code", OLD, "+7 916 123-45-48", null]);
  expect([salon.shows().changing?.elsewhere, salon.shows().stranger]).toEqual([null, null]);
  salon.sees(changing({ phoneAnswered: true }, { liveCode: newCode }));
  expect(salon.shows().step).toBe("answered");
  salon.sees(changing({ state: "connecting", method: null }));
  expect(shown(salon)).toEqual(["connecting", OLD, "+7 916 •••-••-48", null]);
});

test("a change that waits for the database says so", () => {
  const message = { ru: "Хранилище недоступно", en: "Storage is unavailable" };
  const salon = withNewCode().sees(changing({ state: "connecting", method: null, code: "STORE_UNAVAILABLE", message }));
  expect([salon.shows().changing?.waitsFor, salon.shows().alert]).toEqual(["Storage is unavailable", null]);
  expect(salon.shows(0, "ru").changing?.waitsFor).toBe("Хранилище недоступно");
});

test("a finished change says which number works", () => {
  const salon = withNewCode().sees(changing({ state: "connecting", method: null }));
  const old = { maskedPhone: "7900•••••63", since: serverTime(), nextAttemptAt: null };
  const loggingOut = change({ state: "logging_out", method: null, maskedPhone: "7900•••••63", oldDevice: old });
  salon.sees(connected({ phoneNumber: "7916•••••48", change: loggingOut }));
  expect(shown(salon)).toEqual(["connected", null, null, "The number is changed: +7 916 •••-••-48 works now"]);
  expect([salon.shows().alert?.tone, salon.shows().oldLeft]).toEqual(["success", null]);
  salon.sees(connected({ phoneNumber: "7916•••••48" }));
  expect(salon.shows().alert?.tone).toBe("success");
  salon.sees(connected({ phoneNumber: "7916•••••48", state: "reconnecting" }));
  expect(salon.shows().alert).toBeNull();
});

test("a cancelled change leaves the old number, and says so", () => {
  const salon = withNewCode()
    .asks("cancel")
    .sees(changing({}, { liveCode: newCode }));
  expect([salon.shows().canCancel, salon.shows().step]).toEqual([false, "code"]);
  salon.sees(connected());
  expect(shown(salon)).toEqual(["connected", null, null, `Nothing has changed. As before, ${OLD} works`]);
  expect(salon.shows().alert?.tone).toBe("info");
});

test("numbers that look alike are told apart by who cancelled", () => {
  const alike = { maskedPhone: "7900•••••63" };
  expect(atForm().sees(changing(alike), connected()).shows().alert).toBeNull();
  expect(atForm().sees(changing(alike)).asks("cancel").sees(connected()).shows().alert?.tone).toBe("info");
});

test("a request that is cancelled before it began closes the form", () => {
  const salon = atForm().happens({ type: "asked", what: "code", id: 1, phone: "8 916", change: true });
  salon.asks("cancel").answers("cancel");
  expect(shown(salon)).toEqual(["connected", null, null, `Nothing has changed. As before, ${OLD} works`]);
});

const failed = changing({ state: "failed", method: null, code: "CODE_EXPIRED", message: { ru: "Истёк", en: "Over" } });

test("a failed change says that the old number works and offers another try", () => {
  const salon = withNewCode().hears(failure("CODE_EXPIRED")).sees(failed);
  const { step, alert, changing: panel } = salon.shows();
  expect([step, panel, alert?.code, alert?.text]).toEqual(["connected", null, "CODE_EXPIRED", "Code expired"]);
  expect([alert?.note, alert?.tone, alert?.action?.name]).toEqual([
    `Nothing has changed. As before, ${OLD} works`,
    "warning",
    "change",
  ]);
  salon.happens({ type: "changing" });
  expect([salon.shows().step, salon.shows().submit.label]).toEqual(["number", "Get a new code"]);
  expect(salon.shows().alert?.action).toBeNull();
});

test("a page that is opened later shows the failure of the change until the next one", () => {
  const salon = new Salon().sees(failed);
  expect([salon.shows().step, salon.shows().alert?.code]).toEqual(["connected", "CODE_EXPIRED"]);
  salon.happens({ type: "changing" });
  expect(salon.shows().alert).toBeNull();
  salon.happens({ type: "unchanged" });
  expect(salon.shows().alert?.code).toBe("CODE_EXPIRED");
  expect(salon.sees(connected()).shows().alert).toBeNull();
});

test("a line that is restored says that the old number stays", () => {
  const lost = { ...failed, status: { ...failed.status, state: "reconnecting" as const } };
  expect(new Salon().sees(lost).shows().alert?.note).toBe(`Nothing has changed. The salon keeps ${OLD}`);
});

test("a failure of the line goes before that of a change", () => {
  const parked = { ...failed.status, state: "error" as const, code: "ACCOUNT_LOCKED" as const };
  const { alert } = new Salon().sees({ ...failed, status: { ...parked, userAction: "contact_support" } }).shows();
  expect([alert?.code, alert?.note, alert?.action?.label]).toEqual(["ACCOUNT_LOCKED", null, "I did, try again"]);
});

test("a throttled number is held in the form with its time", () => {
  const salon = atForm().happens({ type: "asked", what: "code", id: 1, phone: "8 916 123-45-48", change: true });
  salon.happens({ type: "typed", text: "8 916 123-45-48" });
  salon.refuses("code", failure("RATE_LIMITED", { action: "wait", waitMs: 860_000 }));
  salon.sees(changing({ state: "failed", method: null, code: "RATE_LIMITED" }));
  expect([salon.shows().step, salon.shows().alert?.timer]).toEqual(["connected", "New code in 14:20; QR works now"]);
  salon.happens({ type: "changing" });
  const { step, submit, alert } = salon.shows();
  expect([step, submit.held, alert?.action?.name]).toEqual(["number", true, "qr"]);
});

test("a refusal before the change has begun stays in the form", () => {
  const salon = atForm().happens({ type: "asked", what: "code", id: 1, phone: "8 916 123-45-48", change: true });
  salon.refuses("code", failure("TOO_MANY_REQUESTS", { reference: null, waitMs: 3000 })).sees(connected());
  expect([salon.shows().step, salon.shows().alert?.code]).toEqual(["number", "TOO_MANY_REQUESTS"]);
});

test("the number that is linked needs no change", () => {
  const salon = atForm().happens({ type: "asked", what: "code", id: 1, phone: "8 900 646-42-63", change: true });
  expect(salon.answers("code").shows().fieldError).toBe("This number is connected already. Enter another one");
  expect(salon.shows().step).toBe("number");
});

test("another code for the same number does not leave the change", () => {
  const salon = withNewCode().sees(changing({ phoneAnswered: true }, { liveCode: newCode }));
  salon.happens({ type: "asked", what: "code", id: 1, phone: "8 916 123-45-48", anew: true, change: true });
  expect(shown(salon.sees(connected()))).toEqual(["preparing", OLD, "+7 916 123-45-48", null]);
  salon.sees(changing({ state: "creating" }), changing({}, { liveCode: newCode }));
  expect(salon.shows().step).toBe("code");
});

test("a change that an operator begins is told with its code", () => {
  for (const asked of [null, "8 900 646-42-63"]) {
    const salon = new Salon({ by: "qr", chosen: true, asked }).sees(connected());
    salon.sees(changing({ state: "creating" })).sees(changing({}, { liveCode: newCode }));
    expect(shown(salon)).toEqual(["code", OLD, "+7 916 123-45-48", null]);
    expect(salon.shows().changing?.elsewhere).toMatch(/not from this page.*cancel the change$/);
    expect(salon.shows(0, "ru").changing?.elsewhere).toMatch(/^Номер салона меняют не с этой страницы/);
    expect([salon.shows().code?.code, salon.shows().stranger]).toEqual(["WXYZ-1234", null]);
    expect(shown(salon.sees(connected()))[3]).toBe(`Nothing has changed. As before, ${OLD} works`);
  }
});

test("a change by QR that was begun elsewhere shows the QR", () => {
  const salon = new Salon().sees(connected(), changing({ method: "qr", maskedPhone: null }, { liveQr }));
  expect(shown(salon)).toEqual(["qr", OLD, "not known yet", null]);
  expect(salon.shows().changing?.elsewhere).not.toBeNull();
});

test("a page that is loaded anew goes on with its own change", () => {
  const salon = new Salon({ asked: "8 916 123-45-48", chosen: true }).sees(changing({}, { liveCode: newCode }));
  expect([salon.shows().step, salon.shows().changing?.elsewhere]).toEqual(["code", null]);
});

test("an old phone that is still linked can be unlinked by hand", () => {
  const device = { maskedPhone: "7900•••••63", since: serverTime(), nextAttemptAt: null };
  const left = (oldDevice: object): Salon => {
    const old = { ...device, ...oldDevice };
    const fields = { state: "logging_out", method: null, maskedPhone: old.maskedPhone, oldDevice: old } as const;
    return new Salon().sees(connected({ phoneNumber: "7916•••••48", change: change(fields) }));
  };
  expect([left({}).shows().oldLeft, left({}).shows(10_001).oldLeft?.whole]).toEqual([null, OLD]);
  const { oldLeft } = left({ nextAttemptAt: serverTime(60_000) }).shows(0, "ru");
  expect(oldLeft?.text).toMatch(/^Телефон \+7 900 •••-••-63 пока не отвязался.*«Связанные устройства»/);
});

test("a reset ends the change and its screens", () => {
  const salon = withNewCode().asks("reset").sees(connected(), picture());
  expect(salon.answers("reset").shows().step).toBe("number");
  expect([salon.model.changing, salon.model.outcome, salon.shows().changing]).toEqual([false, null, null]);
});

test("a change whose line is lost meanwhile goes on", () => {
  const lost = changing({}, { liveCode: newCode });
  const salon = withNewCode().sees({ ...lost, status: { ...lost.status, state: "reconnecting" } });
  expect(shown(salon).slice(0, 2)).toEqual(["code", OLD]);
});
