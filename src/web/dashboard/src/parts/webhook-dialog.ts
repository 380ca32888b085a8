// <lk-webhook-dialog>: adds an endpoint, and shows its secret once, or changes one.

import { css, html, nothing, type TemplateResult } from "lit";
import { controls } from "@linekeeper/ui/controls.ts";

import type { Api } from "../api.ts";
import { asFailure, type Failure } from "../failure.ts";
import {
  changeOf,
  draftOf,
  EMPTY,
  faultsOf,
  isValid,
  newWebhookOf,
  type Draft,
  type Faults,
} from "../model/webhooks.ts";
import { Part } from "../part.ts";
import { shared } from "../styles.ts";
import { say as sayCommon } from "../texts/common.ts";
import { EVENT_TYPES, say, sayRule, sayType } from "../texts/webhooks.ts";
import type { AddedWebhook, EventType, Webhook } from "../types.ts";
import { success } from "./bits.ts";
import { dialogStyles } from "./dialog-styles.ts";
import { failureOrNothing, secretField } from "./webhook-bits.ts";

const DESCRIPTION_LENGTH = 200;

export class WebhookDialog extends Part {
  static override properties = { api: { attribute: false } };

  declare api: Api;

  #draft: Draft = EMPTY;
  /** Endpoint that is changed; null for a new one. */
  #changed: Webhook | null = null;
  #added: AddedWebhook | null = null;
  #failure: Failure | null = null;
  /** Fields are checked from the first attempt to save on. */
  #isChecked = false;
  #isBusy = false;

  static override styles = [
    controls,
    shared,
    dialogStyles,
    css`
      dialog {
        max-width: 560px;
      }

      fieldset {
        display: grid;
        gap: var(--lk-space-2);
        min-width: 0;
        margin: 0;
        padding: 0;
        border: 0;
      }

      legend {
        margin-bottom: var(--lk-space-2);
        padding: 0;
        font-weight: 600;
      }

      fieldset label {
        display: flex;
        align-items: center;
        gap: var(--lk-space-2);
        font-weight: 400;
      }

      fieldset input {
        flex: none;
      }

      .named {
        display: grid;
        gap: var(--lk-space-2);
        padding-left: 26px;
      }

      .named label:has(+ textarea) {
        font-weight: 600;
      }

      .types {
        grid-template-columns: repeat(auto-fill, minmax(210px, 1fr));
      }

      textarea {
        min-height: 64px;
        resize: vertical;
      }
    `,
  ];

  /** Opens the dialog to add an endpoint, or to change this one. */
  async open(changed: Webhook | null): Promise<void> {
    this.#changed = changed;
    this.#draft = changed === null ? EMPTY : draftOf(changed);
    this.#added = this.#failure = null;
    this.#isChecked = false;
    this.requestUpdate();
    await this.updateComplete;
    this.#dialog.showModal();
    this.renderRoot.querySelector<HTMLInputElement>("#url")?.focus();
  }

  protected override render(): TemplateResult {
    const title = this.#added !== null ? "secretTitle" : this.#changed === null ? "addTitle" : "editTitle";
    return html`<dialog aria-labelledby="title" @close=${this.#closed}>
      <h2 id="title">${say(title)}</h2>
      ${this.#added === null ? this.#form() : this.#shown(this.#added)}
    </dialog>`;
  }

