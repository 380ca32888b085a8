// <lk-replay-dialog>: asks which events of a time range are sent once more.

import { css, html, type TemplateResult } from "lit";
import { controls } from "@linekeeper/ui/controls.ts";

import { faultOf, replayOf, type Range } from "../model/replay.ts";
import { Part } from "../part.ts";
import { shared } from "../styles.ts";
import { say as sayCommon } from "../texts/common.ts";
import { REPLAYED, say } from "../texts/deliveries.ts";
import type { WebhookReplay } from "../types.ts";
import { dialogStyles } from "./dialog-styles.ts";

export class ReplayDialog extends Part {
  #range: Range = { state: "dead", from: "", until: "" };
  #isChecked = false;
  #answer: ((replay: WebhookReplay | null) => void) | null = null;

  static override styles = [
    controls,
    shared,
    dialogStyles,
    css`
      dialog {
        max-width: 560px;
      }

      .range {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(235px, 1fr));
        gap: var(--lk-space-3);
      }
    `,
  ];

  /** Opens the dialog; resolves to the request, or to null where the person does not want it. */
  async ask(range: Range): Promise<WebhookReplay | null> {
    this.#range = range;
    this.#isChecked = false;
    this.requestUpdate();
    await this.updateComplete;
    this.#dialog.showModal();
    return new Promise((resolve) => {
      this.#answer = resolve;
    });
  }

  protected override render(): TemplateResult {
    const { state, from, until } = this.#range;
    const fault = this.#isChecked ? faultOf(this.#range) : null;
    return html`<dialog aria-labelledby="title" @close=${() => this.#tell(null)}>
      <form class="form" novalidate @submit=${this.#send} @input=${this.#type}>
        <h2 id="title">${say("rangeTitle")}</h2>
        <div class="field">
          <label for="state">${say("what")}</label>
          <select id="state" name="state">
            ${REPLAYED.map((one) => html`<option value=${one} .selected=${one === state}>${say(`what_${one}`)}</option>`)}
          </select>
        </div>
        <div class="range">
          <div class="field">
            <label for="from">${say("from")}</label>
            <input
              id="from"
              name="from"
              type="datetime-local"
              aria-invalid=${fault === "from" ? "true" : "false"}
              aria-describedby="range-fault range-hint"
              .value=${from}
            />
          </div>
          <div class="field">
            <label for="until">${say("until")}</label>
            <input
              id="until"
              name="until"
              type="datetime-local"
              aria-invalid=${fault === "order" ? "true" : "false"}
              aria-describedby="range-fault range-hint"
              .value=${until}
            />
          </div>
        </div>
        <p class="field-error" id="range-fault" role="alert">${fault === null ? "" : say(`fault_${fault}`)}</p>
        <p class="hint" id="range-hint">${say(`fromHint_${state}`)}</p>
        <div class="row end">
          <button type="button" @click=${() => this.#dialog.close()}>${sayCommon("cancel")}</button>
          <button class="primary">${say("send")}</button>
        </div>
      </form>
    </dialog>`;
  }

  get #dialog(): HTMLDialogElement {
    return this.renderRoot.querySelector("dialog")!;
  }

  #type = (event: Event): void => {
    const { name, value } = event.target as HTMLInputElement;
    this.#range = { ...this.#range, [name]: value };
    this.requestUpdate();
  };

  #send = (event: Event): void => {
    event.preventDefault();
    this.#isChecked = true;
    this.requestUpdate();
    if (faultOf(this.#range) !== null) return;
    this.#tell(replayOf(this.#range));
    this.#dialog.close();
  };

  #tell(replay: WebhookReplay | null): void {
    this.#answer?.(replay);
    this.#answer = null;
  }
}
