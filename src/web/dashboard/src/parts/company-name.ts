// <lk-company-name>: the heading of a company's page: its name, which can be changed, and its id.

import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { controls } from "@linekeeper/ui/controls.ts";

import type { Api } from "../api.ts";
import { asFailure, type Failure } from "../failure.ts";
import { Part } from "../part.ts";
import { shared } from "../styles.ts";
import { say as sayCommon } from "../texts/common.ts";
import { say } from "../texts/session.ts";
import { copyButton, failure } from "./bits.ts";

/** Longest name, in characters. */
const LENGTH = 128;

export class CompanyName extends Part {
  static override properties = { api: { attribute: false }, company: { type: String }, name: { attribute: false } };

  declare api: Api;
  declare company: string;
  declare name: string | null;

  #isEdited = false;
  #isBusy = false;
  #failure: Failure | null = null;

  static override styles = [
    controls,
    shared,
    css`
      .shown,
      form {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--lk-space-1) var(--lk-space-2);
      }

      h1 {
        overflow-wrap: anywhere;
      }

      .id {
        display: inline-flex;
        align-items: center;
      }

      input {
        width: min(360px, 100%);
      }

      .hint {
        width: 100%;
      }
    `,
  ];

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("company")) [this.#isEdited, this.#failure] = [false, null];
  }

  protected override render(): TemplateResult {
    return html`${this.#isEdited ? this.#form() : this.#shown()}
    ${this.#failure === null ? nothing : failure(this.#failure)}`;
  }

  #shown(): TemplateResult {
    const { company, name } = this;
    return html`<div class="shown">
      <h1>${name ?? company}</h1>
      <span class="id muted">
        ${name === null ? nothing : html`<span>${company}</span>`}${copyButton(company, say("copyCompany", { company }), "")}
      </span>
      <button type="button" class="small quiet" @click=${() => void this.#edit()}>
        ${say(name === null ? "giveName" : "rename")}
      </button>
    </div>`;
  }

  #form(): TemplateResult {
    return html`<h1 class="offscreen">${this.name ?? this.company}</h1>
      <form @submit=${this.#save} @keydown=${this.#press}>
        <input
          aria-label=${say("name")}
          aria-describedby="hint"
          maxlength=${LENGTH}
          autocomplete="off"
          .value=${this.name ?? ""}
        />
        <button class="primary" ?disabled=${this.#isBusy}>${say("save")}</button>
        <button type="button" @click=${() => void this.#close()}>${sayCommon("cancel")}</button>
        <p id="hint" class="hint">${say("nameHint")}</p>
      </form>`;
  }

  async #edit(): Promise<void> {
    this.#isEdited = true;
    this.requestUpdate();
    await this.updateComplete;
    this.renderRoot.querySelector("input")?.select();
  }

  async #close(): Promise<void> {
    [this.#isEdited, this.#failure] = [false, null];
    this.requestUpdate();
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(".shown > button")?.focus();
  }

  #press = (event: KeyboardEvent): void => {
    if (event.key === "Escape") void this.#close();
  };

  #save = async (event: Event): Promise<void> => {
    event.preventDefault();
    const typed = this.renderRoot.querySelector("input")!.value.trim();
    this.#isBusy = true;
    this.requestUpdate();
    try {
      const name = typed === "" ? null : typed;
      await this.api.nameCompany(this.company, name);
      this.name = name;
      await this.#close();
      this.dispatchEvent(new Event("done"));
    } catch (error) {
      this.#failure = asFailure(error);
    }
    this.#isBusy = false;
    this.requestUpdate();
  };
}
