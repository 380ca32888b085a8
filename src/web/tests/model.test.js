import assert from "node:assert/strict";
import test from "node:test";

import {
  Page, START, authenticated, failed, liveCode, liveQr, notice, pairing, refusal, serverTime, snapshot, withCode,
} from "./service.js";

test("a snapshot replaces whatever was known before", () => {
  const page = new Page().receives(withCode({ liveQr: liveQr() }), snapshot());
  assert.deepEqual([page.model.code, page.model.qr, page.model.status.pairing], [null, null, null]);
});

test("a request is pending until the session is pairing by code", () => {
  const page = new Page().receives(snapshot()).asks("code", "+7 900 646-42-63");
  assert.equal(page.shows().body, "preparing");
  assert.equal(page.shows().canAsk, false);
  page.receives(snapshot({ state: "creating", pairing: pairing() }));
  assert.equal(page.model.pending, null);
  assert.equal(page.shows().body, "preparing");
});

test("a QR that rotates does not answer a request for a code", () => {
  const byQr = { state: "pairing_code_sent", pairing: pairing({ method: "qr" }) };
  const page = new Page().receives(snapshot(byQr)).asks("code", "79006464263");
  page.receives(snapshot({ ...byQr, liveQr: liveQr() }));
  assert.equal(page.model.pending.what, "code");
});

test("a request whose answer was lost is settled by the snapshot that tells its end", () => {
  const page = new Page().receives(failed("CODE_EXPIRED", "retry")).asks("code", "79006464263");
  page.receives(failed("PAIRING_TIMEOUT", "retry", { correlationId: "pairing-9" }));
  assert.equal(page.model.pending, null);
});

test("a lost line forgets the request: the snapshot after it says what became of it", () => {
  const page = new Page().receives(snapshot()).asks("code", "79006464263");
  page.happens({ type: "closed", retryAt: 0 });
  assert.equal(page.model.pending, null);
  assert.equal(page.shows().canAsk, false);
  page.happens({ type: "connecting" }).receives(authenticated(), withCode());
  assert.equal(page.shows().body, "code");
  assert.equal(page.shows().offline, null);
});

