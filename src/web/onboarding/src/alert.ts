// Alert above the screens: the failure, the remaining wait, and the action offered.

import { countdown } from "@linekeeper/ui/format.ts";
import type { Language } from "@linekeeper/ui/i18n.ts";

import type { FailureNotice, Model } from "./model.ts";
import type { Screen } from "./screen.ts";
import { say, type Key } from "./texts.ts";

export type Tone = "success" | "info" | "warning" | "error";

/** Actions of an alert's button. */
export type Offer = "qr" | "again" | "resume" | "reset";

export interface Alert {
  readonly tone: Tone;
  readonly code: string | null;
  readonly text: string;
  readonly timer: string | null;
  readonly reference: string | null;
  readonly action: { readonly name: Offer; readonly label: string; readonly primary: boolean } | null;
}

/** Returns the failure to show: that of the last request, else the reason why the session is parked. */
export function failureOf({ notice, status }: Model): FailureNotice | null {
  if (notice !== null) return notice.done ? null : notice;
  return status?.notice ?? null;
}

/** Returns the milliseconds until the failure is over by itself; 0 if it is over or does not end by itself. */
export function waitOf(failure: FailureNotice | null, now: number): number {
  return failure === null || failure.until === null ? 0 : Math.max(0, failure.until - now);
}

export interface Setting {
  readonly now: number;
  readonly language: Language;
  readonly screen: Screen;
}

export function alertOf(model: Model, { now, language, screen }: Setting): Alert | null {
  if (model.notice?.done) {
    const text = model.notice.message[language];
    return { tone: "success", code: null, text, timer: null, reference: null, action: null };
  }
  const failure = failureOf(model);
  if (failure === null) return null;
  const wait = waitOf(failure, now);
  const offer = offerOf(model, { failure, wait, screen });
  const timer = failure.code === "RATE_LIMITED" ? "throttledIn" : "againIn";
  return {
    tone: toneOf(failure),
    code: failure.code,
    text: isOfQr(model, failure) ? say(language, "qrRefused") : sentenceOf(failure, wait, language),
    timer: wait > 0 ? say(language, timer, { time: countdown(wait) }) : null,
    reference: failure.reference,
    action: offer && { ...offer, label: say(language, LABELS[offer.name]) },
  };
}

/** Failures after which a new code helps. */
export const CODE_ENDS: readonly (string | null)[] = ["CODE_EXPIRED", "PAIRING_NOT_FINISHED"];

/** Returns the tone of a failure. Errors are red; an expired code or a wait is normal and only a warning. */
function toneOf({ code, action }: FailureNotice): Tone {
  if (action === "wait" || CODE_ENDS.includes(code) || code === "TOO_MANY_REQUESTS") return "warning";
  return action === "none" ? "info" : "error";
}

/**
 * Returns whether a failed pairing concerns the QR, although the service's text speaks of a code: the QR was the last
 * method, or a code is shown that the phone has not answered.
 */
function isOfQr({ method, code, status }: Model, failure: FailureNotice): boolean {
  const isWaiting = code !== null && status?.pairing?.phoneAnswered !== true;
  return failure.code === "PAIRING_CODE_FAILED" && (method === "qr" || isWaiting);
}

/** Returns the service's text, except where the element's own button or timer tells the rest of it. */
function sentenceOf({ code, message }: FailureNotice, wait: number, language: Language): string {
  if (code === "CODE_EXPIRED") return say(language, "expired");
  if (code === "RATE_LIMITED" && wait > 0) return say(language, "throttled");
  return message[language];
}

const LABELS: Readonly<Record<Offer, Key>> = { qr: "useQr", again: "startAgain", resume: "tryAgain", reset: "reset" };

interface Situation {
  readonly failure: FailureNotice;
  readonly wait: number;
  readonly screen: Screen;
}

function offerOf(model: Model, { failure, wait, screen }: Situation): { name: Offer; primary: boolean } | null {
  if (failure.action === "reset") return { name: "reset", primary: true };
  const linked = model.status?.linked === true;
  const toQr = failure.action === "use_qr" || failure.code === "RATE_LIMITED";
  if (toQr && !linked && screen === "link") {
    return model.by === "code" ? { name: "qr", primary: failure.action === "use_qr" } : null;
  }
  if (screen !== "parked" || wait > 0) return null;
  if (!linked) return { name: "again", primary: false };
  const resumable = failure.action === "retry" || failure.action === "wait";
  return resumable ? { name: "resume", primary: true } : null;
}
