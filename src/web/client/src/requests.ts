import { noAnswer, offline, type LineError } from "./error.ts";
import type { ClientFrame } from "./generated/frames.ts";

/** What can be asked of a session. */
export type Wish = "code" | "qr" | "cancel" | "reset" | "ping";

/** After this long without any answer a request is given up; the service itself needs at most 20 s. */
const GIVE_UP_MS = 30_000;

interface Request {
  readonly wish: Wish;
  readonly frame: object;
  sent: boolean;
  /** A picture has shown the pairing that was asked for. */
  begun: boolean;
  settle(outcome: { answer: unknown } | { error: LineError }): void;
}

/** Requests that wait for their answer, by their ids. */
export class Requests {
  #waiting = new Map<string, Request>();
  #count = 0;

  /** Makes a request, which is sent by `flush`. */
  make<Answer>(wish: Wish, frame: ClientFrame): Promise<Answer> {
    this.#count += 1;
    const id = String(this.#count);
    return new Promise<Answer>((resolve, reject) => {
      const timer = setTimeout(() => this.#settle(id, { error: noAnswer() }), GIVE_UP_MS);
      const settle: Request["settle"] = (outcome) => {
        clearTimeout(timer);
        if ("error" in outcome) reject(outcome.error);
        else resolve(outcome.answer as Answer);
      };
      this.#waiting.set(id, { wish, frame: { ...frame, requestId: id }, sent: false, begun: false, settle });
    });
  }

  /** Sends what was not sent yet. */
  flush(send: (frame: object) => boolean): void {
    for (const request of this.#waiting.values()) request.sent ||= send(request.frame);
  }

  /** Whether such a request waits. */
  has(...wishes: Wish[]): boolean {
    return [...this.#waiting.values()].some(({ wish }) => wishes.includes(wish));
  }

  /** The request of this id is answered. */
  answer(id: unknown, answer: unknown): void {
    this.#settle(id, { answer });
  }

  /** The request of this id is refused; whether there is one. */
  refuse(id: unknown, error: LineError): boolean {
    return this.#settle(id, { error });
  }

  /** Every such request is answered. */
  answerAll(wishes: readonly Wish[], answer: unknown): void {
    for (const [id, { wish }] of this.#waiting) if (wishes.includes(wish)) this.answer(id, answer);
  }

  /** Nobody will answer such requests. */
  drop(wishes: readonly Wish[], of: "all" | "begun" = "all"): void {
    for (const [id, { wish, begun }] of this.#waiting) {
      if (wishes.includes(wish) && (of === "all" || begun)) this.refuse(id, noAnswer());
    }
  }

  /** A pairing is under way, which was asked for. */
  begin(wishes: readonly Wish[]): void {
    for (const request of this.#waiting.values()) request.begun ||= request.sent && wishes.includes(request.wish);
  }

  /** The socket is lost, and with it every answer. */
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
