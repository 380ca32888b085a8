// State of the element, and its transitions by events from the service and from people. The session lives in the
// service: each picture replaces the previous state, so that a reload or a second tab shows the same.

import { changeAfter, isUnderWay, type ChangeOutcome } from "./change.ts";
import type { CodeFacts, Facts, Failure, Method, PasskeyFacts, QrFacts, StatusFacts, Text } from "./facts.ts";
import { isStrange, stillOwn, wasCancelledElsewhere } from "./pairing.ts";
import { displayedNumber, sameEnd } from "./phone.ts";
import { own, type Own } from "./texts.ts";

/** Kinds of requests that wait for an answer. */
export type RequestKind = "code" | "qr" | "resume" | "answer" | "confirm" | "cancel" | "reset";

export interface Pending {
  readonly what: RequestKind;
  readonly id: number;
  /** The pairing in progress is cancelled before this request. */
  readonly anew: boolean;
}

/** Confirmation needed before a linked phone is replaced. */
export interface Change {
  /** Linked number, masked. */
  readonly stored: string | null;
}

/** Alert to show: a failure, or the success of a reset. */
export type Notice =
  | { readonly done: true; readonly message: Text }
  | (Failure & {
      readonly done: false;
      /** End of the wait, by this computer's clock, in milliseconds; null for none. */
      readonly until: number | null;
      /** Whether it concerns the connection to the service and not the session. */
      readonly ofLine: boolean;
    });

export type FailureNotice = Extract<Notice, { done: false }>;

export type Parked = StatusFacts & {
  /** Reason why the session is parked. */
  readonly notice: FailureNotice | null;
  /** Reason why the change of the phone has failed. */
  readonly changeNotice: FailureNotice | null;
};

/** Reason why the service refused the token; `missing` if there was none. */
export type Refusal = "expired" | "over" | "missing";

export interface LineState {
  /** `open` once the service has authenticated the page. */
  readonly state: "connecting" | "open" | "waiting";
  readonly retryAt: number | null;
  readonly lost: boolean;
  /** The service answers but does not accept connections from this page. */
  readonly shutOut: boolean;
  /** Nothing has been seen since the connection was opened: what happened before may have gone unseen. */
  readonly isFresh: boolean;
}

export interface Model {
  /** Company of the session; null when the page has set none. */
  readonly company: string | null;
  readonly refusal: Refusal | null;
  readonly by: Method;
  /** Whether a person or the page has selected the method. */
  readonly chosen: boolean;
  /** The page is on a phone, which does not take over the QR that another screen shows. */
  readonly onPhone: boolean;
  /** Content of the number field. */
  readonly typed: string;
  /** Number for which a code was last requested, as typed or as the service shows it. */
  readonly asked: string | null;
  readonly line: LineState;
  readonly status: Parked | null;
  readonly code: CodeFacts | null;
  readonly qr: QrFacts | null;
  readonly passkey: PasskeyFacts | null;
  readonly notice: Notice | null;
  readonly fieldError: Text | Own | null;
  readonly pending: Pending | null;
  /** The person wants to start over from a parked session. */
  readonly again: boolean;
  readonly change: Change | null;
  /** The person wants another number and is on its screens. */
  readonly changing: boolean;
  /** End of the last change that this page has seen, until something else happens. */
  readonly outcome: ChangeOutcome | null;
  /** Method of the current or last pairing. */
  readonly method: Method | null;
  /**
   * Set while the pairing is the one requested on this page; `phone` is the number in the service's answer, null until
   * then.
   */
  readonly own: { readonly phone: string | null } | null;
  /** The code was requested elsewhere, for a number that this page does not know. */
  readonly strange: boolean;
  /** Time at which the phone's answer became known, by this computer's clock, in milliseconds. */
  readonly answeredAt: number | null;
}

export type Event =
  | { type: "line"; state: LineState["state"]; retryAt: number | null }
  | { type: "turned-away"; refusal: Refusal }
  | { type: "shut-out" }
  | { type: "picture"; facts: Facts; at: number }
  | { type: "asked"; what: RequestKind; id: number; phone?: string; anew?: boolean; change?: boolean }
  | { type: "answered"; id: number; what: RequestKind; message?: Text; phone?: string }
  | { type: "failed"; id: number | null; what: RequestKind | null; failure: Failure; at: number }
  | { type: "told"; message: Text | Own; at: number }
  | { type: "typed"; text: string }
  | { type: "mistyped"; error: Text | Own }
  | { type: "chosen"; by: Method }
  | { type: "again" }
  | { type: "kept" }
  | { type: "changing" }
  | { type: "unchanged" };

