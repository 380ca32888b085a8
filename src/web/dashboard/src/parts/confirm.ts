// <lk-confirm>: confirmation dialog. An action that cannot be undone requires typing a word.

import { css, html, nothing, type TemplateResult } from "lit";
import { controls } from "@linekeeper/ui/controls.ts";

import { Part } from "../part.ts";
import { shared } from "../styles.ts";
import { say as sayCommon } from "../texts/common.ts";
import { say } from "../texts/session.ts";

export interface Question {
  readonly title: string;
  readonly text: unknown;
  /** Label of the confirming button. */
  readonly yes: string;
  readonly isDangerous: boolean;
  /** Word that must be typed; null for none. */
  readonly word: string | null;
}

export class Confirm extends Part {
  #question: Question | null = null;
  #typed = "";
  #answer: ((isYes: boolean) => void) | null = null;

  static override styles = [
    controls,
    shared,
    css`
      form {
        display: grid;
        gap: var(--lk-space-4);
      }

      .field {
        display: grid;
        gap: var(--lk-space-2);
      }

      .row {
        justify-content: flex-end;
      }
    `,
  ];

  /** Opens the dialog; resolves to whether the person confirmed. */
  async ask(question: Question): Promise<boolean> {
    this.#question = question;
    this.#typed = "";
    this.requestUpdate();
    await this.updateComplete;
    const dialog = this.renderRoot.querySelector("dialog")!;
    dialog.showModal();
    (dialog.querySelector("input") ?? dialog.querySelector<HTMLElement>("[data-answer=no]"))?.focus();
    return new Promise((resolve) => {
      this.#answer = resolve;
    });
  }

  protected override render(): TemplateResult {
    const question = this.#question;
    return html`<dialog aria-labelledby="title" aria-describedby="text" @close=${this.#closed}>
      ${question === null ? nothing : this.#form(question)}
    </dialog>`;
  }

  #form({ title, text, yes, isDangerous, word }: Question): TemplateResult {
    const isReady = word === null || this.#typed.trim() === word;
    return html`<form method="dialog" @submit=${(event: Event) => isReady || event.preventDefault()}>
      <h2 id="title">${title}</h2>
      <p id="text">${text}</p>
      ${
        word === null
          ? nothing
          : html`<div class="field">
              <label for="word">${say("typeToConfirm")}: <code class="mono">${word}</code></label>
              <input id="word" autocomplete="off" spellcheck="false" .value=${this.#typed} @input=${this.#type} />
            </div>`
      }
      <div class="row">
        <button type="button" data-answer="no" @click=${() => this.#dialog.close("no")}>${sayCommon("cancel")}</button>
        <button value="yes" class=${isDangerous ? "danger" : "primary"} ?disabled=${!isReady}>${yes}</button>
      </div>
    </form>`;
  }

  get #dialog(): HTMLDialogElement {
    return this.renderRoot.querySelector("dialog")!;
  }

  #type = (event: Event): void => {
    this.#typed = (event.target as HTMLInputElement).value;
    this.requestUpdate();
  };

  #closed = (): void => {
    this.#answer?.(this.#dialog.returnValue === "yes");
    this.#answer = null;
    this.#question = null;
    this.#dialog.returnValue = "";
    this.requestUpdate();
  };
}
