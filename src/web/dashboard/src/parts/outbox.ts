// <lk-outbox>: how a company's line sends messages: how many, by what became of them, and how fast.

import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { controls } from "@linekeeper/ui/controls.ts";

import type { Api } from "../api.ts";
import { asFailure, type Failure } from "../failure.ts";
import { language } from "../language.ts";
import { number, span } from "../model/times.ts";
import { Part } from "../part.ts";
import { shared } from "../styles.ts";
import { say as sayCommon } from "../texts/common.ts";
import { say, sayStatus } from "../texts/outbox.ts";
import type { OutboxStatus } from "../types.ts";
import { failure, spinner } from "./bits.ts";
import { detailStyles } from "./detail-styles.ts";

/** Number at which the service stops counting. */
const MOST = 10_000;

export class Outbox extends Part {
  static override properties = { api: { attribute: false }, company: { type: String } };

  declare api: Api;
  declare company: string;

  #status: OutboxStatus | null = null;
  #failure: Failure | null = null;

  static override styles = [
    controls,
    shared,
    detailStyles,
    css`
      dl.facts {
        grid-template-columns: minmax(84px, 34%) minmax(0, 1fr);
      }

      .banner {
        margin-bottom: var(--lk-space-3);
      }
    `,
  ];

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("company")) return;
    this.#status = null;
    void this.#read();
  }

  protected override render(): TemplateResult {
    return html`<section class="card" aria-labelledby="title">
      <header><h2 id="title">${say("title")}</h2></header>
      ${this.#status === null ? this.#unread() : facts(this.#status)}
    </section>`;
  }

  #unread(): TemplateResult {
    if (this.#failure === null) return spinner();
    const again = html`<p>
      <button type="button" class="small" @click=${() => void this.#read()}>${sayCommon("retry")}</button>
    </p>`;
    return failure(this.#failure, again);
  }

  async #read(): Promise<void> {
    const { company } = this;
    this.#failure = null;
    try {
      const status = await this.api.outbox(company);
      if (company === this.company) this.#status = status;
    } catch (error) {
      if (company === this.company) this.#failure = asFailure(error);
    }
    this.requestUpdate();
  }
}

function facts({ counts, perMinute, burst, heldUntil }: OutboxStatus): TemplateResult {
  const left = heldUntil === null ? 0 : Date.parse(heldUntil) - Date.now();
  const shown = (value: number): string => number(language(), value);
  const count = (messages: number): string =>
    messages >= MOST ? say("many", { count: shown(messages) }) : shown(messages);
  return html`
    ${
      left > 0
        ? html`<div class="banner" data-tone="warning" role="status">
            ${say("held", { time: span(language(), left) })}
          </div>`
        : nothing
    }
    ${counts.length === 0 ? html`<p class="muted">${say("none")}</p>` : nothing}
    <dl class="facts">
      ${counts.map(
        ({ status, messages }) =>
          html`<dt>${sayStatus(status)}</dt>
            <dd>${count(messages)}</dd>`,
      )}
      <dt>${say("pace")}</dt>
      <dd>${say("paceText", { perMinute: shown(perMinute), burst: shown(burst) })}</dd>
    </dl>
  `;
}