/** Error codes of the client: the connection was lost before the answer, or no answer came. */
const LOST = "OFFLINE";
const UNANSWERED = "NO_ANSWER";

/** Code for a request whose phone is not the linked one. */
const MISMATCH = "PHONE_MISMATCH";

/** Sentence of the page itself, which is no failure. */
const UNSAID: Omit<Failure, "message"> = { code: null, action: "none", waitMs: null, reference: null };

const CANCELLED: Failure = { ...UNSAID, message: own("cancelledElsewhere") };

/** Errors after which the service closes the connection for good. */
const FINAL = ["UNAUTHORIZED", "FORBIDDEN"];

const CONNECTING: LineState = { state: "connecting", retryAt: null, lost: false, shutOut: false, isFresh: true };

export function initialModel(
  known: Partial<Pick<Model, "company" | "by" | "chosen" | "asked" | "onPhone">> = {},
): Model {
  const { company = null, by = "code", chosen = false, asked = null, onPhone = false } = known;
  return {
    ...{ company, by, chosen, asked, onPhone },
    refusal: null,
    typed: asked ?? "",
    line: CONNECTING,
    status: null,
    code: null,
    qr: null,
    passkey: null,
    notice: null,
    fieldError: null,
    pending: null,
    again: false,
    change: null,
    changing: false,
    outcome: null,
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
      // A page that was refused shows nothing of the session any more.
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
    case "told":
      return { ...model, notice: noticeOf({ ...UNSAID, message: event.message }, event.at) };
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
    case "changing":
      return changing(model);
    case "unchanged":
      return unchanged(model);
  }
}

/** Opens the form for another number. A number that was refused stays in it. */
function changing(model: Model): Model {
  const old = model.status?.phone ?? null;
  const typed = old !== null && sameEnd(model.typed, old) ? "" : model.typed;
  return { ...model, typed, changing: true, outcome: null, by: "code", fieldError: null };
}

/** Closes the form for another number: nothing has been requested, or it was cancelled before it began. */
function unchanged(model: Model): Model {
  return { ...model, changing: false, outcome: "kept", notice: null, fieldError: null };
}

/**
 * Applies a change of the connection. A lost connection drops the pending request: the next picture shows its outcome.
 */
function lineChanged(model: Model, state: LineState["state"], retryAt: number | null): Model {
  if (state === "open") {
    const isOver = model.notice?.done === false && model.notice.ofLine;
    return {
      ...model,
      line: { state, retryAt: null, lost: false, shutOut: false, isFresh: true },
      notice: isOver ? null : model.notice,
    };
  }
  const lost = model.line.lost || state === "waiting" || model.line.state === "open";
  return { ...model, line: { ...model.line, state, retryAt, lost }, pending: null };
}

function asked(model: Model, { what, id, phone, anew = false, change }: Extract<Event, { type: "asked" }>): Model {
  const pending = { what, id, anew };
  const changing = model.changing || change === true;
  const next: Model = { ...model, pending, changing, notice: null, fieldError: null, change: null, outcome: null };
  return phone === undefined ? next : { ...next, asked: phone, typed: phone, own: { phone: null }, strange: false };
}

function answered(model: Model, { id, what, message, phone }: Extract<Event, { type: "answered" }>): Model {
  const next = { ...model, pending: model.pending?.id === id ? null : model.pending };
  const isIdle = model.changing && !isUnderWay(model.status) && model.passkey === null;
  if (what === "cancel" && isIdle) return unchanged(next);
  // No code is needed for the number that is linked.
  const fieldError = what === "code" && phone === undefined && isIdle ? own("sameNumber") : next.fieldError;
  if (what === "code") return { ...next, fieldError, notice: null, own: phone === undefined ? null : { phone } };
  if (what !== "reset" || message === undefined) return next;
  return { ...next, again: false, notice: { done: true, message } };
}

function failed(model: Model, { id, what, failure, at }: Extract<Event, { type: "failed" }>): Model {
  const isPending = id !== null && model.pending?.id === id;
  const pending = isPending ? null : model.pending;
  if (failure.code === LOST) return { ...model, pending };
  if (failure.code === UNANSWERED) {
    if (!isPending) return model;
    const unanswered = { ...failure, message: own("noAnswer"), action: "unknown", waitMs: null };
    return { ...model, pending, notice: noticeOf(unanswered, at) };
  }
  if (what === "reset") return { ...model, pending, notice: noticeOf({ ...failure, action: "reset" }, at) };
  if (what === null && (failure.reference === null || model.line.state !== "open"))
    return lineFailed(model, failure, at);
  if (failure.code === MISMATCH && what === "code") {
    return { ...model, pending, change: { stored: failure.stored ?? model.status?.phone ?? null } };
  }
  if (failure.code === "INVALID_PHONE") return { ...model, pending, by: "code", fieldError: failure.message };
  // Our own request for another number ended the earlier pairing: not a failure to show.
  if (failure.code === "SUPERSEDED" && !isPending && model.pending?.what === "code") return { ...model, code: null };
  return { ...model, pending, notice: noticeOf(failure, at) };
}

