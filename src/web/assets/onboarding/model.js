// What the page knows, and how frames and people change it. The session lives in the service: whatever a frame
// `session-state` says replaces what was known before, so that a reload or a second tab shows the same.

import { displayedPhone } from "../shared/format.js";
import { UNKNOWN } from "./connection.js";
import { isFinal } from "./frames.js";
import { texts } from "./texts.js";

/** After this long without any answer a request is given up; the service itself needs at most 20 s. */
const GIVE_UP_MS = 30_000;

/**
 * @typedef {object} Model
 * @property {string | null} company whose link was opened; null without a link
 * @property {"expired" | "over" | null} refusal why the service has turned us away
 * @property {string} words what the service said when it refused our token
 * @property {number | null} expiresAt until when the service lets us in, by its clock
 * @property {"code" | "qr"} tab
 * @property {string} typed what is in the number field
 * @property {string | null} asked the number a code was last asked for, as typed
 * @property {{ state: "connecting" | "open" | "closed", retryAt: number | null, lost: boolean }} line open: we are let in
 * @property {object | null} status
 * @property {object | null} code
 * @property {object | null} qr
 * @property {number} skew milliseconds by which the service's clock is ahead of ours
 * @property {object | null} notice
 * @property {{ ru: string, en: string } | null} fieldError
 * @property {{ what: string, id: string, at: number } | null} pending
 * @property {boolean} again the person wants to start over from a parked session
 */

/** @returns {Model} */
export function initialModel({ company = null, tab = "code", asked = null } = {}) {
  return {
    company,
    refusal: null,
    words: "",
    expiresAt: null,
    tab,
    typed: asked ?? "",
    asked,
    line: { state: "connecting", retryAt: null, lost: false },
    status: null,
    code: null,
    qr: null,
    skew: 0,
    notice: null,
    fieldError: null,
    pending: null,
    again: false,
  };
}

/**
 * The model after something happened. `at` is this computer's time in milliseconds.
 * @param {Model} model
 * @param {{ type: string, at: number }} event
 * @returns {Model}
 */
export function reduce(model, event) {
  switch (event.type) {
    case "connecting":
      return { ...model, line: { ...model.line, state: "connecting", retryAt: null } };
    case "closed":
      return { ...model, line: { state: "closed", retryAt: event.retryAt, lost: true }, pending: null, words: "" };
    case "turned-away":
      return turnedAway(model, event);
    case "frame":
      return received(timed(model, event), event.frame, event.at);
    case "asked":
      return asked(model, event);
    case "typed":
      return { ...model, typed: event.text, fieldError: null };
    case "mistyped":
      return { ...model, fieldError: both("numberInvalid") };
    case "tab":
      return { ...model, tab: event.tab };
    case "again":
      return { ...model, again: true, notice: null };
    case "tick":
      return patient(model, event.at);
    default:
      return model;
  }
}

/** Both languages of one of the page's own sentences. */
function both(key) {
  return { ru: texts.ru[key], en: texts.en[key] };
}

function timed(model, { frame, at }) {
  return frame.serverTime === null ? model : { ...model, skew: frame.serverTime - at };
}

function asked(model, { what, id, at, phone }) {
  const next = { ...model, pending: { what, id, at }, notice: null, fieldError: null };
  return phone === undefined ? next : { ...next, asked: phone };
}

/** Whoever is turned away sees nothing of the session any more. */
function turnedAway(model, event) {
  const { company, tab, asked } = model;
  return { ...initialModel({ company, tab, asked }), refusal: hasExpired(model, event) ? "expired" : "over" };
}

/** Only by the service's words and clock: this computer's may be wrong. */
function hasExpired({ words, expiresAt, skew }, { code, reason, at }) {
  if (code !== UNKNOWN) return false;
  return /\bexpired\b/i.test(`${words} ${reason}`) || (expiresAt !== null && expiresAt <= at + skew);
}

function patient(model, at) {
  if (model.pending === null || at - model.pending.at < GIVE_UP_MS) return model;
  const failure = { code: "NO_ANSWER", message: both("noAnswer"), action: "unknown", waitMs: null, reference: null };
  return { ...model, pending: null, notice: noticeOf(failure, at) };
}

