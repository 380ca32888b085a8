// <lk-link-dialog>: creates an onboarding link and shows it once: to copy, to share, or to scan.

import { html, nothing, type TemplateResult } from "lit";
import { parseTime } from "@linekeeper/client";
import { controls } from "@linekeeper/ui/controls.ts";
import { externalIcon, icon } from "@linekeeper/ui/icons.ts";

import type { Api } from "../api.ts";
import { asFailure, type Failure } from "../failure.ts";
import { language } from "../language.ts";
import { dateTime } from "../model/times.ts";
import { Part } from "../part.ts";
import { qrPicture } from "../qr.ts";
import { shared } from "../styles.ts";
import { say as sayCommon } from "../texts/common.ts";
import { say } from "../texts/links.ts";
import type { OnboardingLink } from "../types.ts";
import { copyButton, correlation, failure, selectAll, success } from "./bits.ts";
import { dialogStyles } from "./dialog-styles.ts";

const LIFETIMES = [900, 3600, 14_400, 86_400, 259_200, 604_800] as const;
const USUAL = 86_400;

export class LinkDialog extends Part {
  static override properties = { api: { attribute: false } };

  static override styles = [controls, shared, dialogStyles];

  declare api: Api;

  #company = "";
  #name: string | null = null;
  #link: OnboardingLink | null = null;
  #failure: Failure | null = null;
  #isBusy = false;

  /** @param name name of the company, which its owner is shown; null if it has none */
  open(company: string, name: string | null): void {
    [this.#company, this.#name] = [company, name];
    this.#link = this.#failure = null;
    this.requestUpdate();
    this.#dialog.showModal();
  }

  protected override render(): TemplateResult {
    return html`<dialog aria-labelledby="title" @close=${this.#forget}>
      <h2 id="title">${say("linkTitle")}</h2>
      <p class="muted">${say("linkText", { company: this.#name ?? this.#company })}</p>
      ${this.#link === null ? this.#form() : this.#shown(this.#link)}
      ${this.#failure === null ? nothing : failure(this.#failure)}
      <div class="row end">
        <button type="button" @click=${() => this.#dialog.close()}>${sayCommon("close")}</button>
        ${
          this.#link === null
            ? html`<button type="submit" form="form" class="primary" ?disabled=${this.#isBusy}>
                ${say(this.#isBusy ? "making" : "makeLink")}
              </button>`
            : nothing
        }
      </div>
    </dialog>`;
  }

  #form(): TemplateResult {
    return html`<form id="form" class="field" @submit=${this.#make}>
      <label for="ttl">${say("ttl")}</label>
      <select id="ttl">
        ${LIFETIMES.map((seconds) => html`<option value=${seconds} ?selected=${seconds === USUAL}>${say(`ttl${seconds}`)}</option>`)}
      </select>
    </form>`;
  }

  #shown({ url, shortUrl, expiresAt, correlationId }: OnboardingLink): TemplateResult {
    const until = dateTime(language(), parseTime(expiresAt) ?? 0);
    const address = shortUrl ?? url;
    const more = html`<p class="hint">${say("linkUntil", { time: until })}</p>
      ${correlation(correlationId)}`;
    return html`<div class="field">
        <label for="url">${say("linkUrl")}</label>
        <div class="with">
          <input id="url" class="mono" readonly .value=${address} @focus=${selectAll} />
          ${copyButton(address, say("copyLink"))}
        </div>
        ${this.#share(address)}
      </div>
      <div class="show">
        <img src=${qrPicture(address)} alt=${say("linkQr")} width="220" height="220" />
        <p class="hint">${say("linkQrHint")}</p>
      </div>
      ${success(say("linkReady"), more)}`;
  }

  /** Offers the share sheet where the browser has one. */
  #share(url: string): TemplateResult | typeof nothing {
    if (typeof navigator.share !== "function") return nothing;
    const title = this.#name ?? this.#company;
    // Closing the sheet without a choice is reported as an error, and is none.
    const press = (): void => void navigator.share({ title, url }).catch(() => undefined);
    return html`<button type="button" @click=${press}>${icon(externalIcon)}${say("share")}</button>`;
  }

  get #dialog(): HTMLDialogElement {
    return this.renderRoot.querySelector("dialog")!;
  }

  #make = async (event: Event): Promise<void> => {
    event.preventDefault();
    const lifetime = Number(this.renderRoot.querySelector("select")!.value);
    this.#isBusy = true;
    this.#failure = null;
    this.requestUpdate();
    try {
      const link = await this.api.makeLink(this.#company, { ttlSeconds: lifetime, name: this.#name });
      // The dialog was closed meanwhile: the link is not kept.
      if (this.#dialog.open) this.#link = link;
      this.dispatchEvent(new Event("done"));
    } catch (error) {
      this.#failure = asFailure(error);
    }
    this.#isBusy = false;
    this.requestUpdate();
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLInputElement>("#url")?.focus();
  };

  /** Drops the link, which is a secret, when the dialog closes. */
  #forget = (): void => {
    this.#link = null;
    this.requestUpdate();
  };
}
