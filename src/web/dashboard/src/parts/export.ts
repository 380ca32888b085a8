// <lk-export>: downloads the list of companies, as it is filtered, for a spreadsheet.

import { css, html, nothing, type TemplateResult } from "lit";
import { parseTime } from "@linekeeper/client";
import { controls } from "@linekeeper/ui/controls.ts";

import type { Api } from "../api.ts";
import type { CompanyRow } from "../types.ts";
import { asFailure, type Failure } from "../failure.ts";
import { language } from "../language.ts";
import { MOST_ROWS, lineOf, readAll, timeCell } from "../model/csv.ts";
import type { Query } from "../model/query.ts";
import { standingOf } from "../model/standing.ts";
import { number } from "../model/times.ts";
import { Part } from "../part.ts";
import { shared } from "../styles.ts";
import { titleOf } from "../texts/attention.ts";
import { sayState } from "../texts/common.ts";
import { say } from "../texts/companies.ts";
import { say as sayColumn } from "../texts/export.ts";
import { failure } from "./bits.ts";

/** Lets spreadsheets read the file as UTF-8. */
const BYTE_ORDER_MARK = "\ufeff";

const COLUMNS = [
  ...(["company", "name", "state", "group", "code", "since", "down", "attempts", "reference"] as const),
  ...(["phone", "linked", "acknowledgedBy", "note"] as const),
] as const;

export class Export extends Part {
  static override properties = { api: { attribute: false }, query: { attribute: false } };

  declare api: Api;
  declare query: Query;

  #reading: AbortController | null = null;
  #count = 0;
  #isCut = false;
  #failure: Failure | null = null;

  static override styles = [
    controls,
    shared,
    css`
      @media (max-width: 719px) {
        button {
          width: 100%;
          min-height: 34px;
          padding: 0 var(--lk-space-3);
          font-size: var(--lk-text-1);
        }
      }

      .banner {
        margin-top: var(--lk-space-2);
      }
    `,
  ];

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#reading?.abort();
  }

  protected override render(): TemplateResult {
    return html`${this.#reading === null ? this.#button() : this.#progress()}
    ${this.#isCut ? html`<p class="hint" role="status">${say("exportCut", { count: number(language(), MOST_ROWS) })}</p>` : nothing}
    ${this.#failure === null ? nothing : failure(this.#failure)}`;
  }

  #button(): TemplateResult {
    return html`<button type="button" @click=${() => void this.#download()}>${say("export")}</button>`;
  }

  #progress(): TemplateResult {
    return html`<span class="row">
      <span class="muted tabular" role="status">${say("exporting", { count: number(language(), this.#count) })}</span>
      <button type="button" class="small" @click=${() => this.#reading?.abort()}>${say("exportStop")}</button>
    </span>`;
  }

  async #download(): Promise<void> {
    const reading = new AbortController();
    this.#reading = reading;
    [this.#count, this.#isCut, this.#failure] = [0, false, null];
    this.requestUpdate();
    // Russian spreadsheets read a comma as the decimal sign, and a semicolon as the separator.
    const separator = language() === "ru" ? ";" : ",";
    const parts = [
      BYTE_ORDER_MARK,
      lineOf(
        COLUMNS.map((column) => sayColumn(column)),
        separator,
      ),
    ];
    try {
      const isAll = await readAll({
        query: this.query,
        read: (query, limit, cursor) => this.api.companies(query, limit, cursor),
        took: (rows, count) => {
          // One part for each page: a hundred thousand small ones would be slow to join.
          parts.push(rows.map((row) => lineOf(cellsOf(row), separator)).join(""));
          this.#count = count;
          this.requestUpdate();
        },
        signal: reading.signal,
      });
      this.#isCut = !isAll && !reading.signal.aborted;
      if (!reading.signal.aborted) save(new Blob(parts, { type: "text/csv;charset=utf-8" }));
    } catch (error) {
      this.#failure = asFailure(error);
    }
    this.#reading = null;
    this.requestUpdate();
  }
}

function cellsOf(row: CompanyRow): (string | number | null)[] {
  const { since, isDown, code, attempts, reference } = standingOf(row);
  const { companyId, name, state, group, phoneNumber, linked, acknowledged } = row;
  const stated = [companyId, name, sayState(state), group === null ? null : titleOf(group), code];
  const timed = [timeCell(parseTime(row.since)), isDown ? timeCell(since) : null, attempts, reference];
  return [
    ...[...stated, ...timed, phoneNumber, sayColumn(linked ? "yes" : "no")],
    ...[acknowledged?.label ?? acknowledged?.by ?? null, acknowledged?.note ?? null],
  ];
}

function save(content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = url;
  link.download = `linekeeper-companies-${new Date().toISOString().slice(0, 10)}.csv`;
  link.click();
  // The browser has begun to read it by the next turn.
  setTimeout(() => URL.revokeObjectURL(url));
}
