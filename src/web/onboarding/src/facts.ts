// Data from the service in the form that the element uses: times in milliseconds, absent values as null.

import { parseTime, type LineError, type Picture } from "@linekeeper/client";

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
  readonly code: string | null;
  /** Linked number, masked, that the requested one would replace. */
  readonly stored?: string | null;
  readonly message: Text;
  readonly action: string;
  readonly waitMs: number | null;
  readonly reference: string | null;
}

export interface StatusFacts {
  readonly state: string;
  readonly failure: Failure | null;
  readonly nextAttemptAt: number | null;
  /** Masked number. */
  readonly phone: string | null;
  readonly linked: boolean;
  readonly pairing: { readonly method: Method; readonly phoneAnswered: boolean } | null;
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

/** Everything that the service reports about a session. */
export interface Facts {
  readonly status: StatusFacts;
  readonly code: CodeFacts | null;
  readonly qr: QrFacts | null;
}

export function factsOf({ status, liveCode, liveQr }: Picture): Facts {
  const failed = status.state === "error" || status.state === "passkey_required";
  return {
    status: {
      state: status.state,
      failure: failed ? parkedFor(status) : null,
      nextAttemptAt: parseTime(status.nextAttemptAt),
      phone: status.phoneNumber ?? null,
      linked: status.linked,
      pairing: status.pairing ? { method: status.pairing.method, phoneAnswered: status.pairing.phoneAnswered } : null,
    },
    code: liveCode
      ? { code: liveCode.code, phone: liveCode.phoneNumber, expiresAt: parseTime(liveCode.expiresAt) }
      : null,
    qr: liveQr ? { svg: liveQr.svg, text: liveQr.qr, expiresAt: parseTime(liveQr.expiresAt) } : null,
  };
}

function parkedFor(status: Picture["status"]): Failure {
  return {
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
