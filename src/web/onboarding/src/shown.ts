// What is shown of a code and a QR, and of the phone's answer.

import { countdown, spelledCode } from "@linekeeper/ui/format.ts";
import type { Parameters } from "@linekeeper/ui/i18n.ts";

import { comingPhone } from "./change.ts";
import type { CodeFacts, QrFacts } from "./facts.ts";
import type { Model } from "./model.ts";
import { displayedNumber } from "./phone.ts";
import type { Key } from "./texts.ts";

/** Looks up a text in the language of the view. */
export type Saying = (key: Key, parameters?: Parameters) => string;

/** Remaining time from which people are warned that the code is about to expire. */
const LAST_MINUTE_MS = 60_000;

/** Remaining time in which the timer is red. */
const URGENT_MS = 30_000;

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
  /** Less than a minute is left, which is read out. */
  readonly lastMinute: boolean;
  readonly urgent: boolean;
  readonly over: boolean;
}

/** Shown after the phone has answered the code. */
export interface AnswerView {
  readonly text: string;
  /** Advice for a mistyped code; null until that is likely. */
  readonly doubt: string | null;
}

export interface QrView {
  readonly svg: string;
  /** Number of the phone that has to scan it; empty where any phone may. */
  readonly phone: Phrase;
  /** A code lives beside it, which leaving the QR must not end. */
  readonly hasCode: boolean;
  readonly timer: string;
  readonly stale: boolean;
}

export function answerOf(
  { status, answeredAt, code }: Model,
  { now, serverNow }: { now: number; serverNow: number },
  text: Saying,
): AnswerView | null {
  if (!status?.pairing?.phoneAnswered) return null;
  const isLive = code !== null && leftOf(code.expiresAt, serverNow) > 0;
  const isDoubtful = isLive && answeredAt !== null && now - answeredAt >= DOUBT_MS;
  return { text: text("answered"), doubt: isDoubtful ? text("wrongCode") : null };
}

export function codeOf(
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
    lastMinute: left <= LAST_MINUTE_MS,
    urgent: left <= URGENT_MS,
    over: left <= 0,
  };
}

export function qrOf(
  { status, code }: Model,
  { svg, expiresAt }: QrFacts,
  { serverNow, text }: { serverNow: number; text: Saying },
): QrView {
  const left = leftOf(expiresAt, serverNow);
  const hasCode = status?.pairing?.method === "code";
  const asked = code?.phone ?? (status === null ? null : comingPhone(status));
  return {
    svg,
    phone: phraseOf(hasCode ? asked : null, text, "qrFor", ""),
    hasCode,
    timer: left > 0 ? timerOf(left, "qrValid", text) : text("qrStale"),
    stale: left <= 0,
  };
}

function leftOf(expiresAt: number | null, serverNow: number): number {
  return expiresAt === null ? Infinity : expiresAt - serverNow;
}

function timerOf(left: number, key: Key, text: Saying): string {
  return left === Infinity ? "" : text(key, { time: countdown(left) });
}

export function phraseOf(phone: string | null, text: Saying, key: Key, without: string): Phrase {
  if (phone === null) return { text: without, whole: "" };
  const whole = displayedNumber(phone);
  return { text: text(key, { phone: whole }), whole };
}
