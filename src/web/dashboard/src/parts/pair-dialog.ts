// <lk-pair-dialog>: support links a phone by code or QR while on the phone with its owner. The pairing belongs to the
// session: closing the dialog does not cancel it, opening the dialog shows the pairing in progress. Steps that may cut
// a connection or endanger an account require confirmation.

import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import {
  isChanging,
  parseTime,
  passkeyStateOf,
  type CodeShown,
  type Line,
  type PairingOptions,
  type Picture,
  type QrShown,
  type Status,
} from "@linekeeper/client";
import { controls } from "@linekeeper/ui/controls.ts";
import { countdown, digitsOf, displayedCode, displayedPhone, spelledCode } from "@linekeeper/ui/format.ts";
import { plainNumber } from "@linekeeper/ui/number.ts";
import { unbroken } from "@linekeeper/ui/unbroken.ts";

import { Ticking } from "../clock.ts";
import { asFailure, type Failure } from "../failure.ts";
import { language } from "../language.ts";
import { endOf, hasFailed, type ChangeEnd } from "../model/change.ts";
import { Part } from "../part.ts";
import { shared } from "../styles.ts";
import { say as sayChange } from "../texts/change.ts";
import { say as sayCommon } from "../texts/common.ts";
import { say } from "../texts/session.ts";
import { badge, copyButton, failure, success } from "./bits.ts";
import { changeSummary } from "./change.ts";
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
  /** The linked number is changed, not a first one linked. */
  #isChange = false;
  /** End of the change that the dialog has shown. */
  #end: ChangeEnd | null = null;

  constructor() {
    super();
    new Ticking(this);
  }

  open(what: "pair" | "change" = "pair"): void {
    const status = this.picture?.status;
    this.#method = status?.pairing?.method ?? status?.change?.method ?? "code";
    this.#failure = null;
    this.#wasConnected = false;
    this.#isChange = what === "change" || (status !== undefined && isChanging(status));
    this.#end = null;
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
    const status = this.picture?.status;
    const pairing = status !== undefined && isChanging(status) ? status.change : status?.pairing;
    this.#answeredAt = pairing?.phoneAnswered === true ? (this.#answeredAt ?? Date.now()) : null;
    this.#follow(changed.get("picture")?.status, status);
    // The session has connected: earlier errors no longer matter.
    const before = changed.get("picture")?.status.state;
    if (before !== "connected" && this.picture?.status.state === "connected" && !this.#isBusy) this.#failure = null;
  }

  /** Follows a change of the number, also one that was begun elsewhere. */
  #follow(before: Status | undefined, now: Status | undefined): void {
    const isUnderWay = now !== undefined && isChanging(now);
    if (isUnderWay) this.#isChange = true;
    else if (now?.linked !== true) this.#isChange = false;
    this.#end = isUnderWay ? null : (endOf(before, now) ?? this.#end);
    if (this.#end !== null && endOf(before, now) !== null) this.#failure = null;
  }

  protected override render(): TemplateResult {
    const status = this.picture?.status;
    return html`<dialog aria-labelledby="title">
        <div class="row">
          <h2 id="title">${this.#isChange ? sayChange("title") : say("pairTitle")}</h2>
          ${status === undefined ? nothing : badge(status.state)}
        </div>
        ${this.#isChange && status !== undefined ? changeSummary(status) : nothing} ${this.#way()} ${this.#outcome()}
        ${this.#failure === null ? this.#failed() : failure(this.#failure, this.#remedy(this.#failure))}
        <div class="row end">
          ${
            status !== undefined && isChanging(status)
              ? html`<button type="button" ?disabled=${this.#isBusy} @click=${this.#cancel}>
                  ${sayChange("cancelChange")}
                </button>`
              : nothing
          }
          <button type="button" @click=${() => this.#dialog.close()}>${sayCommon("close")}</button>
        </div>
      </dialog>
      <lk-confirm></lk-confirm>`;
  }

  /** Renders the methods or, once WhatsApp asks for it, the passkey: then no code or QR is of use any more. */
  #way(): TemplateResult | typeof nothing {
    const { line, picture } = this;
    if (picture !== null && passkeyStateOf(picture.status) !== null) {
      return html`<lk-passkey .line=${line} .picture=${picture}></lk-passkey>`;
    }
    return this.#isChange && this.#end === "changed" ? nothing : this.#methods();
  }

  #methods(): TemplateResult {
    return html`<div class="tabs" role="tablist" aria-label=${say("method")} @keydown=${this.#turn}>
        ${METHODS.map((method) => this.#tab(method))}
      </div>
      <div class="field" role="tabpanel" id="panel" aria-labelledby=${`tab-${this.#method}`}>
        ${this.#method === "code" ? this.#byCode() : this.#byQr()}
      </div>`;
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
      @click=${() => void this.#requestPairing({ number: null, options: this.#options })}
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
    const status = this.picture?.status;
    const phone = status?.phoneNumber == null ? sayChange("oldNumber") : displayedPhone(status.phoneNumber);
    if (this.#end !== null) return success(sayChange(this.#end === "changed" ? "changed" : "unchanged", { phone }));
    if (this.#wasConnected) return success(say("alreadyConnected"));
    if (this.#isChange) return hasFailed(status) ? html`<p>${sayChange("stays", { phone })}</p>` : nothing;
    return status?.state === "connected" ? success(say("nowConnected")) : nothing;
  }

  /** Renders the reason of a change that failed before the dialog was opened. */
  #failed(): TemplateResult | typeof nothing {
    const change = this.picture?.status.change;
    if (!this.#isChange || this.#isBusy || change?.state !== "failed") return nothing;
    return html`<div class="banner" data-tone="warning" role="alert">
      <strong>${change.message?.[language()] ?? ""}</strong>
      <p class="hint"><code class="mono">${change.code ?? ""}</code></p>
    </div>`;
  }

  /** Options of a request: the operator who opened the change of the number has consented to it. */
  get #options(): PairingOptions {
    return this.#isChange ? { changeNumber: true } : {};
  }

  #cancel = (): void => void this.#ask(() => this.line.cancelPairing());

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
    void this.#requestPairing({ number, options: this.#options });
  };

  async #requestPairing(input: PairingInput): Promise<void> {
    this.#input = input;
    const { number, options } = input;
    await this.#ask(() =>
      number === null ? this.line.requestQr(options) : this.line.requestPairingCode(number, options),
    );
    if (this.#failure?.code === "PHONE_MISMATCH") await this.#askToChange(this.#failure, input);
  }

  /** Asks for confirmation to change the linked number, then repeats the request. */
  async #askToChange({ storedPhone }: Failure, { number, options }: PairingInput): Promise<void> {
    const old = storedPhone === null ? say("unknownNumber") : displayedPhone(storedPhone);
    const phone = number ?? "";
    const text = number === null ? say("changeByQr", { old }) : say("changeText", { old, phone });
    const isWanted = await this.#confirm(say("changeNumber"), unbroken(text, [old, phone]), false);
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

  #confirm(yes: string, text: unknown, isDangerous = true): Promise<boolean> {
    const confirm = this.renderRoot.querySelector<Confirm>("lk-confirm")!;
    return confirm.ask({ title: yes, text, yes, isDangerous, word: null });
  }

  /**
   * Requests a new code. The pairing is cancelled first: otherwise the code that the phone has answered would be
   * returned again.
   */
  #renew(phone: string): Promise<void> {
    const options = this.#options;
    return this.#ask(async () => {
      await this.line.cancelPairing();
      return this.line.requestPairingCode(`+${phone}`, options);
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
    this.#failure = this.#end = null;
    this.requestUpdate();
    try {
      // A code that is not given because WhatsApp asks for a passkey is no connected phone.
      this.#wasConnected = (await work()) === null && this.line.picture?.livePasskey == null;
    } catch (error) {
      this.#failure = asFailure(error);
    }
    this.#isBusy = false;
    this.requestUpdate();
  }
}