test("a request without any answer is given up after half a minute", () => {
  const page = new Page().receives(snapshot()).asks("code", "79006464263");
  page.at += 29_000;
  assert.equal(page.happens({ type: "tick" }).shows().alert, null);
  page.at += 1000;
  assert.match(page.happens({ type: "tick" }).shows().alert.text, /didn't answer/);
  assert.equal(page.shows().canAsk, true);
});

test("a refused number is told at the field and goes when the number changes", () => {
  const page = new Page({ tab: "qr" }).receives(snapshot()).asks("code", "79");
  page.receives(notice("INVALID_PHONE", "retry"));
  assert.deepEqual([page.shows().fieldError, page.shows().alert, page.shows().body], ["INVALID_PHONE in English", null, "form"]);
  assert.equal(page.happens({ type: "typed", text: "790" }).shows().fieldError, null);
});

test("the one who asked for another number is not told that the earlier pairing ended", () => {
  const page = new Page().receives(withCode()).asks("code", "79161234567").receives(notice("SUPERSEDED", "none"));
  assert.deepEqual([page.shows().alert, page.shows().body], [null, "preparing"]);
});

test("everybody else is told, until the phone is connected", () => {
  const page = new Page().receives(withCode(), notice("SUPERSEDED", "none"));
  page.receives(snapshot({ state: "creating", pairing: pairing() }));
  assert.equal(page.shows().alert.text, "SUPERSEDED in English");
  assert.equal(page.receives(snapshot({ state: "connected", linked: true })).shows().alert, null);
});

test("a code that dies beside a living QR is told, and the QR stays", () => {
  const page = new Page({ tab: "qr" }).receives(withCode({ liveQr: liveQr() }), notice("CODE_EXPIRED", "retry"));
  page.receives(snapshot({ state: "pairing_code_sent", pairing: pairing(), liveQr: liveQr() }));
  assert.deepEqual([page.shows().alert.text, page.shows().body], ["Code expired", "qr"]);
  assert.equal(page.happens({ type: "tab", tab: "code" }).shows().body, "form");
});

test("a finished reset is told until something new begins", () => {
  const done = JSON.stringify({ type: "credentials-reset", success: true, message: { ru: "Сброшено", en: "Reset" }, sessionId: "997441" });
  const page = new Page().receives(snapshot({ state: "connected", linked: true })).asks("reset");
  assert.equal(page.shows().screen, "resetting");
  page.receives(snapshot(), done);
  assert.deepEqual([page.shows().screen, page.shows().alert.tone, page.shows().alert.text], ["link", "success", "Reset"]);
  assert.equal(page.asks("code", "79006464263").shows().alert, null);
});

test("a failed reset keeps the reference and offers itself again", () => {
  const error = JSON.stringify({ type: "reset-error", error: "STORE_UNAVAILABLE", correlationId: "reset-1", message: { ru: "а", en: "Down" } });
  const { alert } = new Page().receives(snapshot({ state: "connected", linked: true })).asks("reset").receives(error).shows();
  assert.deepEqual([alert.text, alert.reference, alert.action.name], ["Down", "reset-1", "reset"]);
});

test("an error frame settles the request it answers and no other", () => {
  const error = (requestId) => JSON.stringify({ type: "error", code: "BAD_REQUEST", message: { ru: "а", en: "Bad" }, detail: "", requestId });
  const page = new Page().receives(snapshot()).asks("code", "79006464263");
  assert.equal(page.receives(error("other")).model.pending.id, "id");
  assert.equal(page.receives(error("id")).model.pending, null);
  assert.deepEqual([page.shows().alert.tone, page.shows().alert.text], ["error", "Bad"]);
});

test("the service's clock is learned from every frame that carries it", () => {
  const page = new Page().receives(snapshot());
  const before = page.model.skew;
  page.receives(JSON.stringify({ type: "pong", serverTime: serverTime(5000) }));
  assert.equal(page.model.skew, before + 5000);
});

test("a tab that did not ask learns the number from the code", () => {
  const page = new Page().receives(withCode(), failed("CODE_EXPIRED", "retry"));
  assert.equal(page.shows().typed, "+7 900 646-42-63");
  assert.equal(new Page({ asked: "8 900" }).receives(withCode()).model.typed, "8 900");
});

test("a code told once more is shown without waiting for a snapshot", () => {
  const page = new Page().receives(withCode()).asks("code", "79006464263");
  page.receives(JSON.stringify({ type: "pairing-code", ...liveCode(), correlationId: "p", serverTime: serverTime(), requestId: "id" }));
  assert.deepEqual([page.shows().body, page.shows().code.code], ["code", "ABCD-EFGH"]);
});

test("nothing can be asked before the service has let us in, also on a line that came back", () => {
  const page = Page.outside().receives(snapshot());
  assert.deepEqual([page.shows().canAsk, page.shows().canCancel], [false, false]);
  assert.equal(page.receives(authenticated()).shows().canAsk, true);
  page.happens({ type: "closed", retryAt: 0 }).happens({ type: "connecting" });
  assert.deepEqual([page.shows().canAsk, page.shows().offline.timer], [false, "Trying…"]);
});

test("a service that cannot tell who we are says so, until it lets us in", () => {
  const page = Page.outside().receives(refusal("STORE_UNAVAILABLE", { requestId: "hello" })).happens({ type: "closed", retryAt: 0 });
  assert.deepEqual([page.shows().screen, page.shows().alert.text], ["loading", "STORE_UNAVAILABLE in English"]);
  page.happens({ type: "connecting" }).receives(authenticated(), snapshot());
  assert.deepEqual([page.shows().alert, page.shows().body], [null, "form"]);
});

test("too many sockets is told beside the line's own wait, until one is free", () => {
  const page = Page.outside().receives(refusal("TOO_MANY_REQUESTS", { retryAfterMs: 5000 })).happens({ type: "closed", retryAt: START + 2000 });
  const { alert, offline } = page.shows();
  assert.deepEqual([alert.tone, alert.timer, offline.timer], ["warning", null, "Next attempt in 0:02"]);
  assert.equal(page.happens({ type: "connecting" }).receives(authenticated()).shows().alert, null);
});

test("a request that came too soon is told with its wait and can be made again", () => {
  const page = new Page().receives(snapshot()).asks("code", "79006464263");
  page.receives(refusal("TOO_MANY_REQUESTS", { requestId: "id", retryAfterMs: 3000 }));
  const { alert, body, canAsk } = page.shows(0, "ru");
  assert.deepEqual([alert.text, alert.timer], ["TOO_MANY_REQUESTS по-русски", "Повторить можно через 0:03"]);
  assert.deepEqual([alert.tone, body, canAsk], ["warning", "form", true]);
  assert.equal(page.shows(3000).alert.timer, null);
});

test("whoever is turned away sees nothing of the session any more", () => {
  const page = new Page({ asked: "+7 900" }).receives(withCode({ liveQr: liveQr() })).asks("reset");
  page.receives(refusal("UNAUTHORIZED", { detail: "access was revoked" }));
  assert.equal(page.shows().alert, null);
  page.happens({ type: "turned-away", code: 4401, reason: "access was revoked" });
  const { code, qr, status, pending } = page.model;
  assert.deepEqual([code, qr, status, pending], [null, null, null, null]);
  const view = page.shows();
  assert.deepEqual([view.screen, view.body, view.alert, view.offline], ["locked", null, null, null]);
  assert.deepEqual([view.canAsk, view.canCancel, view.canReset], [false, false, false]);
  assert.equal(page.happens({ type: "tick" }).shows().screen, "locked");
});

test("a link has expired when the service says so, in its error or as it closes", () => {
  const refused = (detail, reason) => Page.outside().receives(refusal("UNAUTHORIZED", { detail, requestId: "hello" }))
    .happens({ type: "turned-away", code: 4401, reason }).model.refusal;
  assert.equal(refused("the token has expired", ""), "expired");
  assert.equal(refused("", "the token has expired"), "expired");
  assert.equal(refused("the token does not count", "the token does not count"), "over");
  assert.equal(refused("the link was revoked", ""), "over");
});

test("a link has expired when its time is over by the service's clock, not by the computer's", () => {
  const refused = (at, frames) => {
    const page = Page.outside().receives(...frames);
    page.at += at;
    return page.happens({ type: "turned-away", code: 4401, reason: "the token does not count" }).model.refusal;
  };
  assert.equal(refused(900_000, [authenticated(900_000), snapshot()]), "expired");
  assert.equal(refused(899_000, [authenticated(900_000), snapshot()]), "over");
  assert.equal(refused(1e12, []), "over");
});

test("a link for another company has not expired, it does not work", () => {
  const page = Page.outside().receives(refusal("FORBIDDEN")).happens({ type: "turned-away", code: 4403, reason: "expired" });
  assert.equal(page.model.refusal, "over");
});

test("what a line said as it went is not taken for the next one's words", () => {
  const page = new Page().receives(refusal("UNAUTHORIZED", { detail: "the token has expired" }));
  page.happens({ type: "closed", retryAt: 0 }).happens({ type: "turned-away", code: 4401, reason: "" });
  assert.equal(page.model.refusal, "over");
});
