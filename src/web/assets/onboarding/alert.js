// What went wrong, how long it lasts and what can be done: the box above everything else.

import { countdown } from "../shared/format.js";
import { say } from "./texts.js";

/**
 * The failure that matters now: what was just answered, else what the session is parked for.
 * @param {import("./model.js").Model} model
 */
export function failureOf(model) {
  return model.notice ?? model.status?.failure ?? null;
}

/** Milliseconds until the failure is over by itself. */
export function waitOf(failure, now) {
  return failure?.until == null ? 0 : Math.max(0, failure.until - now);
}

/**
 * @param {import("./model.js").Model} model
 * @param {{ now: number, language: "ru" | "en", screen: string }} view
 */
export function alertOf(model, { now, language, screen }) {
  const failure = failureOf(model);
  if (failure === null) return null;
  const text = (key, parameters) => say(language, key, parameters);
  if (failure.done) {
    return { tone: "success", text: failure.message[language], timer: null, reference: null, action: null };
  }
  const wait = waitOf(failure, now);
  const offer = offerOf(model, { failure, wait, screen });
  return {
    tone: toneOf(failure),
    text: sentenceOf(failure, wait, language),
    timer: wait > 0 ? text(failure.code === "RATE_LIMITED" ? "throttledIn" : "againIn", { time: countdown(wait) }) : null,
    reference: failure.reference,
    action: offer && { ...offer, label: text(offer.label) },
  };
}

/** Red only where something is wrong: a code that ran out, or a wait, is the usual course of things. */
function toneOf({ code, action }) {
  if (action === "wait" || code === "CODE_EXPIRED" || code === "TOO_MANY_REQUESTS") return "warning";
  return action === "none" ? "info" : "error";
}

/** The service's sentence, except where the page says the rest of it itself, by a button or a timer. */
function sentenceOf(failure, wait, language) {
  if (failure.code === "CODE_EXPIRED") return say(language, "expired");
  if (failure.code === "RATE_LIMITED" && wait > 0) return say(language, "throttled");
  return failure.message[language];
}

function offerOf(model, { failure, wait, screen }) {
  if (failure.action === "reset") return { name: "reset", label: "reset", primary: true };
  const linked = model.status?.linked === true;
  const toQr = failure.action === "use_qr" || failure.code === "RATE_LIMITED";
  if (toQr && !linked && screen === "link") {
    return model.tab === "code" ? { name: "qr", label: "useQr", primary: failure.action === "use_qr" } : null;
  }
  if (screen !== "parked" || wait > 0) return null;
  if (!linked) return { name: "again", label: "startAgain", primary: false };
  const resumable = failure.action === "retry" || failure.action === "wait";
  return resumable ? { name: "resume", label: "tryAgain", primary: true } : null;
}
