// <lk-rotate-dialog>: makes a new secret of an endpoint and shows it once.

import { html, type TemplateResult } from "lit";
import { parseTime } from "@linekeeper/client";
import { controls } from "@linekeeper/ui/controls.ts";

import type { Api } from "../api.ts";
import { asFailure, type Failure } from "../failure.ts";
import { language } from "../language.ts";
import { dateTime } from "../model/times.ts";
import { Part } from "../part.ts";
import { shared } from "../styles.ts";
import { say as sayCommon } from "../texts/common.ts";
import { say } from "../texts/webhooks.ts";
import type { RotatedWebhook } from "../types.ts";
import { success } from "./bits.ts";
import { dialogStyles } from "./dialog-styles.ts";
import { failureOrNothing, secretField } from "./webhook-bits.ts";

const OVERLAPS = [0, 3600, 86_400, 604_800] as const;
const USUAL = 86_400;

export class RotateDialog extends Part {
  static override properties = { api: { attribute: false } };

  static override styles = [controls, shared, dialogStyles];

  declare api: Api;

  #webhook = "";
  /** Seconds for which the old secret signs, too. */
  #overlap = USUAL;
  #rotated: RotatedWebhook | null = null;
  #failure: Failure | null = null;
  #isBusy = false;

  async open(webhook: string): Promise<void> {
    this.#webhook = webhook;
    this.#overlap = USUAL;
    this.#rotated = this.#failure = null;
    this.requestUpdate();
    await this.updateComplete;
    this.#dialog.showModal();
  }

  protected override render(): TemplateResult {
    return html`<dialog aria-labelledby="title" @close=${this.#forget}>
      <h2 id="title">${say("rotateTitle")}</h2>
      ${this.#rotated === null ? this.#form() : this.#shown(this.#rotated)}
    </dialog>`;
  }

  #form(): TemplateResult {
    return html`<form class="form" @submit=${this.#rotate}>
      <p class="muted">${say("rotateText")}</p>
      <div class="field">
        <label for="overlap">${say("overlap")}</label>
        <select id="overlap" @change=${this.#choose}>
          ${OVERLAPS.map((seconds) => html`<option value=${seconds} .selected=${seconds === this.#overlap}>${say(`overlap${seconds}`)}</option>`)}
        </select>
      </div>
      ${failureOrNothing(this.#failure)}
      <div class="row end">
        <button type="button" @click=${() => this.#dialog.close()}>${sayCommon("cancel")}</button>
        <button class="primary" ?disabled=${this.#isBusy}>${say(this.#isBusy ? "rotating" : "rotateYes")}</button>
      </div>
    </form>`;
  }

  #shown({ secret, oldSecretUntil }: RotatedWebhook): TemplateResult {
    const until = dateTime(language(), parseTime(oldSecretUntil) ?? 0);
    const more = html`<p class="hint">${this.#overlap === 0 ? say("oldGone") : say("oldUntil", { time: until })}</p>`;
    return html`${success(say("rotated"), more)} ${secretField(secret)}
      <div class="row end">
        <button type="button" class="primary" @click=${() => this.#dialog.close()}>${sayCommon("close")}</button>
      </div>`;
  }

  get #dialog(): HTMLDialogElement {
    return this.renderRoot.querySelector("dialog")!;
  }

  #choose = (event: Event): void => {
    this.#overlap = Number((event.target as HTMLSelectElement).value);
  };

  #rotate = async (event: Event): Promise<void> => {
    event.preventDefault();
    this.#isBusy = true;
    this.#failure = null;
    this.requestUpdate();
    try {
      const rotated = await this.api.rotateWebhook(this.#webhook, this.#overlap);
      // The dialog was closed meanwhile: the secret is not kept.
      if (this.#dialog.open) this.#rotated = rotated;
      this.dispatchEvent(new Event("done"));
    } catch (error) {
      this.#failure = asFailure(error);
    }
    this.#isBusy = false;
    this.requestUpdate();
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLInputElement>("#secret")?.focus();
  };

  /** Drops the secret when the dialog closes. */
  #forget = (): void => {
    this.#rotated = null;
    this.requestUpdate();
  };
}
