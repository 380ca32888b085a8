import type { ErrorCode as ServiceCode, ErrorFrame, Text, UserAction } from "./generated/frames.ts";

/** The service's codes, and two of our own: the socket was lost before the answer, or no answer came. */
export type ErrorCode = ServiceCode | "OFFLINE" | "NO_ANSWER";

/** What an error is made of. */
export interface Failure {
  code: ErrorCode;
  text: Text;
  userAction: UserAction;
  /** In how many milliseconds trying again makes sense, where that is known. */
  retryAfterMs?: number | null | undefined;
  /** What to tell support. */
  correlationId?: string | null | undefined;
  /** The number that is linked, masked, where another one was asked for. */
  storedPhone?: string | null | undefined;
  /** More, in English, for engineers. */
  detail?: string | undefined;
}

/** Something did not happen. `text` is for people, `message` for logs. */
export class LineError extends Error {
  override readonly name = "LineError";
  readonly code: ErrorCode;
  readonly text: Text;
  readonly userAction: UserAction;
  readonly retryAfterMs: number | null;
  readonly correlationId: string | null;
  /** With `PHONE_MISMATCH`: the number that is linked, masked. */
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

/** What a frame `error` says. */
export function errorOf({ code, message: text, detail, retryAfterMs }: ErrorFrame): LineError {
  return new LineError({ code, text, userAction: retryAfterMs == null ? "retry" : "wait", retryAfterMs, detail });
}

/** The socket was lost, or is not there, and with it the answer. */
export function offline(): LineError {
  const text = { ru: "Нет связи с сервисом", en: "No connection to the service" };
  return new LineError({ code: "OFFLINE", text, userAction: "retry" });
}

/** No answer came, or none will. */
export function noAnswer(): LineError {
  const text = { ru: "Сервис не ответил. Попробуйте ещё раз", en: "The service didn't answer. Try again" };
  return new LineError({ code: "NO_ANSWER", text, userAction: "retry" });
}
