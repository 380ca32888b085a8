// Alert above the screens: the failure, the remaining wait, and the action offered.

import { isChangeShown, isUnderWay } from "./change.ts";
import type { Text } from "./facts.ts";
import type { Language } from "./languages/known.ts";
import { waitIn } from "./languages/moments.ts";
import type { FailureNotice, Model } from "./model.ts";
import { displayedNumber } from "./phone.ts";
import type { Screen } from "./screen.ts";
import { say, sayFailure, type Key } from "./texts.ts";

export type Tone = "success" | "info" | "warning" | "error";

/** Actions of an alert's button. */
export type Offer = "qr" | "again" | "resume" | "reset" | "change";

export interface Alert {
  readonly tone: Tone;
  readonly code: string | null;
  readonly text: string;
  /** Line that stays although the change of its phone has failed; null for any other alert. */
  readonly note: string | null;
  /** Numbers in text and note, which must stay on one line. */
  readonly numbers: readonly string[];
  readonly timer: string | null;
  readonly reference: string | null;
  readonly action: { readonly name: Offer; readonly label: string; readonly primary: boolean } | null;
}

/**
 * Returns the failure to show: that of the last request, else the reason why the session is parked, else the reason why
 * the last change of the phone has failed, until another number is about to be entered.
 */
export function failureOf({ notice, status, changing }: Model): FailureNotice | null {
  if (notice !== null) return notice.done ? null : notice;
  if (status === null) return null;
  return status.notice ?? (status.linked && !changing ? status.changeNotice : null);
}

/** Returns whether it is the failure of the last change of the phone, whose line stays. */
function isOfChange({ status }: Model, { code }: FailureNotice): boolean {
  return status !== null && status.linked && status.notice === null && status.changeNotice?.code === code;
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

const PLAIN: Omit<Alert, "tone" | "text"> = {
  ...{ code: null, note: null, numbers: [], timer: null, reference: null, action: null },
};

export function alertOf(model: Model, { now, language, screen }: Setting): Alert | null {
  if (model.notice?.done) return { ...PLAIN, tone: "success", text: doneOf(model.notice.message, language) };
  const failure = failureOf(model);
  if (failure === null) return outcomeOf(model, language);
  const ofChange = isOfChange(model, failure);
  const old = oldOf(model, language);
  const wait = waitOf(failure, now);
  const offer = offerOf(model, { failure, wait, screen });
  const timer = failure.code === "RATE_LIMITED" ? "throttledIn" : "againIn";
  return {
    tone: ofChange ? "warning" : toneOf(failure),
    code: failure.code,
    note: ofChange ? lineOf(model, language) : null,
    numbers: [old],
    text: isOfQr(model, failure) ? say(language, "qrRefused") : sentenceOf(failure, wait, language),
    timer: wait > 0 ? timerOf(language, timer, { wait, now }) : null,
    reference: failure.reference,
    action: offer && { ...offer, label: say(language, LABELS[offer.name]) },
  };
}

/** Returns the sentence of a reset that is done: the service's in its languages. */
function doneOf(message: Text, language: Language): string {
  return language === "ru" || language === "en" ? message[language] : say(language, "resetDone");
}

function timerOf(language: Language, key: Key, { wait, now }: { wait: number; now: number }): string {
  const { time, until } = waitIn(language, wait, now);
  const words = say(language, key, { time });
  return until === "" ? words : `${words} (${until})`;
}

/** Returns the alert about a change that has ended well, or was cancelled. */
function outcomeOf(model: Model, language: Language): Alert | null {
  const { outcome, status } = model;
  const phone = oldOf(model, language);
  if (outcome === null || isUnderWay(status)) return null;
  if (outcome === "changed") {
    return { ...PLAIN, tone: "success", text: say(language, "changeDone", { phone }), numbers: [phone] };
  }
  return { ...PLAIN, tone: "info", text: lineOf(model, language), numbers: [phone] };
}

/** Returns the number of the line. */
function oldOf({ status }: Model, language: Language): string {
  return status?.phone == null ? say(language, "oldNumber") : displayedNumber(status.phone);
}

/** Returns the sentences about the line that stays. */
function lineOf(model: Model, language: Language): string {
  const old = oldOf(model, language);
  const line = say(language, model.status?.state === "connected" ? "oldWorks" : "oldStays", { old });
  return `${say(language, "unchanged")}. ${line}`;
}

/** Failures after which a new code helps. */
export const CODE_ENDS: readonly (string | null)[] = ["CODE_EXPIRED", "PAIRING_NOT_FINISHED"];

/** Failures after which nothing is wrong but the time. */
const LATE: readonly (string | null)[] = [...CODE_ENDS, "PASSKEY_EXPIRED", "TOO_MANY_REQUESTS"];

/** Returns the tone of a failure. Errors are red; an expired code or a wait is normal and only a warning. */
function toneOf({ code, action }: FailureNotice): Tone {
  if (action === "wait" || LATE.includes(code)) return "warning";
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
  return sayFailure(language, code, message);
}

const LABELS: Readonly<Record<Offer, Key>> = {
  ...{ qr: "useQr", again: "startAgain", resume: "tryAgain", reset: "reset", change: "tryAgain" },
};

interface Situation {
  readonly failure: FailureNotice;
  readonly wait: number;
  readonly screen: Screen;
}

function offerOf(model: Model, { failure, wait, screen }: Situation): { name: Offer; primary: boolean } | null {
  if (screen !== "link" && isOfChange(model, failure)) return { name: "change", primary: true };
  if (failure.action === "reset") return { name: "reset", primary: true };
  const linked = model.status?.linked === true;
  const toQr = failure.action === "use_qr" || failure.code === "RATE_LIMITED";
  if (toQr && (!linked || isChangeShown(model)) && screen === "link") {
    return model.by === "code" ? { name: "qr", primary: failure.action === "use_qr" } : null;
  }
  if (screen !== "parked" || wait > 0) return null;
  if (!linked) return { name: "again", primary: false };
  const resumable = failure.action === "retry" || failure.action === "wait";
  return resumable ? { name: "resume", primary: true } : null;
}
