// A company's session as the element follows it: the line to the service below, the model above.

import { LineError, type Connection, type Line, type LineOptions, type PairingOptions } from "@linekeeper/client";

import { factsOf, failureOf, type Failure, type Method, type Text } from "./facts.ts";
import { rememberNumber, rememberedNumber } from "./memory.ts";
import { initialModel, reduce, type Event, type Model, type Refusal, type Wish } from "./model.ts";
import { answers } from "./reach.ts";

/** Opens a line; what a test replaces. */
export type OpenLine = (options: LineOptions) => Line;

/** Who is to be followed, where. */
export interface Opening {
  readonly company: string;
  readonly token: string | null;
  readonly service: string;
  /** The method to begin with, and whether somebody has chosen it. */
  readonly by: Method;
  readonly chosen: boolean;
}

/** A service that has just been started may answer and not have heard the first attempt. */
const ATTEMPTS_BEFORE_DOUBT = 2;

export class Session {
  model: Model = initialModel();
  #open: OpenLine;
  #changed: () => void;
  #answers: (service: string) => Promise<boolean>;
  #line: Line | null = null;
  #service = "";
  /** How often the line was tried that has never been open. */
  #attempts = 0;
  #wishes = 0;

  constructor(open: OpenLine, changed: () => void, reach = answers) {
    this.#open = open;
    this.#changed = changed;
    this.#answers = reach;
  }

  /** What the service said last, untouched. */
  get line(): Line | null {
    return this.#line;
  }

  get serverNow(): number {
    return this.#line?.serverNow() ?? Date.now();
  }

  /** Follows another session, or none. */
  begin(opening: Opening | null): void {
    this.end();
    this.model = opening === null ? initialModel() : initialModel(knownOf(opening));
    this.#service = opening?.service ?? "";
    this.#attempts = 0;
    if (opening !== null) this.#follow(this.#open(optionsOf(opening)));
    this.#changed();
  }

  end(): void {
    const line = this.#line;
    this.#line = null;
    line?.close();
  }

  /** A newer token, to stay longer. False when the line has ended and has to be begun anew. */
  renew(token: string): boolean {
    if (this.#line === null || this.model.refusal !== null) return false;
    this.#line.authenticate(token);
    return true;
  }

  type(text: string): void {
    this.#happened({ type: "typed", text });
  }

  mistype(error: Text): void {
    this.#happened({ type: "mistyped", error });
  }

  choose(by: Method): void {
    this.#happened({ type: "chosen", by });
  }

  startAgain(): void {
    this.#happened({ type: "again" });
  }

  /** Asks for a code for a number; `shown` is how the person wrote it. */
  requestCode(phone: string, shown: string, options: PairingOptions = {}): void {
    this.#askCode(shown, false, (line) => line.requestPairingCode(phone, options));
  }

  /** Asks for another code for a number whose code the phone has answered: that one is given up first. */
  renewCode(phone: string, shown: string): void {
    this.#askCode(shown, true, async (line) => {
      await line.cancelPairing();
      return line.requestPairingCode(phone);
    });
  }

  #askCode(shown: string, anew: boolean, request: (line: Line) => Promise<unknown>): void {
    if (!this.#canAsk() || this.model.company === null) return;
    rememberNumber(this.model.company, shown);
    this.#ask("code", request, { phone: shown, anew });
  }

  requestQr(): void {
    this.choose("qr");
    if (this.#canAsk()) this.#ask("qr", (line) => line.requestQr());
  }

  /** The linked phone stays. */
  keep(): void {
    this.#happened({ type: "kept" });
  }

  /** For a linked session asking without a number means: try to connect now. */
  resume(): void {
    if (this.#canAsk()) this.#ask("resume", (line) => line.requestQr());
  }

  cancel(): void {
    if (this.model.line.state !== "open" || this.model.pending?.what === "cancel") return;
    this.#ask("cancel", (line) => line.cancelPairing());
  }

  reset(): void {
    if (this.#canAsk()) this.#ask("reset", (line) => line.reset());
  }

  #canAsk(): boolean {
    return this.model.line.state === "open" && this.model.pending === null;
  }

  #follow(line: Line): void {
    this.#line = line;
    const ofThisLine = (event: () => void): void => {
      if (this.#line === line) event();
    };
    line.on("connection", (connection) => ofThisLine(() => this.#connected(connection)));
    line.on("picture", (picture) =>
      ofThisLine(() => this.#happened({ type: "picture", facts: factsOf(picture), at: Date.now() })),
    );
    line.on("error", (error) => ofThisLine(() => this.#failed(null, null, failureOf(error))));
    line.connect();
  }

  #connected(connection: Connection): void {
    if (connection.state === "closed") {
      this.#happened({ type: "turned-away", refusal: refusalOf(connection.reason) });
    } else {
      const retryAt = connection.state === "waiting" ? connection.nextAttemptAt : null;
      this.#happened({ type: "line", state: connection.state, retryAt });
      if (connection.state === "waiting" && this.model.status === null) void this.#doubt();
    }
  }

  /** A line that never opens although the service is there is refused. */
  async #doubt(): Promise<void> {
    const line = this.#line;
    this.#attempts += 1;
    // Our own page is always welcome; what keeps it out is something else.
    const here = globalThis.location;
    const isOwn = here !== undefined && new URL(this.#service, here.href).origin === here.origin;
    if (isOwn || this.model.line.shutOut || this.#attempts < ATTEMPTS_BEFORE_DOUBT) return;
    const isThere = await this.#answers(this.#service);
    if (isThere && this.#line === line && this.model.status === null) this.#happened({ type: "shut-out" });
  }

  #ask(
    what: Wish,
    request: (line: Line) => Promise<unknown>,
    more: { phone: string; anew: boolean } | undefined = undefined,
  ): void {
    const line = this.#line;
    if (line === null) return;
    this.#wishes += 1;
    const id = this.#wishes;
    this.#happened({ type: "asked", what, id, ...more });
    request(line).then(
      (answer) => this.#line === line && this.#happened({ type: "answered", id, what, ...saidBy(answer) }),
      (error: unknown) => this.#line === line && this.#failed(id, what, failureOfAnything(error)),
    );
  }

  #failed(id: number | null, what: Wish | null, failure: Failure): void {
    this.#happened({ type: "failed", id, what, failure, at: Date.now() });
  }

  #happened(event: Event): void {
    this.model = reduce(this.model, event);
    this.#changed();
  }
}

function optionsOf({ company, token, service }: Opening): LineOptions {
  return token === null ? { company, url: service } : { company, url: service, token };
}

function knownOf({ company, by, chosen }: Opening): Pick<Model, "company" | "by" | "chosen" | "asked"> {
  const asked = rememberedNumber(company);
  // Whoever has typed a number in this tab goes on with it.
  return asked === null || chosen ? { company, by, chosen, asked } : { company, by: "code", chosen: true, asked };
}

function refusalOf(reason: string): Refusal {
  return /expired/i.test(reason) ? "expired" : "over";
}

/** Of an answer: the sentence of a reset, the number of a code. */
function saidBy(answer: unknown): { message?: Text; phone?: string } {
  const { message, phoneNumber } = (answer ?? {}) as { message?: Text; phoneNumber?: string };
  return { ...(message && { message }), ...(phoneNumber !== undefined && { phone: phoneNumber }) };
}

function failureOfAnything(error: unknown): Failure {
  if (error instanceof LineError) return failureOf(error);
  throw error;
}