function received(model, frame, at) {
  switch (frame.type) {
    case "authenticated":
      return letIn(model, frame);
    case "session-state":
      return pictured(model, frame, at);
    case "pairing-code":
      return { ...model, code: frame.code, pending: without(model, "code"), notice: null };
    case "qr-code":
      return { ...model, qr: frame.qr, pending: without(model, "qr") };
    case "whatsapp-connected":
      return { ...model, pending: without(model, "code", "qr", "resume"), notice: null };
    case "pairing-code-error":
      return pairingFailed(model, frame.failure, at);
    case "credentials-reset":
      return { ...model, pending: null, again: false, notice: { done: true, message: frame.message } };
    case "reset-error":
      return { ...model, pending: without(model, "reset"), notice: noticeOf(frame.failure, at) };
    case "error":
      return refused(model, frame, at);
    default:
      return model;
  }
}

/** The pending request, unless it is one of these. */
function without(model, ...settled) {
  return settled.includes(model.pending?.what) ? null : model.pending;
}

function noticeOf(failure, at) {
  const { waitMs, ...rest } = failure;
  return { done: false, ...rest, until: waitMs === null ? null : at + waitMs };
}

function pictured(model, { status, code, qr }, at) {
  const changed = isAnotherStory(model.status, status);
  return {
    ...numbered(model, code),
    status: { ...status, failure: status.failure && noticeOf(status.failure, at) },
    code,
    qr,
    pending: stillPending(model.pending, { status, qr, changed }),
    notice: outlives(model.notice, status) ? model.notice : null,
    again: model.again && !changed,
  };
}

/** A tab that did not ask itself learns the number from the code, so that it can ask for the next one. */
function numbered(model, code) {
  if (code?.phone == null || model.asked !== null) return model;
  const number = displayedPhone(code.phone);
  return { ...model, asked: number, typed: number };
}

/** Frames in between may have been skipped for a slow page: another failure is news even if the state's name is the same. */
function isAnotherStory(before, now) {
  return before?.state !== now.state || before?.failure?.reference !== now.failure?.reference;
}

function stillPending(pending, { status, qr, changed }) {
  const over = changed && status.pairing === null;
  switch (pending?.what) {
    case "code":
      return over || status.pairing?.method === "code" ? null : pending;
    case "qr":
      return over || qr !== null ? null : pending;
    case "cancel":
      return status.pairing === null ? null : pending;
    case "resume":
      return null;
    default:
      return pending ?? null;
  }
}

/** A notice goes when the session itself tells the story, or another one has begun. */
function outlives(notice, status) {
  if (notice === null) return false;
  if (notice.done) return status.state === "idle";
  return !["error", "passkey_required", "connecting", "connected"].includes(status.state);
}

function pairingFailed(model, failure, at) {
  const pending = without(model, "code", "qr", "resume");
  if (failure.code === "INVALID_PHONE") return { ...model, pending, tab: "code", fieldError: failure.message };
  // Our own wish for another number ended the earlier pairing: that is no news to us.
  if (failure.code === "SUPERSEDED" && model.pending?.what === "code") return { ...model, code: null };
  return { ...model, code: null, pending, notice: noticeOf(failure, at) };
}

/** What went wrong with the line before is over. */
function letIn(model, { expiresAt }) {
  const notice = model.notice?.ofLine ? null : model.notice;
  return { ...model, line: { state: "open", retryAt: null, lost: false }, expiresAt, notice, words: "" };
}

/**
 * An error that answers nothing we asked is about the line, which says itself when it tries again; a refused token has a
 * screen of its own.
 */
function refused(model, { failure, detail, requestId }, at) {
  const ofLine = requestId === null || model.line.state !== "open";
  if (ofLine && isFinal(failure)) return { ...model, words: detail };
  if (ofLine) return { ...model, pending: null, notice: { ...noticeOf({ ...failure, waitMs: null }, at), ofLine } };
  return { ...model, pending: requestId === model.pending?.id ? null : model.pending, notice: noticeOf(failure, at) };
}
