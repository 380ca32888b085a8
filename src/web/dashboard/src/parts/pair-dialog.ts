// <lk-pair-dialog>: support links a phone by code or QR while on the phone with its owner. The pairing belongs to the
// session: closing the dialog does not cancel it, opening the dialog shows the pairing in progress. Steps that may cut
// a connection or endanger an account require confirmation.

import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import {
  parseTime,
  type CodeShown,
  type Line,
  type PairingOptions,
  type Picture,
  type QrShown,
} from "@linekeeper/client";
import { controls } from "@linekeeper/ui/controls.ts";
import { countdown, digitsOf, displayedCode, displayedPhone, spelledCode } from "@linekeeper/ui/format.ts";
import { plainNumber } from "@linekeeper/ui/number.ts";
import { unbroken } from "@linekeeper/ui/unbroken.ts";

import { Ticking } from "../clock.ts";
import { asFailure, type Failure } from "../failure.ts";
import { Part } from "../part.ts";
import { shared } from "../styles.ts";
import { say as sayCommon } from "../texts/common.ts";
import { say } from "../texts/session.ts";
import { badge, copyButton, failure, success } from "./bits.ts";
import type { Confirm } from "./confirm.ts";
import { dialogStyles } from "./dialog-styles.ts";

/**
 * Delay after the phone's answer before the dialog suspects a wrong code: with a right one the phone links or refuses
 * within it.
 */
const DOUBT_MS = 8000;

const METHODS = ["code", "qr"] as const;

type Method = (typeof METHODS)[number];

/** Last request, kept so that it can be repeated with an option that the operator has confirmed. */
interface PairingInput {
  /** For a code: the number as typed; null for a QR. */
  readonly number: string | null;
  readonly options: PairingOptions;
}

export class PairDialog extends Part {
  static override properties = {
    line: { attribute: false },
    picture: { attribute: false },
    company: { type: String },
  };

  static override styles = [controls, shared, dialogStyles];

  declare line: Line;
  declare picture: Picture | null;
  declare company: string;

  #method: Method = "code";
  #isBusy = false;
  #input: PairingInput | null = null;
  #failure: Failure | null = null;
  #endErrors: (() => void) | null = null;
  /** Time at which the phone's answer became known, by this computer's clock, in milliseconds. */
  #answeredAt: number | null = null;
  /** The phone was already connected: nothing had to be done. */
  #wasConnected = false;

  constructor() {
    super();
    new Ticking(this);
  }

  open(): void {
    this.#method = this.picture?.status.pairing?.method ?? "code";
    this.#failure = null;
    this.#wasConnected = false;
    this.requestUpdate();
    this.#dialog.showModal();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#endErrors?.();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("line")) {
      this.#endErrors?.();
      // Errors that answer no request of this dialog: a code died, a QR was refused.
      this.#endErrors = this.line?.on("error", (error) => this.#tell(asFailure(error))) ?? null;
    }
    if (!changed.has("picture")) return;
    const isAnswered = this.picture?.status.pairing?.phoneAnswered === true;
    this.#answeredAt = isAnswered ? (this.#answeredAt ?? Date.now()) : null;
    // The session has connected: earlier errors no longer matter.
    const before = changed.get("picture")?.status.state;
    if (before !== "connected" && this.picture?.status.state === "connected" && !this.#isBusy) this.#failure = null;
  }

