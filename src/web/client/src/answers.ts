// Answers of the service's HTTP API that are refusals, and the pause before the next attempt.
import { LineError, type ErrorCode } from "./error.ts";
import type { Text, UserAction } from "./generated/frames.ts";

/** Statuses after which the same request may succeed later. */
const TRANSIENT: readonly number[] = [408, 425, 429, 500, 502, 503, 504];

/** Answer other than the one that was asked for. */
export class Refused extends Error {
  readonly status: number;
  readonly retryAfterMs: number;
  readonly problem: Readonly<Record<string, unknown>>;

  constructor(status: number, retryAfterMs: number, problem: Record<string, unknown>) {
    super(`the service answered ${status}`);
    this.status = status;
    this.retryAfterMs = retryAfterMs;
    this.problem = problem;
  }

  static async of(response: Response): Promise<Refused> {
    const seconds = Number(response.headers.get("retry-after") ?? 0);
    const problem: unknown = await response.json().catch(() => ({}));
    const isObject = typeof problem === "object" && problem !== null;
    return new Refused(response.status, seconds > 0 ? seconds * 1000 : 0, isObject ? { ...problem } : {});
  }

  get isTransient(): boolean {
    return TRANSIENT.includes(this.status);
  }

  asLineError(): LineError {
    const { code, message, userAction, correlationId, detail } = this.problem;
    const text = { ru: "Сервис отказал", en: `The service answered ${this.status}` };
    return new LineError({
      code: (code ?? "INTERNAL") as ErrorCode,
      text: (message ?? text) as Text,
      userAction: (userAction ?? "contact_support") as UserAction,
      correlationId: typeof correlationId === "string" ? correlationId : null,
      detail: typeof detail === "string" ? detail : undefined,
    });
  }
}

/** Waits, or until the signal is given. */
export function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  if (ms <= 0 || signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    function done(): void {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    }
    signal?.addEventListener("abort", done, { once: true });
  });
}
