// Derives the view from the model, in the chosen language. Pure: the same model and time yield the same view.

import { countdown } from "@linekeeper/ui/format.ts";

import { CODE_ENDS, alertOf, failureOf, waitOf, type Alert } from "./alert.ts";
import { comingPhone, isChangeShown, isElsewhere, isUnderWay } from "./change.ts";
import type { Brand } from "./brand.ts";
import type { ChangeFacts, Method } from "./facts.ts";
import type { Language } from "./languages/known.ts";
import type { Model, Refusal } from "./model.ts";
import { countryOf, displayedNumber, sameNumber, spelledNumber, type Region } from "./phone.ts";
import { screenOf, stepOf, type Screen, type Step } from "./screen.ts";
import {
  answerOf,
  codeOf,
  phraseOf,
  qrOf,
  type AnswerView,
  type CodeView,
  type Phrase,
  type QrView,
  type Saying,
} from "./shown.ts";
import { say, sayFailure } from "./texts.ts";

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

/** What is known of a line beside its state. */
export interface LineView {
  /** Time at which it connected, in milliseconds. */
  readonly since: number | null;
  /** Last time at which the owner's phone was seen, in milliseconds; null where that is not known. */
  readonly phoneSeenAt: number | null;
  readonly serverNow: number;
}

/** Way out of the element. */
export interface ExitView {
  /** Address to go on at; null where the page around decides. */
  readonly url: string | null;
  readonly label: string;
  readonly primary: boolean;
}

/** Problem that the page around is told of. */
export interface ProblemView {
  readonly code: string;
  readonly message: string;
  readonly reference: string | null;
}

export interface LockedView {
  readonly reason: Refusal;
  readonly text: string;
  readonly hint: string;
}

export interface View {
  readonly language: Language;
  readonly company: string | null;
  /** Name of the company, or its id; empty while it is not known which. */
  readonly companyLine: string | null;
  readonly brand: Brand;
  /** The page is on a phone, which cannot scan its own screen. */
  readonly onPhone: boolean;
  readonly screen: Screen;
  readonly step: Step;
  readonly by: Method;
  readonly canAsk: boolean;
  readonly canCancel: boolean;
  readonly canReset: boolean;
  readonly offline: { readonly text: string; readonly timer: string } | null;
  readonly alert: Alert | null;
  readonly problem: ProblemView | null;
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
  readonly line: LineView;
  readonly exit: ExitView | null;
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
  readonly onPhone: boolean;
  readonly brand: Brand;
  /** A name may come once the service has accepted the link. */
  readonly awaitsName: boolean;
  /** The page around takes people over when they leave. */
  readonly isLeft: boolean;
}

export function viewOf(model: Model, setting: Setting): View {
  const { now, serverNow, language, region, page, onPhone, brand } = setting;
  const text: Saying = (key, parameters) => say(language, key, parameters);
  const screen = screenOf(model);
  const open = model.line.state === "open";
  const view = {
    language,
    company: model.company,
    companyLine: companyLineOf(model, setting, text),
    ...{ brand, onPhone, screen },
    step: stepOf(model),
    by: model.by,
    canAsk: open && model.pending === null,
    canCancel: open && model.pending?.what !== "cancel",
    canReset: hasSomething(model) && model.pending?.what !== "reset",
    offline: offlineOf(model, { now, page }, text),
    alert: alertOf(model, { now, language, screen, onPhone }),
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
    qr: model.qr && qrOf(model, model.qr, { serverNow, text }),
    passkey: screen === "passkey" ? passkeyOf(model, serverNow) : null,
    connected: phraseOf(model.status?.phone ?? null, text, "connected", text("connectedPlain")),
    attempt: attemptOf(model, serverNow, text),
    line: { since: model.status?.since ?? null, phoneSeenAt: model.status?.phoneSeenAt ?? null, serverNow },
    exit: exitOf(screen, setting, text),
    locked: screen === "locked" ? lockedOf(model, text) : null,
  };
  return { ...view, problem: problemOf(model, view), announcement: announcementOf(view, text) };
}

