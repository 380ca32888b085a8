// Derives the view from the model, in the chosen language. Pure: the same model and time yield the same view.

import { countdown, spelledCode } from "@linekeeper/ui/format.ts";
import type { Parameters } from "@linekeeper/ui/i18n.ts";

import { CODE_ENDS, alertOf, failureOf, waitOf, type Alert } from "./alert.ts";
import { comingPhone, isChangeShown, isElsewhere, isUnderWay } from "./change.ts";
import type { ChangeFacts, CodeFacts, Method, QrFacts } from "./facts.ts";
import type { Language } from "./languages/known.ts";
import type { Model } from "./model.ts";
import { countryOf, displayedNumber, readNumber, sameNumber, type Region } from "./phone.ts";
import { screenOf, stepOf, type Screen, type Step } from "./screen.ts";
import { say, sayFailure, type Key } from "./texts.ts";

/** Remaining time from which people are warned that the code is about to expire. */
const LAST_MINUTE_MS = 60_000;

/**
 * Delay after the phone's answer before a wrong code is suspected: with a right one the phone links or refuses within
 * it.
 */
const DOUBT_MS = 8000;

/** Sentence with a part that must stay on one line, such as a number. */
export interface Phrase {
  readonly text: string;
  readonly whole: string;
}

export interface CodeView {
  readonly code: string;
  readonly spelled: string;
  readonly phone: Phrase;
  readonly timer: string;
  readonly urgent: boolean;
  readonly over: boolean;
}

/** Shown after the phone has answered the code. */
export interface AnswerView {
  readonly text: string;
  /** Advice for a mistyped code; null until that is likely. */
  readonly doubt: string | null;
}

/** Confirmation before a linked phone is replaced. */
export interface ChangeView {
  readonly text: string;
  /** Parts of the text that must stay on one line. */
  readonly numbers: readonly string[];
}

/** Shown while another phone is being linked beside the line, or is about to be. */
export interface ChangingView {
  /** Number that works now. */
  readonly old: string;
  /** Number that comes. */
  readonly coming: string;
  /** Warning that it was begun elsewhere; null if not. */
  readonly elsewhere: string | null;
  /** What the change waits for; null for nothing. */
  readonly waitsFor: string | null;
}

/** Time for the first log-out of an old device, before it is spoken of. */
const LOG_OUT_MS = 10_000;

export interface QrView {
  readonly svg: string;
  readonly timer: string;
  readonly stale: boolean;
}

/** WhatsApp's request for the account's passkey, or what has become of it. */
export interface PasskeyView {
  readonly challengeId: string | null;
  /** Request options as JSON; null where there is nothing to answer, or nothing that can be read. */
  readonly options: string | null;
  readonly code: string | null;
  /** Remaining time in milliseconds; null if it is not known. */
  readonly left: number | null;
  readonly mayAnswer: boolean;
  /** An answer or a confirmation is on its way to the service. */
  readonly isSending: boolean;
}

export interface LockedView {
  readonly reason: "missing" | "expired" | "over";
  readonly text: string;
  readonly hint: string;
}

export interface View {
  readonly language: Language;
  readonly company: string | null;
  readonly screen: Screen;
  readonly step: Step;
  readonly by: Method;
  readonly canAsk: boolean;
  readonly canCancel: boolean;
  readonly canReset: boolean;
  readonly offline: { readonly text: string; readonly timer: string } | null;
  readonly alert: Alert | null;
  readonly fieldError: string | null;
  readonly typed: string;
  readonly country: Region | null;
  readonly submit: { readonly label: string; readonly held: boolean };
  readonly code: CodeView | null;
  readonly answer: AnswerView | null;
  /** Warning that the code was requested elsewhere, with its number. */
  readonly stranger: Phrase | null;
  readonly change: ChangeView | null;
  readonly changing: ChangingView | null;
  /** Hint that the old phone is still linked; null if it is not. */
  readonly oldLeft: Phrase | null;
  readonly qr: QrView | null;
  /** Button of the QR; held while no phone may be linked. */
  readonly qrOffer: { readonly label: string; readonly held: boolean };
  /** Null on any other screen. */
  readonly passkey: PasskeyView | null;
  readonly connected: Phrase;
  readonly attempt: string;
  readonly locked: LockedView | null;
  /** Sentence for screen readers; it changes with the step, never with a tick of a timer. */
  readonly announcement: string;
}

export interface Setting {
  readonly now: number;
  /** Current time by the service's clock, in milliseconds. */
  readonly serverNow: number;
  readonly language: Language;
  readonly region: Region;
  /** Origin of the page that contains the element. */
  readonly page: string;
}

type Saying = (key: Key, parameters?: Parameters) => string;

