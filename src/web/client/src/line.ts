import { createNanoEvents } from "nanoevents";

import type { Connection } from "./connection.ts";
import { LineError, errorOf } from "./error.ts";
import type { ClientFrame, CodeShown, PairingCodeErrorFrame, QrShown, ServerFrame, Text } from "./generated/frames.ts";
import { socketUrl, type ConnectionOptions } from "./options.ts";
import { merged, pictureOf, type Picture } from "./picture.ts";
import { ReconnectingSocket, type AnyFrame } from "./reconnecting.ts";
import { Requests } from "./requests.ts";

export interface LineOptions extends ConnectionOptions {
  /** The company's id. */
  company: string;
}

/** A code, and the id under which the pairing is found in journal and logs. */
export interface PairingCode extends CodeShown {
  readonly correlationId: string;
}

/** What must be said on purpose when a phone is to be linked. */
export interface PairingOptions {
  /** Another phone that is linked gives way: its line is cut. Without it such a request is refused with `PHONE_MISMATCH`. */
  changeNumber?: boolean | undefined;
  /** Do not wait for as long as WhatsApp's removal of a device asks for. Operators only. */
  overrideWait?: boolean | undefined;
}

export interface LineEvents {
  /** How the session looks now: at once, if that is known, and at each change. */
  picture: (picture: Picture) => void;
  /** A phone is linked and its line stands. The number is masked. */
  connected: (phoneNumber: string | null) => void;
  /** Something went wrong that answers no request: a code died, a frame was refused, the service has no room. */
  error: (error: LineError) => void;
  /** The connection to the service has changed. */
  connection: (connection: Connection) => void;
}

/**
 * One company's session. It keeps itself connected to the service from `connect()` until `close()`, or until the service turns
 * it away for good. The session lives in the service: whoever comes back finds it in the first picture.
 */
export class Line {
  #events = createNanoEvents<LineEvents>();
  #requests = new Requests();
  #socket: ReconnectingSocket;
  #clock: () => number;
  #picture: Picture | null = null;
  #toldConnected = false;

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

  /** The last picture; null before the first. */
  get picture(): Picture | null {
    return this.#picture;
  }

  get connection(): Connection {
    return this.#socket.connection;
  }

  /** The service's clock, in milliseconds: what ends on a screen ends by it. */
  serverNow(): number {
    return this.#socket.time.now();
  }

  /** Calls back at each such event; gives back what ends that. */
  on<E extends keyof LineEvents>(event: E, listener: LineEvents[E]): () => void {
    const off = this.#events.on(event, listener);
    if (event === "picture" && this.#picture !== null) (listener as LineEvents["picture"])(this.#picture);
    return off;
  }

  /** Connects, and stays so. At once if the next attempt is waited for; anew if it was closed. */
  connect(): void {
    this.#socket.connect();
  }

  /** Ends the connection. The session goes on. */
  close(): void {
    this.#socket.close();
  }

  /** A newer token, to stay longer. The service's refusal ends the connection. */
  authenticate(token: string): void {
    this.#socket.prove(token);
  }

  /**
   * Asks for a code for this number, in whatever form people write it. Null when its phone is linked and connected already.
   * A later request takes its place, and then it gets no answer.
   */
  requestPairingCode(phoneNumber: string, options: PairingOptions = {}): Promise<PairingCode | null> {
    this.#requests.drop(["code"]);
    return this.#ask("code", { type: "request-pairing-code", phoneNumber, ...saidOf(options) });
  }

  /** Asks for a QR; a linked session that is not connected tries to, now. Null when it is connected. */
  requestQr(options: PairingOptions = {}): Promise<QrShown | null> {
    return this.#ask("qr", { type: "request-qr", ...saidOf(options) });
  }

  /** Gives up the pairing under way. */
  cancelPairing(): Promise<void> {
    const isNothingUnderWay = this.#picture?.status.pairing == null && !this.#requests.has("code", "qr");
    const cancelled = this.#ask<void>("cancel", { type: "cancel-pairing" });
    if (isNothingUnderWay && this.connection.state === "open") this.#requests.answerAll(["cancel"], undefined);
    return cancelled;
  }

  /** Removes the connection and everything that is stored of it; answered when nothing is left. */
  reset(): Promise<{ message: Text }> {
    return this.#ask("reset", { type: "reset-whatsapp-credentials" });
  }

  /** Asks whether the service is there. */
  ping(): Promise<void> {
    return this.#ask("ping", { type: "ping" });
  }

  /** What is asked while the connection is being made is sent when it is. */
  #ask<Answer>(wish: Parameters<Requests["make"]>[0], frame: ClientFrame): Promise<Answer> {
    const answer = this.#requests.make<Answer>(wish, frame);
    const { state } = this.connection;
    if (state === "open") this.#requests.flush((request) => this.#socket.send(request));
    else if (state !== "connecting") this.#requests.lose();
    return answer;
  }

  #changed(connection: Connection): void {
    if (connection.state === "open") this.#requests.flush((request) => this.#socket.send(request));
    else if (connection.state !== "connecting") this.#requests.lose();
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
      case "whatsapp-connected":
        this.#requests.answerAll(["code", "qr"], null);
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
        // A service that is newer may say more.
        return frame satisfies never;
    }
  }

  #shows(picture: Picture): void {
    const { state, pairing, phoneNumber } = picture.status;
    if (pairing != null) {
      this.#requests.begin(["code", "qr"]);
    } else {
      this.#requests.answerAll(["cancel"], undefined);
      // Somebody gave up, or reset, what was asked for here.
      if (state === "idle") this.#requests.drop(["code", "qr"], "begun");
    }
    if (picture.liveQr !== null) this.#requests.answerAll(["qr"], picture.liveQr);
    this.#picture = picture;
    this.#events.emit("picture", picture);
    if (state === "connected") this.#isConnected(phoneNumber ?? null);
    else this.#toldConnected = false;
  }

  #merges(frame: Parameters<typeof merged>[1]): void {
    if (this.#picture === null) return;
    const before = this.#picture;
    this.#picture = merged(before, frame, this.#clock());
    if (this.#picture !== before) this.#events.emit("picture", this.#picture);
  }

  /** Both the picture and a frame of its own say it: listeners hear it once. */
  #isConnected(phoneNumber: string | null): void {
    if (this.#toldConnected) return;
    this.#toldConnected = true;
    this.#events.emit("connected", phoneNumber);
  }

  #pairingFailed(frame: PairingCodeErrorFrame): void {
    // Our own wish for another number ended the earlier pairing: that is no news to us.
    const isOwn = frame.code === "SUPERSEDED" && frame.requestId == null && this.#requests.has("code");
    const { message: text, ...rest } = frame;
    if (!isOwn) this.#failed(frame, new LineError({ ...rest, text }));
    this.#merges(frame);
  }

  #failed({ requestId }: { requestId?: string | null }, error: LineError): void {
    if (!this.#requests.refuse(requestId, error)) this.#events.emit("error", error);
  }
}

/** What is not said stays out of the frame: an older service takes no field that it does not know. */
function saidOf({ changeNumber, overrideWait }: PairingOptions): { changeNumber?: true; overrideWait?: true } {
  return { ...(changeNumber && { changeNumber }), ...(overrideWait && { overrideWait }) };
}
