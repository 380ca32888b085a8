// <lk-open-company>: opens a company's page by its id, whether or not its session runs.

import { css, html, type TemplateResult } from "lit";
import { isCompany } from "@linekeeper/ui/address.ts";
import { controls } from "@linekeeper/ui/controls.ts";

import { Part } from "../part.ts";
import { pathOf, type Router } from "../router.ts";
import { shared } from "../styles.ts";
import { say } from "../texts/companies.ts";

export class OpenCompany extends Part {
  static override properties = { router: { attribute: false } };

  declare router: Router;

  #isWrong = false;

  static override styles = [
    controls,
    shared,
    css`
      form {
        display: grid;
        grid-template-columns: 1fr auto;
        gap: var(--lk-space-2);
        width: min(340px, 100%);
        text-align: left;
      }

      label,
      .field-error {
        grid-column: 1 / -1;
      }
    `,
  ];

  protected override render(): TemplateResult {
    return html`<form @submit=${this.#submit} novalidate>
      <label for="company">${say("openById")}</label>
      <input
        id="company"
        autocomplete="off"
        spellcheck="false"
        placeholder="997441"
        aria-describedby="wrong"
        aria-invalid=${this.#isWrong ? "true" : "false"}
      />
      <button class="primary">${say("openButton")}</button>
      <p id="wrong" class="field-error" role="alert">${this.#isWrong ? say("badId") : ""}</p>
    </form>`;
  }

  #submit = (event: Event): void => {
    event.preventDefault();
    const company = this.renderRoot.querySelector("input")!.value.trim();
    this.#isWrong = !isCompany(company);
    this.requestUpdate();
    if (!this.#isWrong) this.router.go(pathOf({ page: "session", company }));
  };
}