/** Handles an error of the connection, which has its own retry timer; a refused token has a screen of its own. */
function lineFailed(model: Model, failure: Failure, at: number): Model {
  if (FINAL.includes(failure.code ?? "")) return model;
  return { ...model, pending: null, notice: noticeOf({ ...failure, waitMs: null }, at, true) };
}

function noticeOf(failure: Failure, at: number, ofLine = false): FailureNotice {
  return { done: false, ...failure, until: failure.waitMs === null ? null : at + failure.waitMs, ofLine };
}

function pictured(model: Model, { status, code, qr, passkey }: Facts, at: number): Model {
  const changed = isAnotherStory(model.status, status);
  const pending = stillPending(model.pending, { status, qr, changed });
  const own = stillOwn(model, { pairing: status.pairing, code, pending });
  const change = changeAfter(model, status, { pending, changed });
  const failed = status.change?.failure ?? null;
  const notices = {
    notice: status.failure && noticeOf(status.failure, at),
    changeNotice: failed && noticeOf(failed, at),
  };
  const notice = wasCancelledElsewhere(model, status) ? noticeOf(CANCELLED, at) : model.notice;
  return {
    ...resumed(model, status),
    ...numbered(model, status, code),
    ...change,
    line: { ...model.line, isFresh: false },
    status: { ...status, ...notices },
    ...{ code, qr, passkey, pending, own, method: status.pairing?.method ?? model.method },
    strange: own === null && isStrange(model, status, code),
    answeredAt: status.pairing?.phoneAnswered ? (model.answeredAt ?? at) : null,
    notice: outlives(notice, status, change.changing) ? notice : null,
    again: model.again && !changed,
  };
}

/**
 * Follows the method of the pairing in progress until the person selects one. A change that was begun elsewhere is shown
 * by its own method: nothing was selected for it.
 */
function resumed(model: Model, status: StatusFacts): Model {
  const { pairing } = status;
  // Phones answer codes only, so the code tab is shown.
  if (pairing?.phoneAnswered) return { ...model, by: "code" };
  if (pairing?.method === "qr" && model.onPhone) return model;
  const begins = isUnderWay(status) && !isUnderWay(model.status) && !model.changing;
  if (begins && pairing !== null) return { ...model, by: pairing.method };
  if (model.chosen || model.status !== null || pairing === null) return model;
  return { ...model, by: pairing.method };
}

/** Learns the number from the code in a tab that did not request it, so that it can request the next one. */
function numbered(
  model: Model,
  status: StatusFacts,
  code: CodeFacts | null,
): Pick<Model, "asked" | "typed"> | undefined {
  if (code === null || code.phone === null || model.asked !== null) return undefined;
  // The number of a change that was begun elsewhere is not this page's.
  if (isUnderWay(status) && !model.changing) return undefined;
  const number = displayedNumber(code.phone);
  return { asked: number, typed: number };
}

/**
 * Returns whether the state or the failure has changed. Pictures in between may have been skipped for a slow page, so
 * another failure counts as a change even in the same state.
 */
function isAnotherStory(before: StatusFacts | null, now: StatusFacts): boolean {
  const isSame = before?.state === now.state && before.phase === now.phase;
  const [was, is] = [before, now].map((status) => [status?.failure, status?.change?.failure]);
  return !isSame || was?.[0]?.reference !== is?.[0]?.reference || was?.[1]?.reference !== is?.[1]?.reference;
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
      return status.pairing === null && !isUnderWay(status) ? null : pending;
    case "answer":
    case "confirm":
      return changed ? null : pending;
    case "resume":
      return null;
    case "reset":
    case undefined:
      return pending;
  }
}

const TELLING = [...["error", "passkey_required", "checking_passkey", "confirming_passkey", "connecting", "connected"]];

/**
 * Returns whether an alert stays: it goes when the session's state shows the outcome, or something else has begun. The
 * state of a line says nothing of a change that was refused.
 */
function outlives(notice: Notice | null, status: StatusFacts, changing: boolean): boolean {
  if (notice === null) return false;
  if (notice.done) return status.state === "idle";
  const isOfForm = changing && !isUnderWay(status);
  const isOfChange = status.change?.failure?.code === notice.code;
  return isOfForm || isOfChange || !TELLING.includes(status.phase);
}
