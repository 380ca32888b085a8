// Sends a message over a company's line. A request that is lost, or that the service cannot carry out now, is made again with the
// same idempotency key, so the message is sent once.
import { Refused, pause } from "./answers.ts";
import { backoff as defaultBackoff, type Backoff } from "./backoff.ts";
import { offline } from "./error.ts";
import type { SendRequest, SentMessage } from "./generated/events.ts";

/** Attempts, unless the options say another number: they take about a minute. */
const ATTEMPTS = 8;

/** What may be left out of an order. */
type Order = Pick<SendRequest, "to" | "content"> & Partial<SendRequest>;

export interface SendOptions {
  /** Address of the service. */
  readonly url: string | URL;
  readonly companyId: string;
  /** API key with the scope `messages:write`. */
  readonly apiKey: string;
  /**
   * Key of this message: 1 to 255 visible characters of ASCII. A program that may end before it has the answer keeps it, the id
   * of the message that it answers for example, and repeats the call with it: the message is sent once. By default a new one.
   */
  readonly idempotencyKey?: string | undefined;
  /** Ends the attempts. */
  readonly signal?: AbortSignal | undefined;
  readonly attempts?: number | undefined;
  readonly backoff?: Backoff | undefined;
}

/**
 * Orders a message; resolves once the service has stored it, with its id. What becomes of it is told by events `message.status`.
 * @throws LineError if the service refuses the message, or did not answer at any attempt (`OFFLINE`): it may have been stored then.
 */
export async function sendMessage(order: Order, options: SendOptions): Promise<SentMessage> {
  const { signal, attempts = ATTEMPTS, backoff = defaultBackoff } = options;
  const key = options.idempotencyKey ?? crypto.randomUUID();
  for (let attempt = 1; ; attempt += 1) {
    let refused: Refused | undefined;
    try {
      return await ordered(order, options, key);
    } catch (error) {
      signal?.throwIfAborted();
      refused = error instanceof Refused ? error : undefined;
      if (refused !== undefined && !refused.isTransient) throw refused.asLineError();
    }
    if (attempt >= attempts) throw refused?.asLineError() ?? offline();
    await pause(Math.max(backoff(attempt, Math.random(), 0), refused?.retryAfterMs ?? 0), signal);
    signal?.throwIfAborted();
  }
}

async function ordered(order: Order, options: SendOptions, key: string): Promise<SentMessage> {
  const { url, companyId, apiKey, signal } = options;
  const response = await fetch(new URL(`/api/whatsapp/sessions/${encodeURIComponent(companyId)}/messages`, url), {
    method: "POST",
    headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json", "idempotency-key": key },
    body: JSON.stringify(order),
    signal: signal ?? null,
  });
  if (!response.ok) throw await Refused.of(response);
  return (await response.json()) as SentMessage;
}
