// <lk-call>: the owner's number, shown when it is wanted, to call or copy. Lists have only masked numbers.

import { css, html, type PropertyValues, type TemplateResult } from "lit";
import { controls } from "@linekeeper/ui/controls.ts";
import { displayedPhone } from "@linekeeper/ui/format.ts";
import { icon, phoneIcon } from "@linekeeper/ui/icons.ts";

import type { Api } from "../api.ts";
import { asFailure, type Failure } from "../failure.ts";
import { language } from "../language.ts";
import { Part } from "../part.ts";
import { shared } from "../styles.ts";
import { say } from "../texts/common.ts";
import { copyButton } from "./bits.ts";

export class Call extends Part {
  static override properties = { api: { attribute: false }, company: { type: String } };

  declare api: Api;
  declare company: string;

  /** Digits of the number; null before it was asked for, empty if there is none. */
  #number: string | null = null;
  #failure: Failure | null = null;
  #isBusy = false;

  static override styles = [
    controls,
    shared,
    css`
      :host {
        display: inline-flex;
        align-items: center;
      }

      .number {
        font-weight: 600;
      }
    `,
  ];

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("company")) [this.#number, this.#failure] = [null, null];
  }

  protected override render(): TemplateResult {
    if (this.#failure !== null)
      return html`<span class="field-error" role="alert">${this.#failure.text[language()]}</span>`;
    const number = this.#number;
    if (number === null) {
      return html`<button type="button" class="small" ?disabled=${this.#isBusy} @click=${() => void this.#show()}>
        ${icon(phoneIcon)}${say("callNumber")}
      </button>`;
    }
    if (number === "") return html`<span class="muted" role="status">${say("noNumber")}</span>`;
    const phone = displayedPhone(number);
    return html`<a class="number tabular unbroken" href=${`tel:+${number}`} aria-label=${say("call", { phone })}
        >${phone}</a
      >
      ${copyButton(`+${number}`, say("copyNumber"), "")}`;
  }

  async #show(): Promise<void> {
    const { company } = this;
    this.#isBusy = true;
    this.requestUpdate();
    try {
      const { storedPhone } = await this.api.credentials(company);
      if (company === this.company) this.#number = storedPhone ?? "";
    } catch (error) {
      if (company === this.company) this.#failure = asFailure(error);
    }
    this.#isBusy = false;
    this.requestUpdate();
    await this.updateComplete;
    this.renderRoot.querySelector("a")?.focus();
  }
}
