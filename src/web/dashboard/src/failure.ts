// Single error type for failed requests, which pages display.

import { LineError } from "@linekeeper/client";
import type { Language } from "@linekeeper/ui/i18n.ts";

import type { Problem } from "./types.ts";

/**
 * Codes of the service's catalogue and of the client, and two of the dashboard: no response (`UNREACHABLE`), or a
 * response that is not the service's (`UNREADABLE`).
 */
export type FailureCode = Problem["code"] | "UNREACHABLE" | "UNREADABLE" | "NO_ANSWER" | "OFFLINE";

export interface FailureFacts {
  code: FailureCode;
  text: Readonly<Record<Language, string>>;
  status?: number;
  detail?: string;
  retryAfterMs?: number | null;
  correlationId?: string | null;
  storedPhone?: string | null;
  rule?: string | null;
}

export class Failure extends Error {
  override readonly name = "Failure";
  readonly code: FailureCode;
  readonly text: Readonly<Record<Language, string>>;
  /** HTTP status; 0 when there was no response. */
  readonly status: number;
  /** Further details, in English. */
  readonly detail: string;
  readonly retryAfterMs: number | null;
  /** Time of the failure by this computer's clock, in milliseconds. */
  readonly at = Date.now();
  readonly correlationId: string | null;
  /** With `PHONE_MISMATCH`: the linked number, masked. */
  readonly storedPhone: string | null;
  /** Name of the rule that the URL of a webhook breaks. */
  readonly rule: string | null;

  constructor(facts: FailureFacts) {
    super(`${facts.code}: ${facts.detail || facts.text.en}`);
    this.code = facts.code;
    this.text = facts.text;
    this.status = facts.status ?? 0;
    this.detail = facts.detail ?? "";
    this.retryAfterMs = facts.retryAfterMs ?? null;
    this.correlationId = facts.correlationId ?? null;
    this.storedPhone = facts.storedPhone ?? null;
    this.rule = facts.rule ?? null;
  }

  /** Milliseconds until a retry makes sense; 0 for now. */
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

/**
 * Converts an unsuccessful response. One without a problem document, from a proxy for example, becomes `UNREADABLE`.
 */
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

/** Converts anything thrown into a `Failure`. */
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