export function viewOf(model: Model, { now, serverNow, language, region, page }: Setting): View {
  const text: Saying = (key, parameters) => say(language, key, parameters);
  const screen = screenOf(model);
  const open = model.line.state === "open";
  const view = {
    language,
    company: model.company,
    screen,
    step: stepOf(model),
    by: model.by,
    canAsk: open && model.pending === null,
    canCancel: open && model.pending?.what !== "cancel",
    canReset: model.status !== null && model.pending?.what !== "reset",
    offline: offlineOf(model, { now, page }, text),
    alert: alertOf(model, { now, language, screen }),
    fieldError: model.fieldError && sayFailure(language, "INVALID_PHONE", model.fieldError),
    typed: model.typed,
    country: countryOf(model.typed, region),
    submit: submitOf(model, { now, region }, text),
    code: model.code && codeOf(model, model.code, { serverNow, text }),
    answer: answerOf(model, { now, serverNow }, text),
    stranger: strangerOf(model, text),
    change: changeOf(model, region, text),
    changing: changingOf(model, { language, region }, text),
    oldLeft: oldLeftOf(model, serverNow, text),
    qrOffer: qrOfferOf(model, now, text),
    qr: model.qr && qrOf(model.qr, serverNow, text),
    passkey: screen === "passkey" ? passkeyOf(model, serverNow) : null,
    connected: phraseOf(model.status?.phone ?? null, text, "connected", text("connectedPlain")),
    attempt: attemptOf(model, serverNow, text),
    locked: screen === "locked" ? lockedOf(model, text) : null,
  };
  return { ...view, announcement: announcementOf(view, text) };
}

function offlineOf({ line }: Model, { now, page }: Pick<Setting, "now" | "page">, text: Saying): View["offline"] {
  if (!line.lost) return null;
  const left = line.retryAt === null ? 0 : line.retryAt - now;
  const words = line.shutOut ? text("shutOut", { page }) : text("offline");
  return { text: words, timer: left > 0 ? text("offlineIn", { time: countdown(left) }) : text("offlineNow") };
}

/**
 * Returns the milliseconds during which no phone may be linked, because a device was removed right after it was linked.
 */
function removalWaitOf(model: Model, now: number): number {
  const failure = failureOf(model);
  return failure?.code === "REMOVED_AFTER_LINK" ? waitOf(failure, now) : 0;
}

/**
 * Returns the button of the number form; it is held while the number is rate-limited, unless another number is typed.
 */
function submitOf(model: Model, { now, region }: { now: number; region: Region }, text: Saying): View["submit"] {
  const failure = failureOf(model);
  const throttled = failure?.code === "RATE_LIMITED" ? waitOf(failure, now) : 0;
  const isSame = model.asked !== null && sameNumber(model.typed, model.asked, region);
  const wait = Math.max(isSame ? throttled : 0, removalWaitOf(model, now));
  if (wait > 0) return { label: text("newCodeIn", { time: countdown(wait) }), held: true };
  return { label: text(CODE_ENDS.includes(failure?.code ?? null) ? "getNewCode" : "getCode"), held: false };
}

function qrOfferOf(model: Model, now: number, text: Saying): View["qrOffer"] {
  const wait = removalWaitOf(model, now);
  return wait > 0
    ? { label: text("qrIn", { time: countdown(wait) }), held: true }
    : { label: text("showQr"), held: false };
}

function answerOf(
  { status, answeredAt, code }: Model,
  { now, serverNow }: Pick<Setting, "now" | "serverNow">,
  text: Saying,
): AnswerView | null {
  if (!status?.pairing?.phoneAnswered) return null;
  const isLive = code !== null && leftOf(code.expiresAt, serverNow) > 0;
  const isDoubtful = isLive && answeredAt !== null && now - answeredAt >= DOUBT_MS;
  return { text: text("answered"), doubt: isDoubtful ? text("wrongCode") : null };
}

function strangerOf({ strange, code, status }: Model, text: Saying): Phrase | null {
  return strange && !isUnderWay(status) ? phraseOf(code?.phone ?? status?.phone ?? null, text, "stranger", "") : null;
}

function changeOf({ change, asked }: Model, region: Region, text: Saying): ChangeView | null {
  if (change === null) return null;
  const old = displayedNumber(change.stored ?? "");
  const phone = spelled(asked ?? "", region);
  return { text: text("changeText", { old, phone }), numbers: [old, phone] };
}

/** Spells a number as the service's numbers are spelled. */
function spelled(typed: string, region: Region): string {
  const reading = readNumber(typed, region);
  return "e164" in reading ? displayedNumber(reading.e164.slice(1)) : typed;
}

