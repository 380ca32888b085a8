// <lk-bulk>: restarts many companies: which, how far it is, and the result of each.

import { css, html, nothing, type TemplateResult } from "lit";
import { controls } from "@linekeeper/ui/controls.ts";

import type { CompanyRow } from "../types.ts";
import type { Context } from "../context.ts";
import { language } from "../language.ts";
import { leftOut } from "../model/attention.ts";
import { MOST, planOf, runBulk, type Outcome, type Plan } from "../model/bulk.ts";
import { nameOf, overlaid, standingOf } from "../model/standing.ts";
import { counted, number } from "../model/times.ts";
import { Part } from "../part.ts";
import { shared } from "../styles.ts";
import { COMPANIES, say } from "../texts/attention.ts";
import { say as sayCommon } from "../texts/common.ts";
import { dialogStyles } from "./dialog-styles.ts";

export class Bulk extends Part {
  static override properties = { context: { attribute: false } };

  declare context: Context;

  #plan: Plan | null = null;
  #chosen = new Set<string>();
  #outcomes = new Map<string, Outcome>();
  #running: AbortController | null = null;

  static override styles = [
    controls,
    shared,
    dialogStyles,
    css`
      dialog {
        max-width: 620px;
      }

      ul {
        display: grid;
        max-height: min(420px, 46vh);
        border: 1px solid var(--lk-line);
        border-radius: var(--lk-radius-2);
        list-style: none;
        overflow: auto;
      }

      li + li {
        border-top: 1px solid var(--lk-line);
      }

      li label {
        display: grid;
        grid-template-columns: 18px minmax(0, 1fr) auto;
        align-items: center;
        gap: 0 var(--lk-space-3);
        padding: var(--lk-space-2) var(--lk-space-3);
        font-weight: 400;
      }

      li b {
        overflow-wrap: anywhere;
      }

      .result {
        font-size: var(--lk-text-1);
        text-align: right;
      }

      [data-outcome="done"] .result {
        color: var(--lk-accent);
        font-weight: 600;
      }

      [data-outcome="failed"] .result {
        color: var(--lk-error);
        font-weight: 600;
      }

      progress {
        width: 100%;
        accent-color: var(--lk-accent);
      }
    `,
  ];

  /** Opens the dialog for these companies, of which those are chosen that a restart helps. */
  open(rows: readonly CompanyRow[]): void {
    this.#plan = planOf(rows);
    this.#chosen = new Set(this.#plan.wanted.map(({ companyId }) => companyId));
    this.#outcomes = new Map();
    this.requestUpdate();
    this.#dialog.showModal();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#running?.abort();
  }

  protected override render(): TemplateResult {
    return html`<dialog aria-labelledby="title" @cancel=${this.#escape}>
      <h2 id="title">${say("bulkTitle")}</h2>
      ${this.#plan === null ? nothing : this.#content(this.#plan)}
    </dialog>`;
  }

