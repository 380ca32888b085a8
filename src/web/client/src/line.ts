import { createNanoEvents } from "nanoevents";

import { isChanging } from "./change.ts";
import type { Connection } from "./connection.ts";
import { LineError, errorOf } from "./error.ts";
import type {
  ChangeStatus,
  ClientFrame,
  CodeShown,
  PairingCodeErrorFrame,
  QrShown,
  ServerFrame,
  Status,
  Text,
} from "./generated/frames.ts";
import { socketUrl, type ConnectionOptions } from "./options.ts";
import {
  PasskeyTracker,
  assertionOf,
  challengeOf,
  codeOf,
  type LostPasskey,
  type PasskeyChallenge,
  type PasskeyCode,
} from "./passkey.ts";
import { merged, pictureOf, type Picture, type ShownFrame } from "./picture.ts";
import { ReconnectingSocket, type AnyFrame } from "./reconnecting.ts";
import { Requests } from "./requests.ts";

export interface LineOptions extends ConnectionOptions {
  /** Company id. */
  company: string;
}

/** Pairing code, and the correlation id of its pairing in journal and logs. */
export interface PairingCode extends CodeShown {
  readonly correlationId: string;
}

/** Options that a pairing request must state explicitly. */
export interface PairingOptions {
  /**
   * Replaces a linked phone: the other one is linked beside the line, which stays until the new phone has connected.
   * Without it such a request is refused with `PHONE_MISMATCH`.
   */
  changeNumber?: boolean | undefined;
  /** Skips the wait after WhatsApp has removed a device. Operators only. */
  overrideWait?: boolean | undefined;
}

export interface LineEvents {
  /** The session's picture changed: called at once if a picture is known, then at each change. */
  picture: (picture: Picture) => void;
  /** A phone is linked and connected, or another one has taken its place. The number is masked. */
  connected: (phoneNumber: string | null) => void;
  /** WhatsApp demands the account's passkey: called at once if a challenge is open, then for each new one. */
  passkey: (challenge: PasskeyChallenge) => void;
  /** A code to compare with the phone's: called at once if there is one, then for each new one. */
  "passkey-code": (code: PasskeyCode) => void;
  /** The challenge ended while the connection was lost, by a restart of the service for example. */
  "passkey-lost": (lost: LostPasskey) => void;
  /** An error that answers no request: a code died, a frame was refused, the service has no capacity. */
  error: (error: LineError) => void;
  /** The connection to the service changed state. */
  connection: (connection: Connection) => void;
}

/**
 * Client for one company's session. It reconnects from `connect()` until `close()` or until the service refuses it for
 * good. The session lives in the service: after a reconnect its first picture shows the current state.
 */
export class Line {
  #events = createNanoEvents<LineEvents>();
  #requests = new Requests();
  #passkey = new PasskeyTracker();
  #socket: ReconnectingSocket;
  #clock: () => number;
  #picture: Picture | null = null;
  /** Number with which `connected` was emitted; null while the session is not connected. */
  #toldConnected: { readonly phoneNumber: string | null } | null = null;

