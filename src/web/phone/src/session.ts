// Controller of the phone: performs a person's actions one at a time and reads the phone's state.

import { plainCode } from "@linekeeper/ui/format.ts";

import type { Answer, Messages, PasskeyDemand, PhoneApi, Profile } from "./api.ts";
import { MAX_FILE, mediaOrder } from "./files.ts";
import { hasUnread, merged, noMessages, readAfter } from "./messages.ts";
import { initial, next, type Happening, type Place, type State } from "./model.ts";
import { codeProblem, numberOf } from "./number.ts";
import type { PictureQr } from "./picture.ts";
import { refusalSentence } from "./refusals.ts";
import type { SentTexts } from "./sent.ts";
import type { Key } from "./texts.ts";

const SAID_MS = 6000;

export interface SimulatorSession {
  api(number: string): PhoneApi;
  sent(number: string): SentTexts;
  readPicture(file: Blob): Promise<PictureQr>;
  /** Copies to the clipboard; resolves to whether that worked. */
  copy(text: string): Promise<boolean>;
  now(): number;
}

export class PhoneSession {
  readonly #simulator: SimulatorSession;
  readonly #changed: (event: Happening) => void;
  #state: State = initial;
  #api: PhoneApi | null = null;
  #sent: SentTexts | null = null;
  #looks = 0;
  #forget: ReturnType<typeof setTimeout> | undefined;

  constructor(simulator: SimulatorSession, changed: (event: Happening) => void) {
    this.#simulator = simulator;
    this.#changed = changed;
  }

  get state(): State {
    return this.#state;
  }

  /** Switches to the phone of a number, or to none. */
  take(number: string | null): Promise<void> {
    this.#api = number === null ? null : this.#simulator.api(number);
    this.#sent = number === null ? null : this.#simulator.sent(number);
    this.#happens({ type: "took", number, sent: this.#sent?.all() ?? [] });
    return this.look();
  }

  go(place: Place): void {
    this.#happens({ type: "went", place });
    void this.#readOpenChat();
  }

