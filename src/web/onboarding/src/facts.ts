// Data from the service in the form that the element uses: times in milliseconds, absent values as null.

import { isChanging, parseTime, passkeyStateOf, type LineError, type Picture } from "@linekeeper/client";

import type { Own } from "./texts.ts";

export type Method = "code" | "qr";

/** Parses the name of a method; null for anything else. */
export function methodOf(name: string | null): Method | null {
  return name === "code" || name === "qr" ? name : null;
}

export interface Text {
  readonly ru: string;
  readonly en: string;
}

/** Failure of a request or of a parked session. */
export interface Failure {
  /** Masked number of the phone that was linked in place of the requested one. */
  readonly otherPhone?: string | null;
  readonly code: string | null;
  /** Linked number, masked, that the requested one would replace. */
  readonly stored?: string | null;
  readonly message: Text | Own;
  readonly action: string;
  readonly waitMs: number | null;
  readonly reference: string | null;
}

/** Device that another phone has replaced and that is not logged out yet. */
export interface OldDevice {
  /** Masked number. */
  readonly phone: string | null;
  readonly since: number | null;
  readonly nextAttemptAt: number | null;
}

/** Change of the phone, beside the line. */
export interface ChangeFacts {
  /** Whether another phone is being linked: the change has not failed and is not done. */
  readonly underWay: boolean;
  /** Masked number that comes; null while it is unknown. */
  readonly phone: string | null;
  /** Sentence about what it waits for, an outage of the database for example; null for nothing. */
  readonly waitsFor: Text | null;
  /** Code of that sentence, or of the failure. */
  readonly code: string | null;
  /** Set when the change has failed. */
  readonly failure: Failure | null;
  readonly oldDevice: OldDevice | null;
}

export interface StatusFacts {
  readonly state: string;
  /** Time at which the session entered its state. */
  readonly since: number | null;
  /** Last time at which the owner's phone itself was seen; null where that is not known. */
  readonly phoneSeenAt: number | null;
  /** How the last pairing of a company without a line ended; null where that is not known. */
  readonly lastFailure: { readonly code: string; readonly reference: string | null } | null;
  /** State of what happens on the screen: that of the change under way, else that of the line. */
  readonly phase: string;
  readonly failure: Failure | null;
  readonly nextAttemptAt: number | null;
  /** Masked number. */
  readonly phone: string | null;
  readonly linked: boolean;
  /** Pairing under way, of the line or of the change of its phone. */
  readonly pairing: { readonly method: Method; readonly phoneAnswered: boolean } | null;
  readonly change: ChangeFacts | null;
  /** Whether the account's passkey is asked for, checked, or its code compared. */
  readonly asksPasskey: boolean;
}

export interface CodeFacts {
  readonly code: string;
  /** Full number. */
  readonly phone: string | null;
  readonly expiresAt: number | null;
}

export interface QrFacts {
  readonly svg: string;
  readonly text: string;
  readonly expiresAt: number | null;
}

/** Challenge to answer with the account's passkey, or code to compare. */
export interface PasskeyFacts {
  readonly challengeId: string;
  /** WhatsApp's request options as JSON; null once they are answered, or where they cannot be read. */
  readonly options: string | null;
  readonly code: string | null;
  readonly expiresAt: number | null;
  readonly mayAnswer: boolean;
}

/** Everything that the service reports about a session. */
export interface Facts {
  readonly status: StatusFacts;
  readonly code: CodeFacts | null;
  readonly qr: QrFacts | null;
  readonly passkey: PasskeyFacts | null;
}

export function factsOf({ status, liveCode, liveQr, livePasskey }: Picture): Facts {
  const failed = status.state === "error" || status.state === "passkey_required";
  const { phoneSeenAt, lastFailure } = status;
  return {
    status: {
      state: status.state,
      since: parseTime(status.since),
      phoneSeenAt: parseTime(phoneSeenAt),
      lastFailure: lastFailure ? { code: lastFailure.code, reference: lastFailure.correlationId ?? null } : null,
      phase: status.change && isChanging(status) ? status.change.state : status.state,
      failure: failed ? parkedFor(status) : null,
      nextAttemptAt: parseTime(status.nextAttemptAt),
      phone: status.phoneNumber ?? null,
      linked: status.linked,
      pairing: pairingOf(status),
      change: status.change ? changeOf(status.change) : null,
      asksPasskey: passkeyStateOf(status) !== null,
    },
    code: liveCode
      ? { code: liveCode.code, phone: liveCode.phoneNumber, expiresAt: parseTime(liveCode.expiresAt) }
      : null,
    qr: liveQr ? { svg: liveQr.svg, text: liveQr.qr, expiresAt: parseTime(liveQr.expiresAt) } : null,
    passkey: livePasskey && {
      ...livePasskey,
      options: livePasskey.options && JSON.stringify(livePasskey.options),
      expiresAt: parseTime(livePasskey.expiresAt),
    },
  };
}

type Status = Picture["status"];

function pairingOf(status: Status): StatusFacts["pairing"] {
  const { method, phoneAnswered } = (isChanging(status) ? status.change : status.pairing) ?? {};
  return method == null ? null : { method, phoneAnswered: phoneAnswered === true };
}

function changeOf(change: NonNullable<Status["change"]>): ChangeFacts {
  const { state, code, message, correlationId, oldDevice } = change;
  const failure: Failure = {
    ...{ code: code ?? null, message: message ?? { ru: "", en: "" }, action: "retry", waitMs: null },
    reference: correlationId ?? null,
  };
  return {
    underWay: isChanging({ change }),
    phone: change.maskedPhone ?? null,
    waitsFor: isChanging({ change }) ? (message ?? null) : null,
    code: code ?? null,
    failure: state === "failed" ? failure : null,
    oldDevice: oldDevice
      ? {
          phone: oldDevice.maskedPhone ?? null,
          since: parseTime(oldDevice.since),
          nextAttemptAt: parseTime(oldDevice.nextAttemptAt),
        }
      : null,
  };
}

function parkedFor(status: Status): Failure {
  return {
    otherPhone: status.linkedPhone ?? null,
    code: status.code ?? null,
    message: status.message ?? { ru: "", en: "" },
    action: status.userAction,
    waitMs: status.retryAfterMs ?? null,
    reference: status.correlationId,
  };
}

export function failureOf(error: LineError): Failure {
  const { code, text, userAction, retryAfterMs, correlationId, storedPhone } = error;
  return {
    ...{ code, message: text, action: userAction, waitMs: retryAfterMs },
    ...{ reference: correlationId, stored: storedPhone },
  };
}
