// What can go wrong with a request, as one kind of error for pages to show.

import { LineError } from "@linekeeper/client";
import type { Language } from "@linekeeper/ui/i18n.ts";

import type { Problem } from "./types.ts";

/** The catalogue's codes, and two of our own: nobody answered, or what answered was not the service. */
export type FailureCode = Problem["code"] | "UNREACHABLE" | "UNREADABLE" | "NO_ANSWER" | "OFFLINE";

export interface FailureFacts {
  code: FailureCode;
  text: Readonly<Record<Language, string>>;
  status?: number;
  detail?: string;
  retryAfterMs?: number | null;
  correlationId?: string | null;
  storedPhone?: string | null;
}

export class Failure extends Error {
  override readonly name = "Failure";
  readonly code: FailureCode;
  readonly text: Readonly<Record<Language, string>>;
  /** The HTTP status; 0 when there was no answer. */
  readonly status: number;
  /** More, in English. */
  readonly detail: string;
  readonly retryAfterMs: number | null;
  /** When it came, by this computer's clock. */
  readonly at = Date.now();
  readonly correlationId: string | null;
  /** With `PHONE_MISMATCH`: the linked number, masked. */
  readonly storedPhone: string | null;

  constructor(facts: FailureFacts) {
    super(`${facts.code}: ${facts.detail || facts.text.en}`);
    this.code = facts.code;
    this.text = facts.text;
    this.status = facts.status ?? 0;
    this.detail = facts.detail ?? "";
    this.retryAfterMs = facts.retryAfterMs ?? null;
    this.correlationId = facts.correlationId ?? null;
    this.storedPhone = facts.storedPhone ?? null;
  }

  /** For how many milliseconds more it makes no sense to try again. */
  get left(): number {
    return this.retryAfterMs === null ? 0 : Math.max(0, this.at + this.retryAfterMs - Date.now());
  }
}

export function unreachable(): Failure {
  return new Failure({
    code: "UNREACHABLE",
    text: {
      ru: "Сервис не отвечает. Проверьте сеть и повторите",
      en: "The service doesn't answer. Check the network and try again",
    },
  });
}

/** What an answer that is no success means. A proxy in between says what it likes. */
export async function failureOf(response: Response): Promise<Failure> {
  const problem = await response.json().catch(() => null);
  if (isProblem(problem)) {
    const { message: text, ...rest } = problem;
    return new Failure({ ...rest, text });
  }
  const { status } = response;
  const text = { ru: `Неожиданный ответ (${status})`, en: `An unexpected answer (${status})` };
  return new Failure({ code: "UNREADABLE", text, status });
}

/** Whatever was thrown, as a failure. */
export function asFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  if (error instanceof LineError) {
    const { code, text, retryAfterMs, correlationId, storedPhone } = error;
    return new Failure({ code, text, retryAfterMs, correlationId, storedPhone });
  }
  const detail = error instanceof Error ? error.message : String(error);
  return new Failure({ code: "UNREADABLE", text: { ru: "Что-то пошло не так", en: "Something went wrong" }, detail });
}

function isProblem(value: unknown): value is Problem {
  if (value === null || typeof value !== "object") return false;
  const { code, message } = value as Partial<Problem>;
  return typeof code === "string" && typeof message?.ru === "string" && typeof message.en === "string";
}
