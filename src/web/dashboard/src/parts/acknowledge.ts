// <lk-acknowledge>: acknowledges a company's trouble, with a note, until it changes or for a time.

import { html, nothing, type TemplateResult } from "lit";
import { controls } from "@linekeeper/ui/controls.ts";

import type { Api } from "../api.ts";
import { asFailure, type Failure } from "../failure.ts";
import type { CompanyRow } from "../types.ts";
import { snoozeOf, SNOOZES } from "../model/snooze.ts";
import { nameOf } from "../model/standing.ts";
import { Part } from "../part.ts";
import { shared } from "../styles.ts";
import { say } from "../texts/attention.ts";
import { say as sayCommon } from "../texts/common.ts";
import { failure } from "./bits.ts";
import { dialogStyles } from "./dialog-styles.ts";

/** Longest note, in characters. */
const NOTE_LENGTH = 500;

type Named = Pick<CompanyRow, "companyId" | "name">;

export class Acknowledge extends Part {
  static override properties = { api: { attribute: false } };

  static override styles = [controls, shared, dialogStyles];

  declare api: Api;

  #company: Named | null = null;
  #failure: Failure | null = null;
  #isBusy = false;

  open(company: Named): void {
    [this.#company, this.#failure] = [company, null];
    this.requestUpdate();
    this.#dialog.showModal();
  }

  protected override render(): TemplateResult {
    const company = this.#company;
    return html`<dialog aria-labelledby="title">${company === null ? nothing : this.#form(company)}</dialog>`;
  }

  #form(company: Named): TemplateResult {
    return html`<form class="form" @submit=${this.#submit}>
      <h2 id="title">${say("acknowledgeTitle", { company: nameOf(company) })}</h2>
      <p class="muted">${say("acknowledgeText")}</p>
      <div class="field">
        <label for="snooze">${say("howLong")}</label>
        <select id="snooze">
          ${SNOOZES.map((snooze) => html`<option value=${snooze}>${say(snooze)}</option>`)}
        </select>
      </div>
      <div class="field">
        <label for="note">${say("note")}</label>
        <textarea id="note" rows="3" maxlength=${NOTE_LENGTH} placeholder=${say("noteHint")}></textarea>
      </div>
      ${this.#failure === null ? nothing : failure(this.#failure)}
      <div class="row end">
        <button type="button" @click=${() => this.#dialog.close()}>${sayCommon("cancel")}</button>
        <button class="primary" ?disabled=${this.#isBusy}>${say("acknowledge")}</button>
      </div>
    </form>`;
  }

  get #dialog(): HTMLDialogElement {
    return this.renderRoot.querySelector("dialog")!;
  }

  #submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const { companyId } = this.#company!;
    const form = event.currentTarget as HTMLFormElement;
    const note = form.querySelector("textarea")!.value.trim();
    const chosen = form.querySelector("select")!.value;
    this.#isBusy = true;
    this.#failure = null;
    this.requestUpdate();
    try {
      await this.api.acknowledge(companyId, note === "" ? null : note, snoozeOf(chosen, Date.now()));
      this.#dialog.close();
      form.reset();
      this.dispatchEvent(new Event("done"));
    } catch (error) {
      this.#failure = asFailure(error);
    }
    this.#isBusy = false;
    this.requestUpdate();
  };
}
