import { noAnswer, offline, type LineError } from "./error.ts";
import type { ClientFrame } from "./generated/frames.ts";

/** Kinds of requests that a client makes of a session. */
export type RequestKind = "code" | "qr" | "answer" | "confirm" | "cancel" | "reset" | "ping";

/** Timeout of a request without any answer; the service itself needs at most 20 s. */
const GIVE_UP_MS = 30_000;

interface Request {
  readonly kind: RequestKind;
  readonly frame: object;
  sent: boolean;
  /** A picture has shown the requested pairing in progress. */
  begun: boolean;
  settle(outcome: { answer: unknown } | { error: LineError }): void;
}

/** Pending requests by id. */
export class Requests {
  #waiting = new Map<string, Request>();
  #count = 0;

  /** Creates a request; `flush` sends it. */
  make<Answer>(kind: RequestKind, frame: ClientFrame): Promise<Answer> {
    this.#count += 1;
    const id = String(this.#count);
    return new Promise<Answer>((resolve, reject) => {
      const timer = setTimeout(() => this.#settle(id, { error: noAnswer() }), GIVE_UP_MS);
      const settle: Request["settle"] = (outcome) => {
        clearTimeout(timer);
        if ("error" in outcome) reject(outcome.error);
        else resolve(outcome.answer as Answer);
      };
      this.#waiting.set(id, { kind, frame: { ...frame, requestId: id }, sent: false, begun: false, settle });
    });
  }

  /** Sends the requests that were not sent yet. */
  flush(send: (frame: object) => boolean): void {
    for (const request of this.#waiting.values()) request.sent ||= send(request.frame);
  }

  /** Returns whether a request of one of these kinds is pending. */
  has(...kinds: RequestKind[]): boolean {
    return [...this.#waiting.values()].some(({ kind }) => kinds.includes(kind));
  }

  /** Resolves the request with this id. */
  answer(id: unknown, answer: unknown): void {
    this.#settle(id, { answer });
  }

  /** Rejects the request with this id; returns whether there was one. */
  refuse(id: unknown, error: LineError): boolean {
    return this.#settle(id, { error });
  }

  /** Resolves every request of these kinds; `fresh` spares those whose pairing a picture has shown. */
  answerAll(kinds: readonly RequestKind[], answer: unknown, of: "all" | "fresh" = "all"): void {
    for (const [id, { kind, begun }] of this.#waiting) {
      if (kinds.includes(kind) && (of === "all" || !begun)) this.answer(id, answer);
    }
  }

  /** Rejects the requests of these kinds with `NO_ANSWER`: no answer will come. */
  drop(kinds: readonly RequestKind[], of: "all" | "begun" = "all"): void {
    for (const [id, { kind, begun }] of this.#waiting) {
      if (kinds.includes(kind) && (of === "all" || begun)) this.refuse(id, noAnswer());
    }
  }

  /** Marks the sent requests of these kinds: their pairing is in progress. */
  begin(kinds: readonly RequestKind[]): void {
    for (const request of this.#waiting.values()) request.begun ||= request.sent && kinds.includes(request.kind);
  }

  /** Rejects all requests with `OFFLINE`: the socket is lost. */
  lose(): void {
    for (const id of this.#waiting.keys()) this.refuse(id, offline());
  }

  #settle(id: unknown, outcome: Parameters<Request["settle"]>[0]): boolean {
    const request = typeof id === "string" ? this.#waiting.get(id) : undefined;
    if (request === undefined || typeof id !== "string") return false;
    this.#waiting.delete(id);
    request.settle(outcome);
    return true;
  }
}