  /** Reads the phone. Only the latest reading counts: an earlier one, or one of another number, is dropped. */
  async look(): Promise<void> {
    if (this.#api === null) return;
    this.#looks += 1;
    const mine = this.#looks;
    const [answer, messages] = await Promise.all([this.#api.look(), this.#readMessages(this.#api)]);
    if (mine !== this.#looks) return;
    this.#happens(answer.ok ? { type: "looked", phone: answer.value, messages } : { type: "unseen" });
    await this.#readOpenChat();
  }

  /** Reads what has been sent and taken since; what cannot be read stays as it was. */
  async #readMessages(api: PhoneApi): Promise<Messages> {
    const { number, messages } = this.#state;
    const known = number === null ? noMessages : messages;
    const [sentAfter, takenAfter] = [readAfter(known.sent), readAfter(known.taken)];
    const [sent, taken] = await Promise.all([api.sentMessages(sentAfter), api.takenMessages(takenAfter)]);
    return {
      sent: sent.ok ? merged(known.sent, sent.value, sentAfter) : known.sent,
      taken: taken.ok ? merged(known.taken, taken.value, takenAfter) : known.taken,
    };
  }

  /** The person sees what comes into the open chat: its senders get receipts of reading. */
  async #readOpenChat(): Promise<void> {
    const { place, messages, number } = this.#state;
    if (this.#api === null || number === null || place.at !== "chat") return;
    if (hasUnread(messages, place.peer, number)) await this.#api.openChat(place.peer);
  }

  async enterCode(text: string): Promise<void> {
    const problem = codeProblem(text);
    if (problem !== null) return this.#refuse(problem);
    await this.#act("linking", (api) => api.enterCode(plainCode(text)), linked);
  }

  async scan(text: string): Promise<void> {
    const qr = text.trim();
    if (qr === "") return this.#refuse("scanInvalid");
    await this.#act("linking", (api) => api.scan(qr), linked);
  }

  async scanPicture(file: Blob): Promise<void> {
    if (this.#state.doing !== null) return;
    const { number } = this.#state;
    this.#happens({ type: "began", doing: "waiting" });
    const read = await this.#simulator.readPicture(file);
    if (this.#state.number !== number) return;
    if ("problem" in read) return this.#refuse(read.problem);
    this.#happens({ type: "done", said: null });
    await this.scan(read.text);
  }

  /**
   * Unlinks a device.
   * @param device all devices when null
   */
  async unlink(device: string | null): Promise<void> {
    const key = device === null ? "unlinkedAll" : "unlinked";
    await this.#act(
      "waiting",
      (api) => api.unlink(device),
      () => ({ type: "done", said: { key } }),
    );
  }

  async rename(profile: Profile): Promise<void> {
    await this.#act(
      "waiting",
      (api) => api.rename(profile),
      () => ({ type: "done", said: { key: "saved" } }),
    );
  }

  async send(to: string, text: string): Promise<void> {
    const peer = numberOf(to);
    if (peer === null) return this.#refuse("numberInvalid");
    if (text.trim() === "") return this.#refuse("textInvalid");
    await this.#act(
      "waiting",
      (api) => api.send(peer, text),
      ({ id, devices }) => {
        const at = Math.floor(this.#simulator.now() / 1000);
        return { type: "sent", to: peer, sent: this.#sent?.add({ to: peer, id, text, at, devices }) ?? [] };
      },
    );
  }

  /** Sends a picture, or another file as a document. */
  async sendFile(peer: string, file: File): Promise<void> {
    if (file.size > MAX_FILE) return this.#refuse("fileTooLarge");
    await this.#act(
      "waiting",
      async (api) => api.sendFile(peer, await mediaOrder(file)),
      () => ({ type: "done", said: { key: "sent" } }),
    );
  }

  /** Sets whether linking this account demands its passkey. */
  async demandPasskey(demand: PasskeyDemand): Promise<void> {
    await this.#act(
      "waiting",
      (api) => api.demandPasskey(demand),
      () => ({ type: "done", said: { key: "saved" } }),
    );
  }

  /** Answers the open challenge with this phone's own passkey, and copies the answer. */
  async makeAssertion(): Promise<void> {
    await this.#answer(
      (api) => api.makeAssertion(),
      async (assertion) => {
        const json = JSON.stringify(assertion);
        return { type: "answered", assertion: { json, isCopied: await this.#simulator.copy(json) } };
      },
    );
  }

  /** Confirms that the computer shows the same code. */
  async confirmPasskey(): Promise<void> {
    await this.#answer(
      (api) => api.confirmPasskey(),
      async () => ({ type: "answered" }),
    );
  }

  /** Refuses the linking that waits for a passkey, at any step. */
  async refusePasskey(): Promise<void> {
    await this.#answer(
      (api) => api.refusePasskey(),
      async () => ({ type: "answered" }),
    );
  }

  /** Sends a step of a linking with a passkey, beside the linking itself, which goes on. */
  async #answer<Value>(
    request: (api: PhoneApi) => Promise<Answer<Value>>,
    then: (value: Value) => Promise<Happening>,
  ): Promise<void> {
    const api = this.#api;
    if (api === null || this.#state.isAnswering) return;
    this.#happens({ type: "answering" });
    const answer = await request(api);
    if (this.#api !== api) return;
    await this.look();
    const event: Happening = answer.ok
      ? await then(answer.value)
      : { type: "answer-refused", problem: refusalSentence(answer) };
    if (this.#api === api) this.#happens(event);
  }

  async #act<Value>(
    doing: "linking" | "waiting",
    request: (api: PhoneApi) => Promise<Answer<Value>>,
    then: (value: Value) => Happening,
  ): Promise<void> {
    const api = this.#api;
    if (api === null || this.#state.doing !== null) return;
    this.#happens({ type: "began", doing });
    const answer = await request(api);
    // Another phone may have been opened meanwhile.
    if (this.#api !== api) return;
    await this.look();
    if (this.#api !== api) return;
    this.#happens(answer.ok ? then(answer.value) : { type: "refused", problem: refusalSentence(answer) });
  }

  #refuse(key: Key): void {
    this.#happens({ type: "refused", problem: { key } });
  }

  #happens(event: Happening): void {
    const { said } = this.#state;
    this.#state = next(this.#state, event);
    if (this.#state.said !== said) {
      clearTimeout(this.#forget);
      if (this.#state.said !== null) this.#forget = setTimeout(() => this.#happens({ type: "forgot" }), SAID_MS);
    }
    this.#changed(event);
  }
}

function linked(): Happening {
  return { type: "done", said: { key: "linked" }, place: { at: "devices" } };
}