  #shown({ secret }: AddedWebhook): TemplateResult {
    return html`${success(say("addedDone"))} ${secretField(secret)}
      <div class="row end">
        <button type="button" class="primary" @click=${() => this.#dialog.close()}>${sayCommon("close")}</button>
      </div>`;
  }

  #form(): TemplateResult {
    const draft = this.#draft;
    const faults: Faults = this.#isChecked ? faultsOf(draft) : {};
    const isOfUrl = this.#failure?.rule != null;
    const label = this.#changed === null ? (this.#isBusy ? "adding" : "add") : this.#isBusy ? "saving" : "save";
    return html`<form class="form" novalidate @submit=${this.#save} @input=${this.#type}>
      ${this.#url(draft, faults)}
      <div class="field">
        <label for="description">${say("description")}</label>
        <input
          id="description"
          name="description"
          autocomplete="off"
          maxlength=${DESCRIPTION_LENGTH}
          aria-describedby="description-hint"
          .value=${draft.description}
        />
        <p class="hint" id="description-hint">${say("descriptionHint")}</p>
      </div>
      ${this.#companies(draft, faults)} ${this.#events(draft, faults)}
      ${isOfUrl ? nothing : failureOrNothing(this.#failure)}
      <div class="row end">
        <button type="button" @click=${() => this.#dialog.close()}>${sayCommon("cancel")}</button>
        <button class="primary" ?disabled=${this.#isBusy}>${say(label)}</button>
      </div>
    </form>`;
  }

  #url(draft: Draft, faults: Faults): TemplateResult {
    const { rule, detail } = this.#failure ?? {};
    const fault = faults.url ?? rule ?? null;
    return html`<div class="field">
      <label for="url">${say("url")}</label>
      <input
        id="url"
        name="url"
        type="url"
        inputmode="url"
        autocomplete="off"
        spellcheck="false"
        placeholder="https://"
        aria-required="true"
        aria-invalid=${fault === null ? "false" : "true"}
        aria-describedby="url-fault url-hint"
        .value=${draft.url}
      />
      <p id="url-fault" class="field-error" role="alert">${fault === null ? "" : sayRule(fault, detail ?? "")}</p>
      <p class="hint" id="url-hint">${say("urlHint")}</p>
    </div>`;
  }

  #companies({ isOfAllCompanies: isOfAll, companies }: Draft, faults: Faults): TemplateResult {
    const fault = faults.companies;
    return html`<fieldset>
      <legend>${say("whichCompanies")}</legend>
      ${this.#choice("isOfAllCompanies", isOfAll, say("allCompanies"), say("allCompaniesHint"))}
      ${this.#choice("isOfAllCompanies", !isOfAll, say("namedCompanies"))}
      ${
        isOfAll
          ? nothing
          : html`<div class="named">
              <label for="companies">${say("companyIds")}</label>
              <textarea
                id="companies"
                name="companies"
                rows="3"
                spellcheck="false"
                autocapitalize="off"
                aria-invalid=${fault === undefined ? "false" : "true"}
                aria-describedby="companies-fault companies-hint"
                .value=${companies}
              ></textarea>
              <p id="companies-fault" class="field-error" role="alert">
                ${fault === undefined ? nothing : say(`fault_${fault.kind}`, { id: fault.id ?? "" })}
              </p>
              <p class="hint" id="companies-hint">
                ${say("companyIdsHint")}. ${this.#changed === null ? nothing : say("changeHint")}
              </p>
            </div>`
      }
    </fieldset>`;
  }

  #events({ isOfAllEvents: isOfAll, events }: Draft, faults: Faults): TemplateResult {
    return html`<fieldset>
      <legend>${say("whichEvents")}</legend>
      ${this.#choice("isOfAllEvents", isOfAll, say("allEvents"), say("allEventsHint"))}
      ${this.#choice("isOfAllEvents", !isOfAll, say("namedEvents"))}
      ${
        isOfAll
          ? nothing
          : html`<div class="named types" role="group" aria-label=${say("events")}>
                ${EVENT_TYPES.map(
                  (type) =>
                    html`<label
                      ><input
                        type="checkbox"
                        name="events"
                        value=${type}
                        .checked=${events.includes(type)}
                      />${sayType(type)}</label
                    >`,
                )}
              </div>
              <p class="field-error" role="alert">${faults.events === undefined ? nothing : say("fault_noEvents")}</p>`
      }
    </fieldset>`;
  }

  #choice(name: "isOfAllCompanies" | "isOfAllEvents", isOn: boolean, label: string, hint = ""): TemplateResult {
    const isAll = hint !== "";
    return html`<label>
      <input type="radio" name=${name} value=${isAll ? "all" : "named"} .checked=${isOn} />
      <span>${label}${isAll ? html` <span class="muted">${hint}</span>` : nothing}</span>
    </label>`;
  }

  get #dialog(): HTMLDialogElement {
    return this.renderRoot.querySelector("dialog")!;
  }

  #type = (event: Event): void => {
    const { name, value, checked } = event.target as HTMLInputElement;
    const draft = this.#draft;
    if (name === "events") {
      const type = value as EventType;
      const events = draft.events.filter((one) => one !== type);
      this.#draft = { ...draft, events: checked ? [...events, type] : events };
    } else if (name === "isOfAllCompanies" || name === "isOfAllEvents") {
      this.#draft = { ...draft, [name]: value === "all" };
    } else {
      this.#draft = { ...draft, [name]: value };
    }
    // What the service said of the URL holds for that one only.
    if (name === "url") this.#failure = null;
    this.requestUpdate();
  };

  #save = async (event: Event): Promise<void> => {
    event.preventDefault();
    const [draft, changed] = [this.#draft, this.#changed];
    this.#isChecked = true;
    this.#failure = null;
    this.requestUpdate();
    if (!isValid(draft)) return this.#focusFault();
    this.#isBusy = true;
    this.requestUpdate();
    try {
      if (changed === null) {
        const added = await this.api.addWebhook(newWebhookOf(draft));
        // The dialog was closed meanwhile: the secret is not kept.
        if (this.#dialog.open) this.#added = added;
      } else {
        await this.api.changeWebhook(changed.webhookId, changeOf(draft, changed));
        this.#dialog.close();
      }
      this.dispatchEvent(new Event("done"));
    } catch (error) {
      this.#failure = asFailure(error);
    }
    this.#isBusy = false;
    this.requestUpdate();
    await this.updateComplete;
    if (this.#added !== null) this.renderRoot.querySelector<HTMLInputElement>("#secret")?.focus();
    else if (this.#failure !== null) await this.#focusFault();
  };

  async #focusFault(): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('[aria-invalid="true"], .types input')?.focus();
  }

  /** Drops the secret when the dialog closes, and tells who was added. */
  #closed = (): void => {
    const added = this.#added;
    this.#added = null;
    this.requestUpdate();
    if (added !== null) this.dispatchEvent(new CustomEvent("added", { detail: added.webhookId }));
  };
}