  protected override render(): TemplateResult {
    const status = this.picture?.status;
    return html`<dialog aria-labelledby="title">
        <div class="row">
          <h2 id="title">${say("pairTitle")}</h2>
          ${status === undefined ? nothing : badge(status.state)}
        </div>
        <div class="tabs" role="tablist" aria-label=${say("method")} @keydown=${this.#turn}>
          ${METHODS.map((method) => this.#tab(method))}
        </div>
        <div class="field" role="tabpanel" id="panel" aria-labelledby=${`tab-${this.#method}`}>
          ${this.#method === "code" ? this.#byCode() : this.#byQr()}
        </div>
        ${this.#outcome()} ${this.#failure === null ? nothing : failure(this.#failure, this.#remedy(this.#failure))}
        <div class="row end">
          <button type="button" @click=${() => this.#dialog.close()}>${sayCommon("close")}</button>
        </div>
      </dialog>
      <lk-confirm></lk-confirm>`;
  }

  #tab(method: Method): TemplateResult {
    const isChosen = method === this.#method;
    return html`<button
      type="button"
      role="tab"
      id=${`tab-${method}`}
      aria-controls="panel"
      aria-selected=${isChosen ? "true" : "false"}
      tabindex=${isChosen ? 0 : -1}
      @click=${() => this.#choose(method)}
    >
      ${say(method === "code" ? "byCode" : "byQr")}
    </button>`;
  }

  #byCode(): TemplateResult {
    const code = this.picture?.liveCode ?? null;
    return html`<form class="field" @submit=${this.#askCode}>
        <label for="number">${say("number")}</label>
        <div class="with">
          <input id="number" type="tel" inputmode="tel" autocomplete="off" placeholder="+7 900 646-42-63" />
          <button class="primary unbroken" ?disabled=${this.#isBusy}>
            ${say(this.#isBusy ? "preparing" : "getCode")}
          </button>
        </div>
      </form>
      ${code === null ? nothing : this.#code(code)}`;
  }

  #code({ code, phoneNumber, expiresAt }: CodeShown): TemplateResult {
    const left = this.#left(expiresAt);
    const shown = displayedCode(code);
    const phone = digitsOf(phoneNumber);
    const isDoubtful = this.#answeredAt !== null && Date.now() - this.#answeredAt >= DOUBT_MS;
    return html`<div class="show" data-over=${left <= 0}>
      <span class="muted">${say("codeFor", { phone: displayedPhone(phone) })}</span>
      <span class="big" aria-label=${spelledCode(code)} role="img">${shown}</span>
      <span class="tabular" role="timer">${left <= 0 ? say("over") : say("validFor", { time: countdown(left) })}</span>
      ${left <= 0 ? nothing : copyButton(shown, say("copyCode"))}
      ${
        this.#answeredAt === null
          ? html`<p class="hint">${say("typeOnPhone")}</p>`
          : html`<p role="status"><strong>${say(isDoubtful ? "wrongCode" : "answered")}</strong></p>`
      }
      ${
        isDoubtful
          ? html`<button type="button" ?disabled=${this.#isBusy} @click=${() => void this.#renew(phone)}>
              ${say("getNewCode")}
            </button>`
          : nothing
      }
    </div>`;
  }

  #byQr(): TemplateResult {
    const qr = this.picture?.liveQr ?? null;
    if (qr !== null) return this.#qr(qr);
    return html`<button
      type="button"
      class="primary"
      ?disabled=${this.#isBusy}
      @click=${() => void this.#requestPairing({ number: null, options: {} })}
    >
      ${say(this.#isBusy ? "preparing" : "showQr")}
    </button>`;
  }

  #qr({ svg, expiresAt }: QrShown): TemplateResult {
    const left = this.#left(expiresAt);
    return html`<div class="show" data-over=${left <= 0}>
      <img src=${`data:image/svg+xml,${encodeURIComponent(svg)}`} alt=${say("qrAlt")} width="220" height="220" />
      <span class="tabular" role="timer"
        >${left <= 0 ? say("qrStale") : say("qrRefresh", { time: countdown(left) })}</span
      >
    </div>`;
  }

  #outcome(): TemplateResult | typeof nothing {
    if (this.#wasConnected) return success(say("alreadyConnected"));
    return this.picture?.status.state === "connected" ? success(say("nowConnected")) : nothing;
  }

  #left(expiresAt: string): number {
    return (parseTime(expiresAt) ?? 0) - this.line.serverNow();
  }

  get #dialog(): HTMLDialogElement {
    return this.renderRoot.querySelector("dialog")!;
  }

  #choose(method: Method): void {
    this.#method = method;
    this.#failure = null;
    this.requestUpdate();
  }

  #turn = async (event: KeyboardEvent): Promise<void> => {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    this.#choose(this.#method === "code" ? "qr" : "code");
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>("[role=tab][aria-selected=true]")?.focus();
  };

  #askCode = (event: Event): void => {
    event.preventDefault();
    const number = plainNumber(this.renderRoot.querySelector<HTMLInputElement>("#number")!.value);
    void this.#requestPairing({ number, options: {} });
  };

  async #requestPairing(input: PairingInput): Promise<void> {
    this.#input = input;
    const { number, options } = input;
    await this.#ask(() =>
      number === null ? this.line.requestQr(options) : this.line.requestPairingCode(number, options),
    );
    if (this.#failure?.code === "PHONE_MISMATCH") await this.#askToChange(this.#failure, input);
  }

  /** Asks for confirmation to replace the linked number, whose connection is cut, then repeats the request. */
  async #askToChange({ storedPhone }: Failure, { number, options }: PairingInput): Promise<void> {
    const old = storedPhone === null ? say("unknownNumber") : displayedPhone(storedPhone);
    const phone = number ?? "";
    const text = number === null ? say("changeByQr", { old }) : say("changeText", { old, phone });
    const isWanted = await this.#confirm(say("changeNumber"), unbroken(text, [old, phone]));
    this.#failure = null;
    this.requestUpdate();
    if (isWanted) await this.#requestPairing({ number, options: { ...options, changeNumber: true } });
  }

  /** Renders the operator's remedy for a refusal that the owner cannot override. */
  #remedy({ code, left }: Failure): TemplateResult | typeof nothing {
    if (code !== "REMOVED_AFTER_LINK" || left === 0 || this.#input === null) return nothing;
    return html`<button type="button" class="danger" ?disabled=${this.#isBusy} @click=${this.#override}>
      ${say("overrideWait")}
    </button>`;
  }

  #override = async (): Promise<void> => {
    const input = this.#input;
    if (input === null) return;
    const isWanted = await this.#confirm(say("overrideWait"), say("overrideText", { company: this.company }));
    if (isWanted) await this.#requestPairing({ ...input, options: { ...input.options, overrideWait: true } });
  };

  #confirm(yes: string, text: unknown): Promise<boolean> {
    const confirm = this.renderRoot.querySelector<Confirm>("lk-confirm")!;
    return confirm.ask({ title: yes, text, yes, isDangerous: true, word: null });
  }

  /**
   * Requests a new code. The pairing is cancelled first: otherwise the code that the phone has answered would be
   * returned again.
   */
  #renew(phone: string): Promise<void> {
    return this.#ask(async () => {
      await this.line.cancelPairing();
      return this.line.requestPairingCode(`+${phone}`);
    });
  }

  /** Shows an error, but only while the dialog is open. */
  #tell(told: Failure): void {
    if (!this.#dialog?.open) return;
    this.#failure = told;
    this.requestUpdate();
  }

  async #ask(work: () => Promise<unknown>): Promise<void> {
    this.#isBusy = true;
    this.#failure = null;
    this.requestUpdate();
    try {
      this.#wasConnected = (await work()) === null;
    } catch (error) {
      this.#failure = asFailure(error);
    }
    this.#isBusy = false;
    this.requestUpdate();
  }
}
