// A session as the service would show it, played in the page: it speaks the frames of the service's WebSocket, so that
// the element on these pages is the real one, with its real client.

/** Failure as the catalogue describes it. */
export interface DemoFailure {
  readonly code: string;
  readonly ru: string;
  readonly en: string;
  readonly userAction: string;
  readonly retryAfterMs: number | null;
}

/**
 * How a failure reaches the owner's page: the session is parked for it, a request for a code is refused, it is told
 * beside the requests, an answer to the request for a passkey is refused, or the token is.
 */
export type FailureWay = "parked" | "asked" | "told" | "passkey" | "shut-out";

export type Start = "idle" | "code" | "qr" | "passkey" | "connected";

export interface Scene {
  readonly start: Start;
  readonly failure?: { readonly way: FailureWay; readonly failure: DemoFailure; readonly linked: boolean };
}

export type Frame = Readonly<Record<string, unknown>> & { readonly type: string };
type Fields = Readonly<Record<string, unknown>>;

export const COMPANY = "997441";
const PHONE = "79006464263";
const REFERENCE = "K7M2Q9TX";
const CODE_MS = 180_000;
const QR_MS = 60_000;
const PASSKEY_MS = 600_000;
/** Time that WhatsApp takes in the demonstration. */
const STEP_MS = 900;

export interface DemoConnection {
  receive(frame: Frame): void;
  close(code: number, reason: string): void;
}

export class DemoService {
  #scene: Scene;
  #qrSvg: string;
  #connection: DemoConnection | null = null;
  #timers: ReturnType<typeof setTimeout>[] = [];
  #number = PHONE;

  constructor(scene: Scene, qrSvg: string) {
    this.#scene = scene;
    this.#qrSvg = qrSvg;
  }

  /** Takes the place of the connection before. */
  opens(connection: DemoConnection): void {
    this.#connection = connection;
  }

  closes(): void {
    this.#stop();
    this.#connection = null;
  }

  /** Handles a frame of the client. */
  heard({ type, requestId, ...frame }: Frame): void {
    switch (type) {
      case "authenticate":
        return this.#authenticate(requestId);
      case "request-pairing-code":
        return this.#askedForCode(requestId, String(frame["phoneNumber"] ?? PHONE));
      case "request-qr":
        return this.#showQr(requestId);
      case "cancel-pairing":
        this.#stop();
        return this.#picture({ state: "idle" });
      case "answer-passkey":
      case "confirm-passkey":
        this.#tell({ type: "passkey-accepted", challengeId: frame["challengeId"], requestId });
        return this.#connect();
      case "reset-whatsapp-credentials":
        this.#tell({ type: "credentials-reset", success: true, sessionId: COMPANY, requestId, message: RESET });
        return this.#picture({ state: "idle" });
      case "ping":
        return this.#tell({ type: "pong", requestId, serverTime: timeIn(0) });
    }
  }

  /** Plays the phone on which the code was typed, or the QR scanned. */
  phoneAnswers(): void {
    const pairing = { method: "code", attempt: 1, phoneAnswered: true };
    this.#picture({ state: "connecting", pairing, phoneNumber: masked(this.#number) });
    this.#connect();
  }

