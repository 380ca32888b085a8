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
export type Offer = "qr" | "elsewhere" | "again" | "resume" | "reset" | "change" | "instead";

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
  /** Whether people of support can help. */
  readonly support: boolean;
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
  /** The page is on a phone, which cannot scan its own screen. */
  readonly onPhone: boolean;
}

const PLAIN: Omit<Alert, "tone" | "text"> = {
  ...{ code: null, note: null, numbers: [], timer: null, reference: null, action: null, support: false },
};

export function alertOf(model: Model, { now, language, screen, onPhone }: Setting): Alert | null {
  if (model.notice?.done) return { ...PLAIN, tone: "success", text: doneOf(model.notice.message, language) };
  const failure = failureOf(model);
  if (failure === null) return outcomeOf(model, language);
  const ofChange = isOfChange(model, failure);
  const old = oldOf(model, language);
  const wait = waitOf(failure, now);
  const offer = offerOf(model, { failure, wait, screen, onPhone });
  const sentence = sentenceOf(model, { failure, wait, language });
  const timer = failure.code === "RATE_LIMITED" ? "throttledIn" : "againIn";
  return {
    tone: ofChange ? "warning" : toneOf(failure),
    code: failure.code,
    note: ofChange ? lineOf(model, language) : null,
    numbers: [old, ...sentence.numbers],
    text: sentence.text,
    timer: wait > 0 ? timerOf(language, timer, { wait, now }) : null,
    // Nobody needs help with what somebody has done on purpose.
    reference: isOnPurpose(failure) ? null : failure.reference,
    action: offer && { ...offer, label: say(language, labelOf(offer.name, failure)) },
    support: SUPPORTED.includes(failure.action),
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

/** Actions of failures with which support can help. */
const SUPPORTED: readonly string[] = ["contact_support", "reset"];

function isOnPurpose({ code }: FailureNotice): boolean {
  return code === "DISCONNECTED";
}

/**
 * Returns the tone of a failure. Errors are red; an expired code or a wait is normal and only a warning, and what was
 * done on purpose is no alarm.
 */
function toneOf(failure: FailureNotice): Tone {
  const { code, action } = failure;
  if (isOnPurpose(failure)) return "info";
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

interface Sentence {
  readonly text: string;
  /** Numbers in the text. */
  readonly numbers: readonly string[];
}

/** Returns the service's text, except where this page knows more, or tells the rest by a button or a timer. */
function sentenceOf(model: Model, about: { failure: FailureNotice; wait: number; language: Language }): Sentence {
  const { failure, wait, language } = about;
  const { code, message } = failure;
  const plain = (text: string): Sentence => ({ text, numbers: [] });
  if (isOfQr(model, failure)) return plain(say(language, "qrRefused"));
  if (code === "CODE_EXPIRED")
    return plain(say(language, model.method === "qr" && model.qr === null ? "qrOver" : "expired"));
  if (code === "RATE_LIMITED" && wait > 0) return plain(say(language, "throttled"));
  // The service's text speaks of a connection that is safe: a salon that was never linked has none.
  if (code === "CLIENT_OUTDATED" && model.status?.linked !== true) return plain(say(language, "updating"));
  if (code === "WRONG_PHONE_LINKED" && failure.otherPhone != null && model.asked !== null) {
    const other = displayedNumber(failure.otherPhone);
    return { text: say(language, "wrongPhone", { other, asked: model.asked }), numbers: [other, model.asked] };
  }
  return plain(sayFailure(language, code, message));
}

const LABELS: Readonly<Record<Offer, Key>> = {
  ...{ qr: "useQr", elsewhere: "openElsewhere", again: "startAgain", resume: "tryAgain" },
  ...{ reset: "reset", change: "tryAgain", instead: "linkInstead" },
};

/** Buttons that are named after what the person has done, or goes on with. */
const NAMED: Readonly<Record<string, Key>> = {
  "resume ACCOUNT_LOCKED": "unlocked",
  "resume DISCONNECTED": "switchOn",
  "again BANNED": "linkAnother",
  "again PHONE_IN_USE": "linkAnother",
  "again ACCOUNT_NOT_SUPPORTED": "linkAnother",
};

function labelOf(offer: Offer, { code }: FailureNotice): Key {
  return NAMED[`${offer} ${code}`] ?? LABELS[offer];
}

/** Failures that support mends, and that may be over meanwhile: one more log-in shows it. */
const MAY_BE_OVER: readonly (string | null)[] = ["ACCOUNT_LOCKED", "REPLACED"];

interface Situation {
  readonly failure: FailureNotice;
  readonly wait: number;
  readonly screen: Screen;
  readonly onPhone: boolean;
}

function offerOf(model: Model, situation: Situation): { name: Offer; primary: boolean } | null {
  const { failure, wait, screen } = situation;
  if (screen !== "link" && isOfChange(model, failure)) return { name: "change", primary: true };
  if (failure.action === "reset") return { name: "reset", primary: true };
  const linked = model.status?.linked === true;
  if (screen === "link" && (!linked || isChangeShown(model))) return offerOfLink(model, situation);
  if (screen !== "parked" || wait > 0) return null;
  if (!linked) return { name: "again", primary: false };
  const isTried = failure.action === "retry" || failure.action === "wait" || MAY_BE_OVER.includes(failure.code);
  return isTried ? { name: "resume", primary: failure.code !== "REPLACED" } : null;
}

/** Returns the other way to link a phone: by QR, at another screen, or the phone that was there. */
function offerOfLink(model: Model, { failure, onPhone }: Situation): { name: Offer; primary: boolean } | null {
  if (failure.code === "WRONG_PHONE_LINKED") return { name: "instead", primary: false };
  const toQr = failure.action === "use_qr" || failure.code === "RATE_LIMITED";
  if (!toQr || model.by === "qr") return null;
  return { name: onPhone ? "elsewhere" : "qr", primary: failure.action === "use_qr" };
}
