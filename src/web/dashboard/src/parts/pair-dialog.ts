// <lk-pair-dialog>: support links a phone with somebody on the line, by code or QR. The pairing is the session's: closing this
// does not end it, opening it shows what is under way.

import { html, nothing, type TemplateResult } from "lit";
import { parseTime, type CodeShown, type Line, type Picture, type QrShown } from "@linekeeper/client";
import { controls } from "@linekeeper/ui/controls.ts";
import { countdown, displayedCode, displayedPhone, spelledCode } from "@linekeeper/ui/format.ts";

import { Ticking } from "../clock.ts";
import { asFailure, type Failure } from "../failure.ts";
import { Part } from "../part.ts";
import { shared } from "../styles.ts";
import { say as sayCommon } from "../texts/common.ts";
import { say } from "../texts/session.ts";
import { badge, copyButton, failure, success } from "./bits.ts";
import { dialogStyles } from "./dialog-styles.ts";

const METHODS = ["code", "qr"] as const;

type Method = (typeof METHODS)[number];

export class PairDialog extends Part {
  static override properties = { line: { attribute: false }, picture: { attribute: false } };

  static override styles = [controls, shared, dialogStyles];

  declare line: Line;
  declare picture: Picture | null;

  #method: Method = "code";
  #isBusy = false;
  #failure: Failure | null = null;
  /** It turned out that nothing was to be done. */
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
      ${this.#outcome()} ${this.#failure === null ? nothing : failure(this.#failure)}
      <div class="row end">
        <button type="button" @click=${() => this.#dialog.close()}>${sayCommon("close")}</button>
      </div>
    </dialog>`;
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
    return html`<div class="show" data-over=${left <= 0}>
      <span class="muted">${say("codeFor", { phone: displayedPhone(phoneNumber.replace(/\D/g, "")) })}</span>
      <span class="big" aria-label=${spelledCode(code)} role="img">${shown}</span>
      <span class="tabular" role="timer">${left <= 0 ? say("over") : say("validFor", { time: countdown(left) })}</span>
      ${left <= 0 ? nothing : copyButton(shown, say("copyCode"))}
      <p class="hint">${say("typeOnPhone")}</p>
    </div>`;
  }

  #byQr(): TemplateResult {
    const qr = this.picture?.liveQr ?? null;
    if (qr !== null) return this.#qr(qr);
    return html`<button
      type="button"
      class="primary"
      ?disabled=${this.#isBusy}
      @click=${() => this.#ask(() => this.line.requestQr())}
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
    const number = this.renderRoot.querySelector<HTMLInputElement>("#number")!.value;
    void this.#ask(() => this.line.requestPairingCode(number));
  };

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
