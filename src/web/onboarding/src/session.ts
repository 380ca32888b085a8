// Session controller of the element: owns the connection to the service and updates the model.

import { LineError, type Connection, type Line, type LineOptions, type PairingOptions } from "@linekeeper/client";

import { isChangeShown } from "./change.ts";
import { factsOf, failureOf, type Failure, type Method, type Text } from "./facts.ts";
import { rememberNumber, rememberedNumber } from "./memory.ts";
import { initialModel, reduce, type Event, type Model, type Refusal, type RequestKind } from "./model.ts";
import { answers } from "./reach.ts";
import { own, type Own } from "./texts.ts";
import { TokenSource, type TokenProvider } from "./token-source.ts";

/** Opens a connection; replaced in tests. */
export type OpenLine = (options: LineOptions) => Line;

/** Session to follow, and how to reach it. */
export interface Opening {
  readonly company: string;
  readonly token: string | null;
  readonly service: string;
  /** Initial method, and whether it was selected by a person or the page. */
  readonly by: Method;
  readonly chosen: boolean;
  /** The page is on a phone; elsewhere a QR is requested as soon as it is known that the company has no line. */
  readonly onPhone?: boolean;
  readonly provider?: TokenProvider | null;
}

/**
 * Failed attempts before the page is suspected to be refused: a service that has just started may answer although it
 * missed the first attempt.
 */
const ATTEMPTS_BEFORE_DOUBT = 2;

export class Session {
  model: Model = initialModel();
  #open: OpenLine;
  #changed: () => void;
  #answers: (service: string) => Promise<boolean>;
  #line: Line | null = null;
  #service = "";
  #hasToken = false;
  /** Number of attempts while the connection has never been open. */
  #attempts = 0;
  #requests = 0;
  #tokens: TokenSource | null = null;
  #qrAtOnce = false;

  constructor(open: OpenLine, changed: () => void, reach = answers) {
    this.#open = open;
    this.#changed = changed;
    this.#answers = reach;
  }

