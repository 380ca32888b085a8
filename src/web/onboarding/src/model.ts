// What the element knows, and how the service and people change it. The session lives in the service: whatever picture comes
// replaces what was known before, so that a reload or a second tab shows the same.

import type { CodeFacts, Facts, Failure, Method, QrFacts, StatusFacts, Text } from "./facts.ts";
import { displayedNumber, sameEnd } from "./phone.ts";
import { both } from "./texts.ts";

/** What was asked for and waits for an answer. */
export type Wish = "code" | "qr" | "resume" | "cancel" | "reset";

export interface Pending {
  readonly what: Wish;
  readonly id: number;
  /** The pairing under way is to be given up first. */
  readonly anew: boolean;
}

/** What the person is asked before a linked phone gives way to another one. */
export interface Change {
  /** The linked number, masked. */
  readonly stored: string | null;
}

/** What is told above everything else: a failure, or that a reset is done. */
export type Notice =
  | { readonly done: true; readonly message: Text }
  | (Failure & {
      readonly done: false;
      /** Until when waiting makes sense, by this computer's clock. */
      readonly until: number | null;
      /** Whether it is about the line to the service and not about the session. */
      readonly ofLine: boolean;
    });

export type FailureNotice = Extract<Notice, { done: false }>;

export type Parked = StatusFacts & { readonly notice: FailureNotice | null };

/** Why the service has turned us away. */
export type Refusal = "expired" | "over";

export interface LineState {
  /** Open: we are let in. */
  readonly state: "connecting" | "open" | "waiting";
  readonly retryAt: number | null;
  readonly lost: boolean;
  /** The service answers, and does not let this page in. */
  readonly shutOut: boolean;
}

export interface Model {
  /** Whose session; null when nobody has said. */
  readonly company: string | null;
  readonly refusal: Refusal | null;
  readonly by: Method;
  /** Whether a person, or the page, has chosen the method. */
  readonly chosen: boolean;
  /** What is in the number field. */
  readonly typed: string;
  /** The number a code was last asked for, as typed or as the service shows it. */
  readonly asked: string | null;
  readonly line: LineState;
  readonly status: Parked | null;
  readonly code: CodeFacts | null;
  readonly qr: QrFacts | null;
  readonly notice: Notice | null;
  readonly fieldError: Text | null;
  readonly pending: Pending | null;
  /** The person wants to start over from a parked session. */
  readonly again: boolean;
  readonly change: Change | null;
  /** How the last pairing is or was made. */
  readonly method: Method | null;
  /** The code that was asked for here, by the number the service gave it for; null while that is not known. */
  readonly own: { readonly phone: string | null } | null;
  /** Somebody else, on another page, has asked for the code: not for the number that this page knows. */
  readonly strange: boolean;
  /** Since when the phone's answer is known, by this computer's clock. */
  readonly answeredAt: number | null;
}

export type Event =
  | { type: "line"; state: LineState["state"]; retryAt: number | null }
  | { type: "turned-away"; refusal: Refusal }
  | { type: "shut-out" }
  | { type: "picture"; facts: Facts; at: number }
  | { type: "asked"; what: Wish; id: number; phone?: string; anew?: boolean }
  | { type: "answered"; id: number; what: Wish; message?: Text; phone?: string }
  | { type: "failed"; id: number | null; what: Wish | null; failure: Failure; at: number }
  | { type: "typed"; text: string }
  | { type: "mistyped"; error: Text }
  | { type: "chosen"; by: Method }
  | { type: "again" }
  | { type: "kept" };

/** Codes of our own client: the line was lost before the answer, or no answer came. */
const LOST = "OFFLINE";
const UNANSWERED = "NO_ANSWER";

/** Another phone is linked than the one that was asked for. */
const MISMATCH = "PHONE_MISMATCH";

/** Errors with which the service closes the line itself, and for good. */
const FINAL = ["UNAUTHORIZED", "FORBIDDEN"];

const CONNECTING: LineState = { state: "connecting", retryAt: null, lost: false, shutOut: false };

