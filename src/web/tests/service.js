// The service's side of the tests: frames as it writes them, and a page that has received some.

import { parseFrame } from "../assets/onboarding/frames.js";
import { initialModel, reduce } from "../assets/onboarding/model.js";
import { viewOf } from "../assets/onboarding/view.js";

/** The service's clock, an hour ahead of the page's. */
export const SERVER_AHEAD = 3_600_000;
const SERVER_START = Date.UTC(2026, 10, 23);
/** The page's time when a test begins. */
export const START = SERVER_START - SERVER_AHEAD;

/** The service's time, some milliseconds after the start. */
export function serverTime(ms = 0) {
  return new Date(SERVER_START + ms).toISOString();
}

/** What a link of salon 997441 says. */
export const CLAIMS = { aud: "linekeeper-onboarding", sub: "997441", jti: "link-1", exp: 1_900_000_000 };

/** A token as the service makes them; the page cannot check the signature. */
export function tokenOf(claims) {
  const encoded = (part) => Buffer.from(JSON.stringify(part)).toString("base64url");
  return `${encoded({ alg: "HS256", typ: "JWT", kid: "1" })}.${encoded(claims)}.c2lnbmF0dXJl`;
}

export const authenticated = (ms = 900_000) =>
  JSON.stringify({ type: "authenticated", expiresAt: serverTime(ms), requestId: "hello" });

export const refusal = (code, fields = {}) => JSON.stringify({
  type: "error", code, message: { ru: `${code} по-русски`, en: `${code} in English` }, detail: "", ...fields,
});

export function snapshot(fields = {}) {
  return JSON.stringify({
    type: "session-state", serverTime: serverTime(), companyId: "997441", state: "idle", code: null, message: null,
    userAction: "none", retryAfterMs: null, nextAttemptAt: null, since: serverTime(), correlationId: "pairing-1",
    phoneNumber: null, linked: false, pairing: null, ...fields,
  });
}

export const failed = (code, userAction, fields = {}) =>
  snapshot({ state: "error", code, userAction, message: { ru: `${code} по-русски`, en: `${code} in English` }, ...fields });

export const pairing = (fields = {}) => ({ method: "code", codeExpiresAt: null, phoneAnswered: false, attempt: 1, ...fields });

export const liveCode = (ms = 180_000) => ({ code: "ABCD-EFGH", phoneNumber: "79006464263", expiresAt: serverTime(ms) });

export const liveQr = (ms = 20_000) => ({ qr: "2@a,b", svg: "<svg/>", expiresAt: serverTime(ms) });

export const withCode = (fields = {}) => snapshot({ state: "pairing_code_sent", pairing: pairing(), liveCode: liveCode(), ...fields });

export const notice = (code, userAction, fields = {}) => JSON.stringify({
  type: "pairing-code-error", code, userAction, message: { ru: `${code} по-русски`, en: `${code} in English` },
  retryAfterMs: null, correlationId: "pairing-2", ...fields,
});

/** A page of salon 997441 that was let in. */
export class Page {
  constructor(known = {}) {
    this.at = START;
    this.model = initialModel({ company: "997441", ...known });
    this.receives(authenticated());
  }

  /** A page that nobody has answered yet. */
  static outside(known = {}) {
    const page = new Page(known);
    page.model = initialModel({ company: "997441", ...known });
    return page;
  }

  happens(event) {
    this.model = reduce(this.model, { ...event, at: this.at });
    return this;
  }

  receives(...frames) {
    for (const raw of frames) this.happens({ type: "frame", frame: parseFrame(raw) });
    return this;
  }

  asks(what, phone) {
    return this.happens({ type: "asked", what, id: "id", phone });
  }

  /** What it shows, some milliseconds after the start. */
  shows(ms = 0, language = "en") {
    return viewOf(this.model, { now: START + ms, language });
  }
}
