// <lk-policy>: restart policy of a company's session: its own, or the service's default.

import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { controls } from "@linekeeper/ui/controls.ts";

import type { Api } from "../api.ts";
import { asFailure, type Failure } from "../failure.ts";
import { language } from "../language.ts";
import {
  BACKOFFS,
  KINDS,
  draftOf,
  faultsOf,
  isSame,
  pausesOf,
  policyOf,
  type Draft,
  type Fault,
  type NumberField,
} from "../model/policy.ts";
import { number, span } from "../model/times.ts";
import { Part } from "../part.ts";
import { shared } from "../styles.ts";
import { say as sayCommon } from "../texts/common.ts";
import { say } from "../texts/session.ts";
import type { PolicyShown } from "../types.ts";
import { failure, spinner, success } from "./bits.ts";

export class Policy extends Part {
  static override properties = { api: { attribute: false }, company: { type: String } };

  declare api: Api;
  declare company: string;

  #shown: PolicyShown | null = null;
  #draft: Draft | null = null;
  #failure: Failure | null = null;
  #told: "saved" | "removed" | null = null;
  #isBusy = false;

  static override styles = [
    controls,
    shared,
    css`
      form {
        display: grid;
        grid-template-columns: 1fr 1fr;
        gap: var(--lk-space-1) var(--lk-space-3);
      }

      label {
        font-size: var(--lk-text-1);
      }

      .wide,
      .row,
      .banner {
        grid-column: 1 / -1;
      }

      .field {
        display: grid;
        grid-row: span 3;
        grid-template-rows: subgrid;
        margin-bottom: var(--lk-space-1);
      }

      .row,
      .banner {
        margin-top: var(--lk-space-2);
      }

      .tag {
        padding: 1px 8px;
        border-radius: var(--lk-radius-round);
        background: var(--lk-neutral-soft);
        color: var(--lk-muted);
        font-size: 12px;
        font-weight: 600;
      }

      .tag[data-own="true"] {
        background: var(--lk-soft);
        color: var(--lk-accent);
      }
    `,
  ];

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("company")) return;
    this.#shown = this.#draft = this.#told = null;
    void this.#change(null, () => this.api.policy(this.company));
  }

  protected override render(): TemplateResult {
    const shown = this.#shown;
    return html`<section class="card" aria-labelledby="title">
      <header>
        <h2 id="title">${say("policy")}</h2>
        ${
          shown === null
            ? nothing
            : html`<span class="tag" data-own=${!shown.isDefault}
                >${say(shown.isDefault ? "isDefault" : "isOwn")}</span
              >`
        }
      </header>
      ${this.#draft !== null && shown !== null ? this.#form(this.#draft, shown) : this.#unread()}
    </section>`;
  }

  #unread(): TemplateResult {
    if (this.#failure === null) return spinner();
    const again = html`<p>
      <button type="button" class="small" @click=${() => void this.#change(null, () => this.api.policy(this.company))}>
        ${sayCommon("retry")}
      </button>
    </p>`;
    return failure(this.#failure, again);
  }

  #form(draft: Draft, shown: PolicyShown): TemplateResult {
    const faults = faultsOf(draft);
    const policy = policyOf(draft);
    const isTouched = !isSame(draft, draftOf(shown.policy));
    return html`<form novalidate @submit=${this.#save} @input=${this.#type}>
      <div class="field wide">
        <label for="kind">${say("kind")}</label>
        <select id="kind" name="kind" .value=${draft.kind}>
          ${KINDS.map((kind) => html`<option value=${kind} ?selected=${kind === draft.kind}>${say(`kind_${kind}`)}</option>`)}
        </select>
      </div>
      ${this.#number("maxRestarts", draft, faults.maxRestarts)}
      ${this.#number("windowSeconds", draft, faults.windowSeconds)}
      <div class="field wide">
        <label for="backoff">${say("backoff")}</label>
        <select id="backoff" name="backoff" .value=${draft.backoff}>
          ${BACKOFFS.map(
            (kind) =>
              html`<option value=${kind} ?selected=${kind === draft.backoff}>${say(`backoff_${kind}`)}</option>`,
          )}
        </select>
      </div>
      ${this.#number("initialMs", draft, faults.initialMs)} ${this.#number("capMs", draft, faults.capMs)}
      ${this.#number("jitterPercent", draft, faults.jitterPercent)}
      ${this.#number("stableAfterSeconds", draft, faults.stableAfterSeconds)}
      ${
        policy === null
          ? nothing
          : html`<p class="hint wide">
              ${say("pauses", {
                pauses: pausesOf(policy, 7)
                  .map((ms) => span(language(), ms))
                  .join(", "),
              })}
            </p>`
      }
      <div class="row">
        <button class="primary" ?disabled=${this.#isBusy || !isTouched || policy === null}>
          ${say(this.#isBusy ? "working" : "save")}
        </button>
        ${isTouched ? html`<button type="button" @click=${this.#undo}>${say("undo")}</button>` : nothing}
        ${
          shown.isDefault
            ? nothing
            : html`<button type="button" class="quiet" ?disabled=${this.#isBusy} @click=${this.#remove}>
                ${say("toDefault")}
              </button>`
        }
      </div>
      ${this.#failure === null ? nothing : failure(this.#failure)}
      ${this.#told === null || isTouched ? nothing : success(say(this.#told))}
    </form>`;
  }

  #number(field: NumberField, draft: Draft, fault: Fault | undefined): TemplateResult {
    return html`<div class="field">
      <label for=${field}>${say(field)}</label>
      <input
        id=${field}
        name=${field}
        inputmode="numeric"
        autocomplete="off"
        .value=${draft[field]}
        aria-invalid=${fault === undefined ? "false" : "true"}
        aria-describedby=${`${field}-fault`}
      />
      <p id=${`${field}-fault`} class="field-error" role="alert">${fault === undefined ? "" : faultText(fault)}</p>
    </div>`;
  }

  #type = (event: Event): void => {
    const { name, value } = event.target as HTMLInputElement;
    if (this.#draft !== null) this.#draft = { ...this.#draft, [name]: value };
    this.requestUpdate();
  };

  #undo = (): void => {
    if (this.#shown !== null) this.#draft = draftOf(this.#shown.policy);
    this.#failure = null;
    this.requestUpdate();
  };

  #save = (event: Event): void => {
    event.preventDefault();
    const policy = this.#draft === null ? null : policyOf(this.#draft);
    if (policy !== null) void this.#change("saved", () => this.api.setPolicy(this.company, policy));
  };

  #remove = (): void => void this.#change("removed", () => this.api.removePolicy(this.company));

  async #change(told: "saved" | "removed" | null, work: () => Promise<PolicyShown>): Promise<void> {
    const { company } = this;
    const before = this.#draft;
    this.#isBusy = true;
    this.#failure = this.#told = null;
    this.requestUpdate();
    try {
      const shown = await work();
      if (company !== this.company) return;
      this.#shown = shown;
      // Input typed while the request ran is kept.
      if (this.#draft === before) this.#draft = draftOf(shown.policy);
      this.#told = told;
      if (told !== null) this.dispatchEvent(new Event("done"));
    } catch (error) {
      if (company !== this.company) return;
      this.#failure = asFailure(error);
    }
    this.#isBusy = false;
    this.requestUpdate();
  }
}

function faultText(fault: Fault): string {
  if (fault.kind !== "range") return say(fault.kind);
  return say("range", { from: number(language(), fault.from), to: number(language(), fault.to) });
}
