// Fake client of the service, controlled by the test.

import type {
  Connection,
  Line,
  LineError,
  LineOptions,
  LostPasskey,
  PairingOptions,
  Picture,
} from "@linekeeper/client";

import { SERVER_AHEAD } from "./salon.ts";

type Listener = (what: never) => void;

interface Asked {
  readonly what: string;
  readonly with?: string;
  readonly options?: PairingOptions;
  answer(value: unknown): void;
  refuse(error: LineError): void;
}

export class FakeLine {
  readonly options: LineOptions;
  readonly asked: Asked[] = [];
  readonly tokens: string[] = [];
  connected = false;
  closed = false;
  picture: Picture | null = null;
  #listeners = new Map<string, Listener[]>();

  constructor(options: LineOptions) {
    this.options = options;
  }

  /** Returns the fake as the type that the session expects. */
  get line(): Line {
    return this as unknown as Line;
  }

  connect(): void {
    this.connected = true;
  }

  close(): void {
    this.closed = true;
    this.says("connection", { state: "closed", reason: "closed", detail: "" });
  }

  authenticate(token: string): void {
    this.tokens.push(token);
  }

  serverNow(): number {
    return Date.now() + SERVER_AHEAD;
  }

  on(event: string, listener: Listener): () => void {
    this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), listener]);
    return () => undefined;
  }

  requestPairingCode = (number: string, options?: PairingOptions): Promise<unknown> =>
    this.#ask("code", number, options);
  requestQr = (options?: PairingOptions): Promise<unknown> => this.#ask("qr", undefined, options);
  answerPasskey = (challengeId: string, assertion: object | string): Promise<unknown> =>
    this.#ask("answer", `${challengeId} ${String(assertion)}`);
  confirmPasskey = (challengeId: string): Promise<unknown> => this.#ask("confirm", challengeId);
  cancelPairing = (): Promise<unknown> => this.#ask("cancel");
  reset = (): Promise<unknown> => this.#ask("reset");

  says(event: "connection", connection: Connection): void;
  says(event: "error", error: LineError): void;
  says(event: "passkey-lost", lost: LostPasskey): void;
  says(event: string, what: unknown): void {
    for (const listener of this.#listeners.get(event) ?? []) listener(what as never);
  }

  opens(): void {
    this.says("connection", { state: "open" });
  }

  shows(picture: Picture): void {
    this.picture = picture;
    for (const listener of this.#listeners.get("picture") ?? []) listener(picture as never);
  }

  #ask(what: string, number?: string, options: PairingOptions = {}): Promise<unknown> {
    return new Promise((answer, refuse) => {
      this.asked.push({ what, ...(number === undefined ? {} : { with: number }), options, answer, refuse });
    });
  }
}
