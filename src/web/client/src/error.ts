import type { ErrorCode as ServiceCode, ErrorFrame, Text, UserAction } from "./generated/frames.ts";

/** Error codes of the service, and two of this client: the socket was lost before the answer, or no answer came. */
export type ErrorCode = ServiceCode | "OFFLINE" | "NO_ANSWER";

/** Fields from which a `LineError` is made. */
export interface Failure {
  code: ErrorCode;
  text: Text;
  userAction: UserAction;
  /** Milliseconds after which a retry makes sense, where that is known. */
  retryAfterMs?: number | null | undefined;
  /** Id to give to support. */
  correlationId?: string | null | undefined;
  /** Linked number, masked; set when another number was requested. */
  storedPhone?: string | null | undefined;
  /** Further details in English, for engineers. */
  detail?: string | undefined;
}

/** Error of a request or of the session. `text` is for people, `message` for logs. */
export class LineError extends Error {
  override readonly name = "LineError";
  readonly code: ErrorCode;
  readonly text: Text;
  readonly userAction: UserAction;
  readonly retryAfterMs: number | null;
  readonly correlationId: string | null;
  /** With `PHONE_MISMATCH`: the linked number, masked. */
  readonly storedPhone: string | null;

  constructor({ code, text, userAction, retryAfterMs, correlationId, storedPhone, detail }: Failure) {
    super(`${code}: ${detail || text.en}`);
    this.code = code;
    this.text = text;
    this.userAction = userAction;
    this.retryAfterMs = retryAfterMs ?? null;
    this.correlationId = correlationId ?? null;
    this.storedPhone = storedPhone ?? null;
  }
}

/** Converts an `error` frame. */
export function errorOf({ code, message: text, detail, retryAfterMs }: ErrorFrame): LineError {
  return new LineError({ code, text, userAction: retryAfterMs == null ? "retry" : "wait", retryAfterMs, detail });
}

/** Error of a request whose socket was lost, or is not open, before the answer. */
export function offline(): LineError {
  const text = { ru: "Нет связи с сервисом", en: "No connection to the service" };
  return new LineError({ code: "OFFLINE", text, userAction: "retry" });
}

/** Error of a request that was not answered in time, or will never be answered. */
export function noAnswer(): LineError {
  const text = { ru: "Сервис не ответил. Попробуйте ещё раз", en: "The service didn't answer. Try again" };
  return new LineError({ code: "NO_ANSWER", text, userAction: "retry" });
}