/** Returns whether there is a line, or what is left of one, that a reset would remove. */
function hasSomething({ status }: Model): boolean {
  return status !== null && (status.linked || status.notice?.action === "reset");
}

function companyLineOf({ company, status }: Model, { brand, awaitsName }: Setting, text: Saying): string | null {
  if (brand.company !== null || company === null) return brand.company;
  return awaitsName && status === null ? "" : text("company", { company });
}

/** Screens that are the end: people leave from there. */
const ENDS: readonly Screen[] = ["connected", "locked", "parked"];

function exitOf(screen: Screen, { brand, isLeft }: Setting, text: Saying): ExitView | null {
  const { name, returnUrl: url } = brand;
  if (!ENDS.includes(screen) || (url === null && !isLeft)) return null;
  const label = name === null ? text("leave") : text("leaveTo", { name });
  return { url, label, primary: screen === "connected" };
}

/** Codes of screens without a valid link, for the page around. */
const LINK_CODES = { missing: "NO_LINK", expired: "LINK_EXPIRED", over: "LINK_OVER" } as const;

function problemOf(
  { line }: Model,
  { locked, offline, alert }: Pick<View, "locked" | "offline" | "alert">,
): ProblemView | null {
  if (locked !== null) {
    return { code: LINK_CODES[locked.reason], message: `${locked.text}. ${locked.hint}`, reference: null };
  }
  if (line.shutOut && offline !== null) return { code: "ORIGIN_REFUSED", message: offline.text, reference: null };
  return alert?.code ? { code: alert.code, message: alert.text, reference: alert.reference } : null;
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

function strangerOf({ strange, code, status }: Model, text: Saying): Phrase | null {
  return strange && !isUnderWay(status) ? phraseOf(code?.phone ?? status?.phone ?? null, text, "stranger", "") : null;
}

function changeOf({ change, asked }: Model, region: Region, text: Saying): ChangeView | null {
  if (change === null) return null;
  const old = displayedNumber(change.stored ?? "");
  const phone = spelledNumber(asked ?? "", region);
  return { text: text("changeText", { old, phone }), numbers: [old, phone] };
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
  const requested = pending?.what === "code" && asked !== null ? spelledNumber(asked, region) : text("notKnown");
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

/** What is known of a challenge while WhatsApp checks its answer. */
const NO_PASSKEY = { challengeId: null, options: null, code: null, mayAnswer: false };

function passkeyOf({ passkey, pending }: Model, serverNow: number): PasskeyView {
  const { challengeId, options, code, mayAnswer } = passkey ?? NO_PASSKEY;
  const left = passkey?.expiresAt == null ? null : Math.max(0, passkey.expiresAt - serverNow);
  const isSending = pending?.what === "answer" || pending?.what === "confirm";
  return { challengeId, options, code, left, mayAnswer, isSending };
}

function attemptOf({ status }: Model, serverNow: number, text: Saying): string {
  const at = status?.nextAttemptAt ?? null;
  if (at === null || at <= serverNow) return text("attemptNow");
  return text("attemptIn", { time: countdown(at - serverNow) });
}

/** Returns the screen without a valid link: the person has to ask for a new one. */
function lockedOf({ refusal }: Model, text: Saying): LockedView {
  if (refusal === null || refusal === "missing")
    return { reason: "missing", text: text("noLink"), hint: text("noLinkHint") };
  return { reason: refusal, text: text(refusal === "expired" ? "expiredLink" : "ended"), hint: text("askForNew") };
}

function announcementOf(
  { step, code, answer, connected, locked }: Omit<View, "announcement" | "problem">,
  text: Saying,
): string {
  switch (step) {
    case "preparing":
      return text("preparing");
    case "qr-preparing":
      return text("preparingQr");
    case "code":
      if (code === null || code.over) return text("codeOver");
      return code.lastMinute ? text("minuteLeft") : text("codeReady", { code: code.spelled });
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