  constructor(options: LineOptions) {
    const { company, url, clock } = options;
    this.#clock = clock ?? Date.now;
    this.#socket = new ReconnectingSocket(
      socketUrl(url, `/api/whatsapp/sessions/${encodeURIComponent(company)}/ws`),
      options,
      {
        greeting: () => null,
        received: (frame) => this.#received(frame),
        changed: (connection) => this.#changed(connection),
      },
    );
  }

  /** Last picture; null before the first. */
  get picture(): Picture | null {
    return this.#picture;
  }

  /** Change of the phone beside the line: under way, failed, or with an old device left; null if there is none. */
  get change(): ChangeStatus | null {
    return this.#picture?.status.change ?? null;
  }

  get connection(): Connection {
    return this.#socket.connection;
  }

  /** Returns the service's current time, in milliseconds; expiry times on a screen are measured by it. */
  serverNow(): number {
    return this.#socket.time.now();
  }

  /**
   * Subscribes a listener; returns the function that unsubscribes it. A `picture`, `passkey` or `passkey-code` listener
   * is called at once if there is one.
   */
  on<E extends keyof LineEvents>(event: E, listener: LineEvents[E]): () => void {
    const off = this.#events.on(event, listener);
    const known = this.#knownOf(event);
    if (known !== null) (listener as (known: unknown) => void)(known);
    return off;
  }

  #knownOf(event: keyof LineEvents): unknown {
    const live = this.#picture?.livePasskey ?? null;
    switch (event) {
      case "picture":
        return this.#picture;
      case "passkey":
        return challengeOf(live);
      case "passkey-code":
        return codeOf(live);
      default:
        return null;
    }
  }

  /** Connects and stays connected: skips the backoff if an attempt is pending, starts again if it was closed. */
  connect(): void {
    this.#socket.connect();
  }

  /** Closes the connection. The session itself continues. */
  close(): void {
    this.#socket.close();
  }

  /** Replaces the token before it expires. If the service refuses it, the connection ends. */
  authenticate(token: string): void {
    this.#socket.prove(token);
  }

  /**
   * Requests a pairing code for this number, in any notation. Resolves to null when its phone is already linked and
   * connected, or when WhatsApp demands the account's passkey instead (event `passkey`). A later request supersedes it: then it rejects with `NO_ANSWER`.
   */
  requestPairingCode(phoneNumber: string, options: PairingOptions = {}): Promise<PairingCode | null> {
    this.#requests.drop(["code"]);
    return this.#ask("code", { type: "request-pairing-code", phoneNumber, ...saidOf(options) });
  }

  /**
   * Requests a QR; a linked session that is not connected tries to connect at once. Resolves to null when it is
   * connected, or when WhatsApp demands the account's passkey instead.
   */
  requestQr(options: PairingOptions = {}): Promise<QrShown | null> {
    return this.#ask("qr", { type: "request-qr", ...saidOf(options) });
  }

  /**
   * Changes the number of a linked session: requests a code for the new number, in any notation. The linked phone keeps
   * working until the new one has connected. Resolves to null when that number is the linked one.
   */
  changeNumber(phoneNumber: string, options: Omit<PairingOptions, "changeNumber"> = {}): Promise<PairingCode | null> {
    return this.requestPairingCode(phoneNumber, { ...options, changeNumber: true });
  }

  /** Changes the number of a linked session to that of the phone which scans the QR. */
  changeNumberByQr(options: Omit<PairingOptions, "changeNumber"> = {}): Promise<QrShown | null> {
    return this.requestQr({ ...options, changeNumber: true });
  }

  /**
   * Answers WhatsApp's request for the account's passkey. Resolves when the assertion was sent to WhatsApp; what comes
   * of it is in the picture. A refusal (`PASSKEY_OUTDATED` for example) leaves the pairing as it is.
   * @param assertion `PublicKeyCredential.toJSON()`, or its JSON as the browser extension gives it
   */
  async answerPasskey(challengeId: string, assertion: object | string): Promise<void> {
    await this.#ask("answer", { type: "answer-passkey", challengeId, assertion: assertionOf(assertion) });
  }

  /** Confirms that the phone shows the same code. Resolves when that was sent to WhatsApp. */
  confirmPasskey(challengeId: string): Promise<void> {
    return this.#ask("confirm", { type: "confirm-passkey", challengeId });
  }

  /** Cancels the pairing in progress, or the change of the phone: then the line stays as it is. */
  cancelPairing(): Promise<void> {
    const status = this.#picture?.status;
    const isNothingUnderWay = !(status && isPairing(status)) && !this.#requests.has("code", "qr");
    const cancelled = this.#ask<void>("cancel", { type: "cancel-pairing" });
    if (isNothingUnderWay && this.connection.state === "open") this.#requests.answerAll(["cancel"], undefined);
    return cancelled;
  }

  /** Removes the link and everything stored of it; resolves when nothing is left. */
  reset(): Promise<{ message: Text }> {
    return this.#ask("reset", { type: "reset-whatsapp-credentials" });
  }

  /** Checks that the service answers. */
  ping(): Promise<void> {
    return this.#ask("ping", { type: "ping" });
  }

  /** Makes a request. While the connection is being opened it is queued and sent once it is open. */
  #ask<Answer>(kind: Parameters<Requests["make"]>[0], frame: ClientFrame): Promise<Answer> {
    const answer = this.#requests.make<Answer>(kind, frame);
    const { state } = this.connection;
    if (state === "open") this.#requests.flush((request) => this.#socket.send(request));
    else if (state !== "connecting") this.#requests.lose();
    return answer;
  }

  #changed(connection: Connection): void {
    if (connection.state === "open") this.#requests.flush((request) => this.#socket.send(request));
    else if (connection.state !== "connecting") this.#requests.lose();
    if (connection.state !== "open") this.#passkey.leave();
    this.#events.emit("connection", connection);
  }

  #received(any: AnyFrame): void {
    const frame = any as unknown as ServerFrame;
    switch (frame.type) {
      case "session-state": {
        const picture = pictureOf(frame, this.#clock());
        return picture === null ? undefined : this.#shows(picture);
      }
      case "pairing-code": {
        const { code, phoneNumber, expiresAt, correlationId } = frame;
        this.#requests.answer(frame.requestId, { code, phoneNumber, expiresAt, correlationId });
        return this.#merges(frame);
      }
      case "qr-code": {
        const { qr, svg, expiresAt } = frame;
        this.#requests.answerAll(["qr"], { qr, svg, expiresAt });
        return this.#merges(frame);
      }
      case "passkey-challenge":
      case "passkey-code":
        return this.#merges(frame);
      case "passkey-accepted":
        this.#requests.answer(frame.requestId, undefined);
        return this.#merges(frame);
      case "whatsapp-connected":
        this.#requests.answerAll(["code", "qr"], null, this.#isOldLine(frame.phoneNumber) ? "fresh" : "all");
        return this.#isConnected(frame.phoneNumber);
      case "credentials-reset":
        return this.#requests.answer(frame.requestId, { message: frame.message });
      case "reset-error": {
        const { error: code, message: text, correlationId } = frame;
        return this.#failed(frame, new LineError({ code, text, userAction: "reset", correlationId }));
      }
      case "pairing-code-error":
        return this.#pairingFailed(frame);
      case "error":
        return this.#failed(frame, errorOf(frame));
      case "pong":
        return this.#requests.answer(frame.requestId, undefined);
      case "authenticated":
        return;
      default:
        // A newer service may send frames that this version does not know.
        return frame satisfies never;
    }
  }

  #shows(picture: Picture): void {
    const { state, phoneNumber } = picture.status;
    if (isPairing(picture.status)) {
      this.#requests.begin(["code", "qr"]);
    } else {
      this.#requests.answerAll(["cancel"], undefined);
      // The pairing requested here was cancelled or reset by another client.
      if (state === "idle" || this.#hasDropped(picture.status)) this.#requests.drop(["code", "qr"], "begun");
    }
    if (picture.liveQr !== null) this.#requests.answerAll(["qr"], picture.liveQr);
    this.#draws(picture);
    if (state === "connected") this.#isConnected(phoneNumber ?? null);
    else this.#toldConnected = null;
  }

  /** Returns whether a change was under way that this status knows no more of, although the phone is the same. */
  #hasDropped({ change, phoneNumber }: Status): boolean {
    const before = this.#picture?.status;
    const wasChanging = before !== undefined && isChanging(before);
    return wasChanging && change?.state !== "failed" && phoneNumber === before.phoneNumber;
  }

  /** Returns whether this is the number of the line that works while its phone is being changed. */
  #isOldLine(phoneNumber: string | null): boolean {
    const status = this.#picture?.status;
    return status !== undefined && isChanging(status) && phoneNumber === status.phoneNumber;
  }

  #merges(frame: ShownFrame): void {
    if (this.#picture === null) return;
    const before = this.#picture;
    const picture = merged(before, frame, this.#clock());
    if (picture !== before) this.#draws(picture);
  }

  /** Emits a picture, and what in it is new of a challenge. */
  #draws(picture: Picture): void {
    const { status, livePasskey } = picture;
    // A phone that is linked by a passkey types no code and scans no QR.
    if (this.#passkey.isNew(livePasskey)) this.#requests.answerAll(["code", "qr"], null);
    const update = this.#passkey.take(status, livePasskey);
    this.#picture = picture;
    this.#events.emit("picture", picture);
    if (update?.kind === "challenge") this.#events.emit("passkey", update.challenge);
    else if (update?.kind === "code") this.#events.emit("passkey-code", update.code);
    else if (update?.kind === "lost") this.#events.emit("passkey-lost", update.lost);
  }

  /** Emits `connected` once per connection and number: both the picture and a frame of its own report it. */
  #isConnected(phoneNumber: string | null): void {
    const told = this.#toldConnected;
    const isOther = told !== null && told.phoneNumber !== phoneNumber && told.phoneNumber !== null;
    if (told !== null && (phoneNumber === null || !isOther)) {
      this.#toldConnected = { phoneNumber: phoneNumber ?? told.phoneNumber };
      return;
    }
    this.#toldConnected = { phoneNumber };
    this.#events.emit("connected", phoneNumber);
  }

  #pairingFailed(frame: PairingCodeErrorFrame): void {
    // Our own request for another number ended the earlier pairing: not an error to report.
    const isOwn = frame.code === "SUPERSEDED" && frame.requestId == null && this.#requests.has("code");
    const { message: text, ...rest } = frame;
    if (!isOwn) this.#failed(frame, new LineError({ ...rest, text }));
    this.#merges(frame);
  }

  #failed({ requestId }: { requestId?: string | null }, error: LineError): void {
    if (!this.#requests.refuse(requestId, error)) this.#events.emit("error", error);
  }
}

/** Returns whether a phone is being linked: the first one, or another one beside the line. */
function isPairing(status: Status): boolean {
  return status.pairing != null || isChanging(status);
}

/** Leaves unset options out of the frame: an older service refuses fields that it does not know. */
function saidOf({ changeNumber, overrideWait }: PairingOptions): { changeNumber?: true; overrideWait?: true } {
  return { ...(changeNumber && { changeNumber }), ...(overrideWait && { overrideWait }) };
}