  /** Underlying client; null when no session is followed. */
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
    this.#hasToken = opening !== null && (opening.token !== null || opening.provider != null);
    this.#attempts = 0;
    this.#qrAtOnce = opening?.onPhone === false && this.model.by === "qr";
    this.#tokens = opening?.provider ? new TokenSource(opening.provider, opening.token) : null;
    if (opening !== null) void this.#start(opening);
    this.#changed();
  }

  async #start(opening: Opening): Promise<void> {
    const tokens = this.#tokens;
    if (opening.token !== null || tokens === null) return this.#follow(this.#open(optionsOf(opening)));
    const token = await tokens.another();
    if (this.#tokens !== tokens) return;
    if (token === null) this.#happened({ type: "turned-away", refusal: "missing" });
    else this.#follow(this.#open(optionsOf({ ...opening, token })));
  }

  /** Does what is due: fetches the next token, and requests the QR that is to be there at once. */
  passes(now: number, isVisible: boolean): void {
    const line = this.#line;
    if (line === null || this.model.line.state !== "open") return;
    void this.#tokens?.next(this.serverNow, now).then((token) => {
      if (token !== null && this.#line === line) line.authenticate(token);
    });
    if (!this.#qrAtOnce || !isVisible || this.model.line.isFresh) return;
    this.#qrAtOnce = false;
    if (isUnlinked(this.model)) void this.#ask("qr", (open) => open.requestQr());
  }

  end(): void {
    const line = this.#line;
    this.#line = null;
    this.#tokens = null;
    line?.close();
  }

  /**
   * Sends a newer token, which extends the connection. Returns false when the connection has ended and must be opened
   * again.
   */
  renew(token: string): boolean {
    if (this.#line === null || this.model.refusal !== null) return false;
    this.#hasToken = true;
    this.#line.authenticate(token);
    return true;
  }

  type(text: string): void {
    this.#happened({ type: "typed", text });
  }

  mistype(error: Own): void {
    this.#happened({ type: "mistyped", error });
  }

  choose(by: Method): void {
    this.#happened({ type: "chosen", by });
  }

  startAgain(): void {
    this.#happened({ type: "again" });
  }

  /** Requests a code for a number; `shown` is the number as the person wrote it. */
  requestCode(phone: string, shown: string, options: PairingOptions = {}): void {
    const all = { ...this.#options, ...options };
    const change = all.changeNumber === true;
    this.#askCode(shown, { anew: false, change }, (line) => line.requestPairingCode(phone, all));
  }

  /** Requests another code for a number whose code the phone has answered; the pairing is cancelled first. */
  renewCode(phone: string, shown: string): void {
    const options = this.#options;
    const change = options.changeNumber === true;
    this.#askCode(shown, { anew: true, change }, async (line) => {
      await line.cancelPairing();
      return line.requestPairingCode(phone, options);
    });
  }

  #askCode(shown: string, about: { anew: boolean; change: boolean }, request: (line: Line) => Promise<unknown>): void {
    if (!this.#canAsk() || this.model.company === null) return;
    rememberNumber(this.model.company, shown);
    void this.#ask("code", request, { phone: shown, ...about });
  }

  requestQr(): void {
    this.choose("qr");
    const options = this.#options;
    if (this.#canAsk()) void this.#ask("qr", (line) => line.requestQr(options));
  }

  /** Opens the form for another number. */
  openChange(): void {
    this.#happened({ type: "changing" });
  }

  /** Closes the form for another number. */
  closeChange(): void {
    this.#happened({ type: "unchanged" });
  }

  /** Options of a request from the screens that are shown: on those of a change the person has consented to it. */
  get #options(): PairingOptions {
    return isChangeShown(this.model) ? { changeNumber: true } : {};
  }

  /** Declines the change of number: the linked phone stays. */
  keep(): void {
    this.#happened({ type: "kept" });
  }

  /** Reconnects a linked session at once: that is what a request without a number means. */
  resume(): void {
    if (this.#canAsk()) void this.#ask("resume", (line) => line.requestQr());
  }

  /** Cancels the pairing; `reason` is shown when it is cancelled. */
  async cancel(reason?: Own): Promise<void> {
    if (this.model.line.state !== "open" || this.model.pending?.what === "cancel") return;
    await this.#ask("cancel", (line) => line.cancelPairing());
    if (reason !== undefined && this.model.status?.pairing === null) this.tell(reason);
  }

  /** Hands an assertion to the service; resolves to whether it must be sent again, because the socket was lost. */
  async answerPasskey(challengeId: string, assertion: string): Promise<boolean> {
    if (!this.#canAsk()) return true;
    let isLost = false;
    await this.#ask("answer", (line) =>
      line.answerPasskey(challengeId, assertion).catch((error: unknown) => {
        isLost = error instanceof LineError && error.code === "OFFLINE";
        throw error;
      }),
    );
    return isLost;
  }

  confirmPasskey(challengeId: string): void {
    if (this.#canAsk()) void this.#ask("confirm", (line) => line.confirmPasskey(challengeId));
  }

  /** Shows a sentence of the page itself. */
  tell(message: Own): void {
    this.#happened({ type: "told", message, at: Date.now() });
  }

  reset(): void {
    if (this.#canAsk()) void this.#ask("reset", (line) => line.reset());
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
    line.on("passkey-lost", ({ code }) =>
      ofThisLine(() => {
        // With a code the picture says why.
        if (code === null) this.tell(own("passkeyLost"));
      }),
    );
    line.on("error", (error) => ofThisLine(() => this.#failed(null, null, failureOf(error))));
    line.connect();
  }

  #connected(connection: Connection): void {
    if (connection.state === "closed") {
      void this.#turnedAway(refusalOf(connection.reason, this.#hasToken));
    } else {
      if (connection.state === "open") this.#tokens?.accepted();
      const retryAt = connection.state === "waiting" ? connection.nextAttemptAt : null;
      this.#happened({ type: "line", state: connection.state, retryAt });
      if (connection.state === "waiting" && this.model.status === null) void this.#doubt();
    }
  }

  /** Goes on with another token of the page around, or shows that the link does not count. */
  async #turnedAway(refusal: Refusal): Promise<void> {
    const line = this.#line;
    if (line === null || this.#tokens === null) return this.#happened({ type: "turned-away", refusal });
    this.#happened({ type: "line", state: "connecting", retryAt: null });
    const token = await this.#tokens.another();
    if (this.#line !== line) return;
    if (token === null) return this.#happened({ type: "turned-away", refusal });
    line.authenticate(token);
    line.connect();
  }

  /** Reports a refused page: the service answers, but the connection never opens. */
  async #doubt(): Promise<void> {
    const line = this.#line;
    this.#attempts += 1;
    // The service's own origin is always accepted; its connection fails for another reason.
    const here = globalThis.location;
    const isOwn = here !== undefined && new URL(this.#service, here.href).origin === here.origin;
    if (isOwn || this.model.line.shutOut || this.#attempts < ATTEMPTS_BEFORE_DOUBT) return;
    const isThere = await this.#answers(this.#service);
    if (isThere && this.#line === line && this.model.status === null) this.#happened({ type: "shut-out" });
  }

  #ask(
    what: RequestKind,
    request: (line: Line) => Promise<unknown>,
    more: { phone: string; anew: boolean; change: boolean } | undefined = undefined,
  ): Promise<unknown> {
    const line = this.#line;
    if (line === null) return Promise.resolve();
    this.#requests += 1;
    const id = this.#requests;
    this.#happened({ type: "asked", what, id, ...more });
    return request(line).then(
      (answer) => this.#line === line && this.#happened({ type: "answered", id, what, ...saidBy(answer) }),
      (error: unknown) => this.#line === line && this.#failed(id, what, failureOfAnything(error)),
    );
  }

  #failed(id: number | null, what: RequestKind | null, failure: Failure): void {
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

function knownOf({ company, by, chosen, onPhone = false }: Opening): Partial<Model> {
  const asked = rememberedNumber(company);
  // A number that was typed in this tab before is offered again.
  const method = asked === null || chosen ? { by, chosen } : ({ by: "code", chosen: true } as const);
  return { company, onPhone, asked, ...method };
}

function refusalOf(reason: string, hasToken: boolean): Refusal {
  if (!hasToken) return "missing";
  return /expired/i.test(reason) ? "expired" : "over";
}

/** Endings of a pairing after which a QR is the next thing to do, at the screen to which people were sent for example. */
const BEFORE_QR = [
  ...["CODE_EXPIRED", "PAIRING_NOT_FINISHED", "SUPERSEDED"],
  ...["LINKING_UNAVAILABLE", "PAIRING_CODE_FAILED", "RATE_LIMITED"],
];

/** Returns whether nothing is linked, nothing is under way, and there is nothing to read first. */
function isUnlinked({ status, notice, pending }: Model): boolean {
  if (status === null || status.linked || status.pairing !== null || notice !== null || pending !== null) return false;
  if (status.state !== "idle" && status.state !== "error") return false;
  const ended = status.notice?.code ?? status.lastFailure?.code;
  return ended === undefined || BEFORE_QR.includes(ended);
}

/** Extracts the message of a reset, or the number of a code. */
function saidBy(answer: unknown): { message?: Text; phone?: string } {
  const { message, phoneNumber } = (answer ?? {}) as { message?: Text; phoneNumber?: string };
  return { ...(message && { message }), ...(phoneNumber !== undefined && { phone: phoneNumber }) };
}

function failureOfAnything(error: unknown): Failure {
  if (error instanceof LineError) return failureOf(error);
  throw error;
}
