// Fake service for the tests: sockets under the test's control, and frames as the service writes them.
import { vi } from "vitest";

import type { LineError } from "../src/index.ts";
import type { Socket } from "../src/platform/socket.ts";

/** Offset of the service's clock to the client's, in milliseconds: one hour ahead. */
export const SERVER_AHEAD = 3_600_000;
export const SERVER_START = Date.UTC(2026, 10, 23);
/** The client's time when a test begins. */
export const START = SERVER_START - SERVER_AHEAD;

/** Returns the service's time, some milliseconds after the start. */
export const serverTime = (ms = 0): string => new Date(SERVER_START + ms).toISOString();

export class FakeSocket implements Socket {
  static all: FakeSocket[] = [];
  static get last(): FakeSocket {
    return FakeSocket.all.at(-1)!;
  }

  onopen: ((event: never) => void) | null = null;
  onmessage: ((event: never) => void) | null = null;
  onclose: ((event: never) => void) | null = null;
  onerror: ((event: never) => void) | null = null;
  sent: Record<string, unknown>[] = [];
  closed = false;
  /** As in a browser: connecting, open, closing. */
  readyState = 0;

  constructor(
    readonly url: string,
    readonly protocols?: string[],
    readonly options?: { headers: Record<string, string> },
  ) {
    FakeSocket.all.push(this);
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text) as Record<string, unknown>);
  }

  close(): void {
    this.closed = true;
    this.readyState = 2;
  }

  /** Simulates the opening of the connection. */
  opens(): this {
    this.readyState = 1;
    this.onopen?.({} as never);
    return this;
  }

  /** Simulates frames from the service. */
  says(...frames: unknown[]): this {
    for (const frame of frames) {
      const data = typeof frame === "string" ? frame : JSON.stringify(frame);
      this.onmessage?.({ data } as never);
    }
    return this;
  }

  /** Simulates a close, by the service or a lost connection. */
  ends(code = 1006, reason = ""): this {
    this.onclose?.({ code, reason } as never);
    return this;
  }

  /** Returns the frame that was sent last. */
  get lastSent(): Record<string, unknown> {
    return this.sent.at(-1)!;
  }

  kinds(): unknown[] {
    return this.sent.map(({ type }) => type);
  }
}

/** Starts fake timers and forgets all sockets. */
export function freshWorld(): void {
  FakeSocket.all = [];
  vi.useFakeTimers({ now: START });
}

/** Options of a test; the random number is in the middle of its range. */
export const UNDER_TEST = { url: "https://lines.example/", WebSocket: FakeSocket, random: () => 0.5 };

export const authenticated = (requestId = "proof-1", ms = 900_000): object => ({
  type: "authenticated",
  expiresAt: serverTime(ms),
  requestId,
});

export const text = (code: string): { ru: string; en: string } => ({
  ru: `${code} по-русски`,
  en: `${code} in English`,
});

export const refusal = (code: string, fields: object = {}): object => ({
  type: "error",
  code,
  message: text(code),
  detail: "",
  ...fields,
});

export const status = (fields: object = {}): object => ({
  companyId: "997441",
  state: "idle",
  code: null,
  message: null,
  userAction: "none",
  retryAfterMs: null,
  nextAttemptAt: null,
  since: serverTime(),
  correlationId: "pairing-1",
  phoneNumber: null,
  linked: false,
  pairing: null,
  ...fields,
});

export const snapshot = (fields: object = {}): object => ({
  type: "session-state",
  serverTime: serverTime(),
  ...status(fields),
});

export const pairing = (fields: object = {}): object => ({
  method: "code",
  codeExpiresAt: null,
  phoneAnswered: false,
  attempt: 1,
  ...fields,
});

export const change = (fields: object = {}): object => ({
  state: "pairing_code_sent",
  method: "code",
  maskedPhone: "7916•••••67",
  code: null,
  message: null,
  expiresAt: null,
  phoneAnswered: false,
  since: serverTime(),
  correlationId: "change-1",
  oldDevice: null,
  ...fields,
});

/** Snapshot of a session whose line works while its phone is being changed. */
export const changing = (fields: object = {}, more: object = {}): object =>
  snapshot({ state: "connected", linked: true, phoneNumber: "7900•••••63", change: change(fields), ...more });

export const liveCode = (ms = 180_000): object => ({
  code: "ABCD-EFGH",
  phoneNumber: "79006464263",
  expiresAt: serverTime(ms),
});

export const liveQr = (ms = 20_000): object => ({ qr: "2@a,b", svg: "<svg/>", expiresAt: serverTime(ms) });

export const pairingError = (code: string, fields: object = {}): object => ({
  type: "pairing-code-error",
  code,
  message: text(code),
  userAction: "retry",
  retryAfterMs: null,
  correlationId: "pairing-2",
  ...fields,
});

/** WhatsApp's request options, as the service passes them on. */
export const passkeyOptions = { challenge: "Y".repeat(43), rpId: "whatsapp.com", userVerification: "required" };

/** Open challenge in a picture. */
export const livePasskey = (fields: object = {}): object => ({
  challengeId: "challenge-1",
  options: passkeyOptions,
  expiresAt: serverTime(600_000),
  mayAnswer: true,
  ...fields,
});

/** Picture of a pairing whose challenge is open. */
export const waitingForPasskey = (fields: object = {}): object =>
  snapshot({ state: "waiting_for_passkey", pairing: pairing(), livePasskey: livePasskey(fields) });

/** Picture of a pairing whose code is to be compared. */
export const confirmingPasskey = (fields: object = {}): object =>
  snapshot({
    state: "confirming_passkey",
    pairing: pairing(),
    livePasskey: livePasskey({ options: null, code: "ABCD-EFGH", ...fields }),
  });

/** Returns the value of a promise, or the code of its error, or that it is still pending. */
export async function outcome(promise: Promise<unknown>): Promise<unknown> {
  let end: unknown = "still waits";
  void promise.then(
    (value) => (end = value),
    (error: unknown) => (end = (error as LineError).code),
  );
  await vi.advanceTimersByTimeAsync(0);
  return end;
}
