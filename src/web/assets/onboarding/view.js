// From what the page knows to what it shows, in the chosen language. Pure: the same model and time give the same page.

import { withQuery } from "../shared/address.js";
import { countdown, digitsOf, displayedPhone, spelledCode } from "../shared/format.js";
import { alertOf, failureOf, waitOf } from "./alert.js";
import { say } from "./texts.js";

/** From here on people are told that the code is about to run out. */
const LAST_MINUTE_MS = 60_000;

/**
 * @param {import("./model.js").Model} model
 * @param {{ now: number, language: "ru" | "en" }} setting
 */
export function viewOf(model, { now, language }) {
  const text = (key, parameters) => say(language, key, parameters);
  const screen = screenOf(model);
  const body = screen === "link" ? bodyOf(model) : null;
  const serverNow = now + model.skew;
  const view = {
    screen,
    body,
    tab: model.tab,
    canAsk: model.line.state === "open" && model.pending === null,
    canCancel: model.line.state === "open" && model.pending?.what !== "cancel",
    canReset: model.status !== null && model.pending?.what !== "reset",
    offline: offlineOf(model, now, text),
    alert: alertOf(model, { now, language, screen }),
    fieldError: model.fieldError?.[language] ?? null,
    typed: model.typed,
    submit: submitOf(model, now, text),
    code: model.code && codeOf(model.code, serverNow, text),
    qr: model.qr && qrOf(model.qr, serverNow, text),
    qrAlt: text("qrAlt"),
    connected: connectedOf(model, text),
    attempt: attemptOf(model, serverNow, text),
    locked: screen === "locked" ? lockedOf(model, text) : null,
    virtualPhone: virtualPhoneOf(model, language),
  };
  return { ...view, announcement: announcementOf(view, text) };
}

function screenOf(model) {
  if (model.company === null || model.refusal !== null) return "locked";
  if (model.status === null) return "loading";
  if (model.pending?.what === "reset") return "resetting";
  switch (model.status.state) {
    case "idle":
    case "creating":
    case "waiting_for_pairing_code":
      return "link";
    case "pairing_code_sent":
      return model.status.pairing?.phoneAnswered ? "answered" : "link";
    case "connecting":
    case "reconnecting":
    case "connected":
      return model.status.state;
    case "passkey_required":
    case "error":
      return isLinkable(model) ? "link" : "parked";
    default:
      return "loading";
  }
}

/** Whether a parked session invites to link again at once. */
function isLinkable({ status, pending, again }) {
  if (status.linked) return false;
  if (again || pending?.what === "code" || pending?.what === "qr") return true;
  const { action, code } = status.failure;
  return action === "retry" || action === "use_qr" || code === "RATE_LIMITED";
}

function bodyOf({ tab, pending, status, code, qr }) {
  const { pairing, state } = status;
  const early = state === "creating" || state === "waiting_for_pairing_code";
  if (tab === "qr") {
    if (pairing !== null && qr !== null) return "qr";
    return early || pending?.what === "qr" ? "qr-preparing" : "qr-offer";
  }
  if (pending?.what === "code") return "preparing";
  if (pairing !== null && code !== null) return "code";
  return early && pairing?.method === "code" ? "preparing" : "form";
}

function offlineOf({ line }, now, text) {
  if (!line.lost) return null;
  const left = line.retryAt === null ? 0 : line.retryAt - now;
  return { text: text("offline"), timer: left > 0 ? text("offlineIn", { time: countdown(left) }) : text("offlineNow") };
}

/** The button of the number form; it waits with the throttle, unless another number is typed. */
function submitOf(model, now, text) {
  const failure = failureOf(model);
  const wait = failure?.code === "RATE_LIMITED" ? waitOf(failure, now) : 0;
  const sameNumber = model.asked !== null && digitsOf(model.typed) === digitsOf(model.asked);
  if (wait > 0 && sameNumber) return { label: text("newCodeIn", { time: countdown(wait) }), held: true };
  return { label: text(failure?.code === "CODE_EXPIRED" ? "getNewCode" : "getCode"), held: false };
}

function codeOf({ code, phone, expiresAt }, serverNow, text) {
  const left = expiresAt === null ? Infinity : expiresAt - serverNow;
  const timer = left === Infinity ? "" : text("codeValid", { time: countdown(left) });
  return {
    code,
    spelled: spelledCode(code),
    phone: withPhone(phone, text, "codeFor", ""),
    timer: left > 0 ? timer : text("codeOver"),
    urgent: left <= LAST_MINUTE_MS,
    over: left <= 0,
  };
}

function qrOf({ svg, text: content, expiresAt }, serverNow, text) {
  const left = expiresAt === null ? Infinity : expiresAt - serverNow;
  const timer = left === Infinity ? "" : text("qrValid", { time: countdown(left) });
  return { svg, content, timer: left > 0 ? timer : text("qrStale"), stale: left <= 0 };
}

function connectedOf({ status }, text) {
  return withPhone(status?.phone ?? null, text, "connected", text("connectedPlain"));
}

/** A sentence about a number, which is not to be broken over lines. */
function withPhone(phone, text, key, without) {
  if (phone === null) return { text: without, whole: "" };
  const whole = displayedPhone(phone);
  return { text: text(key, { phone: whole }), whole };
}

function attemptOf({ status }, serverNow, text) {
  const at = status?.nextAttemptAt ?? null;
  if (at === null || at <= serverNow) return text("attemptNow");
  return text("attemptIn", { time: countdown(at - serverNow) });
}

/** Without a link that counts there is nothing to do here; somebody else has to send one. */
function lockedOf({ refusal }, text) {
  if (refusal === null) return { reason: "missing", text: text("noLink"), hint: text("noLinkHint") };
  return { reason: refusal, text: text(refusal === "expired" ? "expiredLink" : "ended"), hint: text("askForNew") };
}

/** In a sandbox: where the code can be typed. */
function virtualPhoneOf({ code, asked }, language) {
  const number = code?.phone ?? digitsOf(asked ?? "");
  return `/sandbox/phone${withQuery("", { number: number || null, lang: language })}`;
}

/** One sentence for those who listen; it changes with the state and never with a tick. */
function announcementOf({ screen, body, code, connected, locked }, text) {
  switch (body ?? screen) {
    case "preparing":
      return text("preparing");
    case "qr-preparing":
      return text("preparingQr");
    case "code":
      if (code.over) return text("codeOver");
      return code.urgent ? text("minuteLeft") : text("codeReady", { code: code.spelled });
    case "qr":
      return text("qrReady");
    case "connected":
      return connected.text;
    case "locked":
      return `${locked.text}. ${locked.hint}`;
    case "loading":
    case "answered":
    case "connecting":
    case "reconnecting":
    case "resetting":
      return text(screen);
    default:
      return "";
  }
}