  #connect(): void {
    this.#later(() => {
      const phoneNumber = masked(this.#number);
      this.#picture({ state: "connected", linked: true, phoneNumber });
      this.#tell({ type: "whatsapp-connected", phoneNumber });
    });
  }

  #authenticate(requestId: unknown): void {
    const { failure, start } = this.#scene;
    if (failure?.way === "shut-out") {
      this.#tell({ type: "error", ...textOf(failure.failure), detail: "the link is not valid", requestId });
      this.#connection?.close(failure.failure.code === "FORBIDDEN" ? 4403 : 4401, "");
      return;
    }
    this.#tell({ type: "authenticated", expiresAt: timeIn(3_600_000), requestId });
    if (failure !== undefined) return this.#fail(failure);
    const starts = {
      idle: () => this.#picture({ state: "idle" }),
      code: () => this.#showCode(undefined),
      qr: () => this.#showQr(undefined),
      passkey: () => this.#askPasskey(),
      connected: () => this.#picture({ state: "connected", linked: true, phoneNumber: masked(PHONE) }),
    };
    starts[start]();
  }

  #fail({ way, failure, linked }: NonNullable<Scene["failure"]>): void {
    const { userAction, retryAfterMs } = failure;
    if (way === "parked") {
      const phoneNumber = linked ? masked(PHONE) : null;
      return this.#picture({ state: "error", ...textOf(failure), userAction, retryAfterMs, linked, phoneNumber });
    }
    if (way === "passkey") this.#askPasskey();
    else this.#picture({ state: "idle" });
    if (way !== "asked") this.#tell(refusal(failure));
  }

  #askedForCode(requestId: unknown, number: string): void {
    const { failure } = this.#scene;
    if (failure?.way === "asked") return this.#tell({ ...refusal(failure.failure), requestId });
    this.#number = number.replace(/\D/g, "").replace(/^8(?=\d{10}$)/, "7");
    this.#picture({ state: "waiting_for_pairing_code", pairing: { method: "code", attempt: 1, phoneAnswered: false } });
    this.#later(() => this.#showCode(requestId));
  }

  #showCode(requestId: unknown): void {
    const live = { code: "K7M2-Q9TX", phoneNumber: this.#number, expiresAt: timeIn(CODE_MS) };
    const pairing = { method: "code", attempt: 1, phoneAnswered: false, codeExpiresAt: live.expiresAt };
    this.#tell({ type: "pairing-code", ...live, requestId, correlationId: REFERENCE, serverTime: timeIn(0) });
    this.#picture({ state: "pairing_code_sent", pairing, phoneNumber: masked(this.#number) }, { liveCode: live });
  }

  #showQr(requestId: unknown): void {
    const live = { qr: "2@demonstration", svg: this.#qrSvg, expiresAt: timeIn(QR_MS) };
    const pairing = { method: "qr", attempt: 1, phoneAnswered: false };
    this.#tell({ type: "qr-code", ...live, requestId, serverTime: timeIn(0) });
    this.#picture({ state: "pairing_code_sent", pairing }, { liveQr: live });
  }

  #askPasskey(): void {
    const options = { challenge: "demonstration", rpId: "whatsapp.com", allowCredentials: [] };
    const livePasskey = { challengeId: "demonstration", options, expiresAt: timeIn(PASSKEY_MS), mayAnswer: true };
    const pairing = { method: "code", attempt: 1, phoneAnswered: true };
    this.#picture({ state: "waiting_for_passkey", pairing, phoneNumber: masked(PHONE) }, { livePasskey });
  }

  #picture(status: Fields, live: Fields = {}): void {
    const now = timeIn(0);
    const plain = { code: null, message: null, userAction: "none", retryAfterMs: null, nextAttemptAt: null };
    const session = {
      companyId: COMPANY,
      correlationId: REFERENCE,
      linked: false,
      attempts: 0,
      phoneNumber: null,
      pairing: null,
    };
    this.#tell({ type: "session-state", ...plain, ...session, since: now, serverTime: now, ...status, ...live });
  }

  #later(step: () => void): void {
    this.#timers.push(setTimeout(step, STEP_MS));
  }

  #stop(): void {
    for (const timer of this.#timers.splice(0)) clearTimeout(timer);
  }

  #tell(frame: Frame): void {
    this.#connection?.receive(frame);
  }
}

const RESET = {
  ru: "Учётные данные WhatsApp сброшены. Теперь можно начать подключение заново",
  en: "The WhatsApp connection was reset. You can start again now",
};

function refusal(failure: DemoFailure): Frame {
  const { code, userAction, retryAfterMs } = failure;
  const storedPhone = code === "PHONE_MISMATCH" ? masked(PHONE) : null;
  const fields = { ...textOf(failure), userAction, retryAfterMs, storedPhone };
  return { type: "pairing-code-error", ...fields, correlationId: REFERENCE };
}

function textOf({ code, ru, en }: DemoFailure): Fields {
  return { code, message: { ru, en } };
}

function timeIn(ms: number): string {
  return new Date(Date.now() + ms).toISOString();
}

/** Masks a number as the service does. */
function masked(number: string): string {
  return `${number.slice(0, 4)}${"•".repeat(Math.max(0, number.length - 6))}${number.slice(-2)}`;
}
