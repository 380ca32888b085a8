// What the service says, as the element keeps it: times as numbers, what is absent as null.

import { parseTime, type LineError, type Picture } from "@linekeeper/client";

export type Method = "code" | "qr";

/** One of the ways to link by its name, or null. */
export function methodOf(name: string | null): Method | null {
  return name === "code" || name === "qr" ? name : null;
}

export interface Text {
  readonly ru: string;
  readonly en: string;
}

/** A failure: its code, its sentence, what to do, how long to wait, what to tell support. */
export interface Failure {
  readonly code: string | null;
  /** The linked number, masked, that another one would take the place of. */
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
  /** Masked. */
  readonly phone: string | null;
  readonly linked: boolean;
  readonly pairing: { readonly method: Method; readonly phoneAnswered: boolean } | null;
}

export interface CodeFacts {
  readonly code: string;
  /** In full. */
  readonly phone: string | null;
  readonly expiresAt: number | null;
}

export interface QrFacts {
  readonly svg: string;
  readonly text: string;
  readonly expiresAt: number | null;
}

/** All that the service says of a session. */
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