export function initialModel(known: Partial<Pick<Model, "company" | "by" | "chosen" | "asked">> = {}): Model {
  const { company = null, by = "code", chosen = false, asked = null } = known;
  return {
    ...{ company, by, chosen, asked },
    refusal: null,
    typed: asked ?? "",
    line: CONNECTING,
    status: null,
    code: null,
    qr: null,
    notice: null,
    fieldError: null,
    pending: null,
    again: false,
    change: null,
    method: null,
    own: null,
    strange: false,
    answeredAt: null,
  };
}

export function reduce(model: Model, event: Event): Model {
  switch (event.type) {
    case "line":
      return lineChanged(model, event.state, event.retryAt);
    case "turned-away":
      // Whoever is turned away sees nothing of the session any more.
      return { ...initialModel(model), refusal: event.refusal };
    case "shut-out":
      return { ...model, line: { ...model.line, shutOut: true } };
    case "picture":
      return pictured(model, event.facts, event.at);
    case "asked":
      return asked(model, event);
    case "answered":
      return answered(model, event);
    case "failed":
      return failed(model, event);
    case "typed":
      return { ...model, typed: event.text, fieldError: null };
    case "mistyped":
      return { ...model, fieldError: event.error };
    case "chosen":
      return { ...model, by: event.by, chosen: true };
    case "again":
      return { ...model, again: true, notice: null };
    case "kept":
      return { ...model, change: null };
  }
}

/** A lost line forgets the request: the picture after it says what became of it. */
function lineChanged(model: Model, state: LineState["state"], retryAt: number | null): Model {
  if (state === "open") {
    const isOver = model.notice?.done === false && model.notice.ofLine;
    return {
      ...model,
      line: { state, retryAt: null, lost: false, shutOut: false },
      notice: isOver ? null : model.notice,
    };
  }
  const lost = model.line.lost || state === "waiting" || model.line.state === "open";
  return { ...model, line: { ...model.line, state, retryAt, lost }, pending: null };
}

function asked(model: Model, { what, id, phone, anew = false }: Extract<Event, { type: "asked" }>): Model {
  const pending = { what, id, anew };
  const next: Model = { ...model, pending, notice: null, fieldError: null, change: null };
  return phone === undefined ? next : { ...next, asked: phone, own: { phone: null }, strange: false };
}

function answered(model: Model, { id, what, message, phone }: Extract<Event, { type: "answered" }>): Model {
  const next = { ...model, pending: model.pending?.id === id ? null : model.pending };
  if (what === "code") return { ...next, notice: null, own: phone === undefined ? null : { phone } };
  if (what !== "reset" || message === undefined) return next;
  return { ...next, again: false, notice: { done: true, message } };
}

function failed(model: Model, { id, what, failure, at }: Extract<Event, { type: "failed" }>): Model {
  const isPending = id !== null && model.pending?.id === id;
  const pending = isPending ? null : model.pending;
  if (failure.code === LOST) return { ...model, pending };
  if (failure.code === UNANSWERED) {
    if (!isPending) return model;
    const unanswered = { ...failure, message: both("noAnswer"), action: "unknown", waitMs: null };
    return { ...model, pending, notice: noticeOf(unanswered, at) };
  }
  if (what === "reset") return { ...model, pending, notice: noticeOf({ ...failure, action: "reset" }, at) };
  if (what === null && (failure.reference === null || model.line.state !== "open"))
    return lineFailed(model, failure, at);
  if (failure.code === MISMATCH && what === "code") {
    return { ...model, pending, change: { stored: failure.stored ?? model.status?.phone ?? null } };
  }
  if (failure.code === "INVALID_PHONE") return { ...model, pending, by: "code", fieldError: failure.message };
  // Our own wish for another number ended the earlier pairing: that is no news to us.
  if (failure.code === "SUPERSEDED" && !isPending && model.pending?.what === "code") return { ...model, code: null };
  return { ...model, pending, notice: noticeOf(failure, at) };
}