  #content({ all, wanted, leftOut: left }: Plan): TemplateResult {
    const reasons = [...left].map(
      ([why, count]) => `${counted(language(), count, COMPANIES[language()])}: ${say(`left_${why}`)}`,
    );
    const isBegun = this.#outcomes.size > 0;
    const isOver = isBegun && this.#running === null;
    return html`${
        wanted.length === 0
          ? html`<p><strong>${say("bulkNone")}</strong></p>`
          : html`<p class="muted">${say("bulkText", { most: MOST })}</p>`
      }
      ${all > wanted.length ? html`<p><strong>${say("bulkFirst", { most: MOST, all: number(language(), all) })}</strong></p>` : nothing}
      ${reasons.length === 0 ? nothing : html`<p class="hint">${say("leftOut", { reasons: reasons.join("; ") })}</p>`}
      ${
        wanted.length === 0
          ? nothing
          : html`<ul tabindex="0" aria-label=${say("bulkTitle")}>
              ${wanted.map((row) => this.#row(row, isBegun))}
            </ul>`
      }
      ${isBegun ? this.#progress() : nothing}
      <div class="row end">
        ${
          this.#running === null
            ? html`<button type="button" @click=${() => this.#dialog.close()}>
                ${sayCommon(isOver ? "close" : "cancel")}
              </button>`
            : html`<button type="button" @click=${this.#stop}>${say("bulkStop")}</button>`
        }
        ${
          isBegun || wanted.length === 0
            ? nothing
            : html`<button
                type="button"
                class="primary"
                ?disabled=${this.#chosen.size === 0}
                @click=${() => void this.#start()}
              >
                ${say("bulkStart", { count: number(language(), this.#chosen.size) })}
              </button>`
        }
      </div>`;
  }

  #row(row: CompanyRow, isBegun: boolean): TemplateResult {
    const { companyId } = row;
    const { code } = standingOf(row);
    const outcome = this.#outcomes.get(companyId);
    return html`<li data-company=${companyId} data-outcome=${outcome?.is ?? nothing}>
      <label>
        <input
          type="checkbox"
          .checked=${this.#chosen.has(companyId)}
          ?disabled=${isBegun}
          @change=${() => this.#toggle(companyId)}
        />
        <span
          ><b>${nameOf(row)}</b> ${row.name === null ? nothing : html`<span class="muted">${companyId}</span>`}</span
        >
        <span class="result"
          >${outcome === undefined ? html`<code class="mono muted">${code}</code>` : said(outcome)}</span
        >
      </label>
    </li>`;
  }

  #progress(): TemplateResult {
    const outcomes = [...this.#outcomes.values()];
    const of = (...kinds: readonly Outcome["is"][]): number => outcomes.filter(({ is }) => kinds.includes(is)).length;
    const over = outcomes.length - of("waiting", "running");
    const shown = (count: number): string => number(language(), count);
    const text =
      this.#running === null
        ? say("bulkDone", {
            ...{ done: shown(of("done")), failed: shown(of("failed")) },
            skipped: shown(of("left_out", "cancelled")),
          })
        : say("bulkProgress", { done: shown(over), all: shown(outcomes.length) });
    return html`<div>
      <progress max=${outcomes.length} value=${over} aria-label=${say("bulkTitle")}></progress>
      <p class="tabular" role="status">${text}</p>
    </div>`;
  }

  get #dialog(): HTMLDialogElement {
    return this.renderRoot.querySelector("dialog")!;
  }

  #toggle(company: string): void {
    if (!this.#chosen.delete(company)) this.#chosen.add(company);
    this.requestUpdate();
  }

  async #start(): Promise<void> {
    const { api } = this.context;
    const rows = new Map(this.#plan!.wanted.map((row) => [row.companyId, row]));
    const running = new AbortController();
    this.#running = running;
    await runBulk({
      companies: [...rows.keys()].filter((company) => this.#chosen.has(company)),
      restart: (company) => api.restart(company),
      // What runs by now says it better than the list that was read: a line that works is left alone.
      leftOut: (company) => leftOut(overlaid(rows.get(company)!, this.context.live.get(company)).row),
      told: (company, outcome) => {
        this.#outcomes.set(company, outcome);
        this.requestUpdate();
      },
      signal: running.signal,
    });
    this.#running = null;
    this.requestUpdate();
    this.dispatchEvent(new Event("done"));
  }

  #stop = (): void => this.#running?.abort();

  /** Escape stops a run instead of hiding it. */
  #escape = (event: Event): void => {
    if (this.#running === null) return;
    event.preventDefault();
    this.#stop();
  };
}

function said(outcome: Outcome): TemplateResult | string {
  switch (outcome.is) {
    case "left_out":
      return say(`left_${outcome.why}`);
    case "failed":
      return html`${outcome.failure.text[language()]}
        <code class="mono">${outcome.failure.correlationId ?? outcome.failure.code}</code>`;
    case "waiting":
    case "running":
    case "done":
    case "cancelled":
      return say(`is_${outcome.is}`);
  }
}
