// <lk-link-dialog>: creates an onboarding link and shows it once.

import { html, nothing, type TemplateResult } from "lit";
import { parseTime } from "@linekeeper/client";
import { controls } from "@linekeeper/ui/controls.ts";

import type { Api } from "../api.ts";
import { asFailure, type Failure } from "../failure.ts";
import { language } from "../language.ts";
import { dateTime } from "../model/times.ts";
import { Part } from "../part.ts";
import { shared } from "../styles.ts";
import { say as sayCommon } from "../texts/common.ts";
import { say } from "../texts/session.ts";
import type { OnboardingLink } from "../types.ts";
import { copyButton, correlation, failure, success } from "./bits.ts";
import { dialogStyles } from "./dialog-styles.ts";

const LIFETIMES = [900, 3600, 14_400, 86_400] as const;

export class LinkDialog extends Part {
  static override properties = { api: { attribute: false }, company: { type: String } };

  static override styles = [controls, shared, dialogStyles];

  declare api: Api;
  declare company: string;

  #link: OnboardingLink | null = null;
  #failure: Failure | null = null;
  #isBusy = false;

  open(): void {
    this.#link = this.#failure = null;
    this.requestUpdate();
    this.#dialog.showModal();
  }

  protected override render(): TemplateResult {
    return html`<dialog aria-labelledby="title" @close=${this.#forget}>
      <h2 id="title">${say("linkTitle")}</h2>
      <p class="muted">${say("linkText")}</p>
      ${this.#link === null ? this.#form() : this.#shown(this.#link)}
      ${this.#failure === null ? nothing : failure(this.#failure)}
      <div class="row end">
        <button type="button" @click=${() => this.#dialog.close()}>${sayCommon("close")}</button>
        ${
          this.#link === null
            ? html`<button type="submit" form="form" class="primary" ?disabled=${this.#isBusy}>
                ${say(this.#isBusy ? "working" : "makeLink")}
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
        ${LIFETIMES.map((seconds) => html`<option value=${seconds}>${say(`ttl${seconds}`)}</option>`)}
      </select>
    </form>`;
  }

  #shown({ url, expiresAt, correlationId }: OnboardingLink): TemplateResult {
    const until = dateTime(language(), parseTime(expiresAt) ?? 0);
    const more = html`<p class="hint">${say("linkUntil", { time: until })}</p>
      ${correlation(correlationId)}`;
    return html`<div class="field">
        <label for="url">${say("linkUrl")}</label>
        <div class="with">
          <input id="url" class="mono" readonly .value=${url} @focus=${(event: Event) => selectAll(event)} />
          ${copyButton(url, say("copyLink"))}
        </div>
      </div>
      ${success(say("linkReady"), more)}`;
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
      const link = await this.api.makeLink(this.company, lifetime);
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

function selectAll(event: Event): void {
  const field = event.target as HTMLInputElement;
  // Selects backwards, so that the beginning stays visible.
  field.setSelectionRange(0, field.value.length, "backward");
}