/** It is about the line, which says itself when it tries again; a refused token has a screen of its own. */
function lineFailed(model: Model, failure: Failure, at: number): Model {
  if (FINAL.includes(failure.code ?? "")) return model;
  return { ...model, pending: null, notice: noticeOf({ ...failure, waitMs: null }, at, true) };
}

function noticeOf(failure: Failure, at: number, ofLine = false): FailureNotice {
  return { done: false, ...failure, until: failure.waitMs === null ? null : at + failure.waitMs, ofLine };
}

function pictured(model: Model, { status, code, qr }: Facts, at: number): Model {
  const changed = isAnotherStory(model.status, status);
  const pending = stillPending(model.pending, { status, qr, changed });
  const own = stillOwn(model, { pairing: status.pairing, code, pending });
  return {
    ...resumed(model, status),
    ...numbered(model, code),
    status: { ...status, notice: status.failure && noticeOf(status.failure, at) },
    ...{ code, qr, pending, own, method: status.pairing?.method ?? model.method },
    strange: own === null && isStrange(model, status, code),
    answeredAt: status.pairing?.phoneAnswered ? (model.answeredAt ?? at) : null,
    notice: outlives(model.notice, status) ? model.notice : null,
    again: model.again && !changed,
  };
}

/** A code for another number than that of the answer is somebody else's, and so is the pairing after ours. */
function stillOwn(
  { own }: Model,
  { pairing, code, pending }: { pairing: StatusFacts["pairing"]; code: CodeFacts | null; pending: Pending | null },
): Model["own"] {
  if (own === null || (pairing === null && pending === null)) return null;
  return own.phone === null || code === null || code.phone === own.phone ? own : null;
}

/**
 * Whether a page that showed something else, or knows another number, would be taken by surprise. Who opens the page while there
 * is a code goes on with that one.
 */
function isStrange(model: Model, { pairing, phone }: StatusFacts, code: CodeFacts | null): boolean {
  if (pairing?.method !== "code") return false;
  if (code !== null && code.code === model.code?.code && code.phone === model.code.phone) return model.strange;
  const number = code?.phone ?? phone;
  if (number === null) return false;
  if (model.asked === null) return model.strange || (model.status !== null && model.status.pairing?.method !== "code");
  return !sameEnd(model.asked, number);
}

/** Whoever has chosen no method yet goes on with the one that is under way. */
function resumed(model: Model, { pairing }: StatusFacts): Model {
  // What the phone answers is the code.
  if (pairing?.phoneAnswered) return { ...model, by: "code" };
  if (model.chosen || model.status !== null || pairing === null) return model;
  return { ...model, by: pairing.method };
}

/** A tab that did not ask itself learns the number from the code, so that it can ask for the next one. */
function numbered(model: Model, code: CodeFacts | null): Pick<Model, "asked" | "typed"> | undefined {
  if (code === null || code.phone === null || model.asked !== null) return undefined;
  const number = displayedNumber(code.phone);
  return { asked: number, typed: number };
}

/** Pictures in between may have been skipped for a slow page: another failure is news even if the state's name is the same. */
function isAnotherStory(before: StatusFacts | null, now: StatusFacts): boolean {
  return before?.state !== now.state || before?.failure?.reference !== now.failure?.reference;
}

function stillPending(
  pending: Pending | null,
  { status, qr, changed }: { status: StatusFacts; qr: QrFacts | null; changed: boolean },
): Pending | null {
  const over = changed && status.pairing === null;
  switch (pending?.what) {
    case "code":
      if (pending.anew) return over ? { ...pending, anew: false } : pending;
      return over || status.pairing?.method === "code" ? null : pending;
    case "qr":
      return over || qr !== null ? null : pending;
    case "cancel":
      return status.pairing === null ? null : pending;
    case "resume":
      return null;
    case "reset":
    case undefined:
      return pending;
  }
}

const TELLING = ["error", "passkey_required", "connecting", "connected"];

/** A notice goes when the session itself tells the story, or another one has begun. */
function outlives(notice: Notice | null, status: StatusFacts): boolean {
  if (notice === null) return false;
  return notice.done ? status.state === "idle" : !TELLING.includes(status.state);
}