function changingOf(
  model: Model,
  { language, region }: Pick<Setting, "language" | "region">,
  text: Saying,
): ChangingView | null {
  const { status, code, asked, pending } = model;
  if (status === null || !isChangeShown(model)) return null;
  const old = status.phone === null ? text("oldNumber") : displayedNumber(status.phone);
  const phone = isUnderWay(status) ? (code?.phone ?? comingPhone(status)) : null;
  const requested = pending?.what === "code" && asked !== null ? spelled(asked, region) : text("notKnown");
  const coming = phone === null ? requested : displayedNumber(phone);
  const elsewhere = isElsewhere(model) ? text("changeElsewhere") : null;
  return { old, coming, elsewhere, waitsFor: waitsForOf(status.change, language) };
}

function waitsForOf(change: ChangeFacts | null, language: Language): string | null {
  return change?.waitsFor ? sayFailure(language, change.code, change.waitsFor) : null;
}

function oldLeftOf({ status }: Model, serverNow: number, text: Saying): Phrase | null {
  const device = status?.change?.oldDevice;
  if (device == null) return null;
  const isLate = device.nextAttemptAt !== null || serverNow - (device.since ?? serverNow) > LOG_OUT_MS;
  return isLate ? phraseOf(device.phone, text, "oldLeft", text("oldLeft", { phone: "" })) : null;
}

function codeOf(
  { status }: Model,
  { code, phone, expiresAt }: CodeFacts,
  { serverNow, text }: { serverNow: number; text: Saying },
): CodeView {
  const left = leftOf(expiresAt, serverNow);
  const over = status?.pairing?.phoneAnswered ? "notFinished" : "codeOver";
  return {
    code,
    spelled: spelledCode(code),
    phone: phraseOf(phone, text, "codeFor", ""),
    timer: left > 0 ? timerOf(left, "codeValid", text) : text(over),
    urgent: left <= LAST_MINUTE_MS,
    over: left <= 0,
  };
}

function qrOf({ svg, expiresAt }: QrFacts, serverNow: number, text: Saying): QrView {
  const left = leftOf(expiresAt, serverNow);
  return { svg, timer: left > 0 ? timerOf(left, "qrValid", text) : text("qrStale"), stale: left <= 0 };
}

/** What is known of a challenge while WhatsApp checks its answer. */
const NO_PASSKEY = { challengeId: null, options: null, code: null, mayAnswer: false };

function passkeyOf({ passkey, pending }: Model, serverNow: number): PasskeyView {
  const { challengeId, options, code, mayAnswer } = passkey ?? NO_PASSKEY;
  const left = passkey?.expiresAt == null ? null : Math.max(0, passkey.expiresAt - serverNow);
  const isSending = pending?.what === "answer" || pending?.what === "confirm";
  return { challengeId, options, code, left, mayAnswer, isSending };
}

function leftOf(expiresAt: number | null, serverNow: number): number {
  return expiresAt === null ? Infinity : expiresAt - serverNow;
}

function timerOf(left: number, key: Key, text: Saying): string {
  return left === Infinity ? "" : text(key, { time: countdown(left) });
}

function phraseOf(phone: string | null, text: Saying, key: Key, without: string): Phrase {
  if (phone === null) return { text: without, whole: "" };
  const whole = displayedNumber(phone);
  return { text: text(key, { phone: whole }), whole };
}

function attemptOf({ status }: Model, serverNow: number, text: Saying): string {
  const at = status?.nextAttemptAt ?? null;
  if (at === null || at <= serverNow) return text("attemptNow");
  return text("attemptIn", { time: countdown(at - serverNow) });
}

/** Returns the screen without a valid link: the person has to ask for a new one. */
function lockedOf({ refusal }: Model, text: Saying): LockedView {
  if (refusal === null) return { reason: "missing", text: text("noLink"), hint: text("noLinkHint") };
  return { reason: refusal, text: text(refusal === "expired" ? "expiredLink" : "ended"), hint: text("askForNew") };
}

function announcementOf({ step, code, answer, connected, locked }: Omit<View, "announcement">, text: Saying): string {
  switch (step) {
    case "preparing":
      return text("preparing");
    case "qr-preparing":
      return text("preparingQr");
    case "code":
      if (code === null || code.over) return text("codeOver");
      return code.urgent ? text("minuteLeft") : text("codeReady", { code: code.spelled });
    case "qr":
      return text("qrReady");
    // The screens, once they are loaded, say more.
    case "passkey":
    case "passkey-checking":
    case "passkey-code":
      return text("passkey");
    case "connected":
      return connected.text;
    case "locked":
      return locked === null ? "" : `${locked.text}. ${locked.hint}`;
    case "answered":
      return code?.over ? code.timer : (answer?.doubt ?? text("answered"));
    case "loading":
    case "connecting":
    case "reconnecting":
    case "resetting":
      return text(step);
    case "number":
    case "qr-offer":
    case "parked":
      return "";
  }
}
