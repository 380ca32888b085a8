// <lk-palette>: one search over companies, names, numbers, references and pages, opened by `/` or Ctrl-K.

import { css, html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { parseTime } from "@linekeeper/client";
import { controls } from "@linekeeper/ui/controls.ts";
import { displayedPhone } from "@linekeeper/ui/format.ts";
import { icon, searchIcon } from "@linekeeper/ui/icons.ts";

import type { Context } from "../context.ts";
import type { CompanyRow, FoundEvent } from "../types.ts";
import { asFailure, type Failure } from "../failure.ts";
import { language } from "../language.ts";
import { newCompanyOf, referenceOf } from "../model/palette.ts";
import { EVERYTHING, listPath } from "../model/query.ts";
import { nameOf } from "../model/standing.ts";
import { counted, dateTime, span } from "../model/times.ts";
import { Part } from "../part.ts";
import { pathOf } from "../router.ts";
import { shared } from "../styles.ts";
import { say as sayCommon } from "../texts/common.ts";
import { headlineOf } from "../texts/events.ts";
import { RESULTS, say } from "../texts/palette.ts";
import { badge, failure } from "./bits.ts";

/** Companies that are shown. */
const MOST = 8;
/** Pause in the typing after which the service is asked. */
const TYPED_MS = 150;

const PAGES = ["attention", "companies", "overview", "service"] as const;

/** Something to open. */
interface Option {
  readonly path: string;
  readonly title: string;
  readonly group: string;
  readonly more: unknown;
}

export class Palette extends Part {
  static override properties = { context: { attribute: false } };

  declare context: Context;

  #text = "";
  #options: readonly Option[] = [];
  #active = 0;
  #isOpen = false;
  #isSearching = false;
  #failure: Failure | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Number of the latest search; answers to earlier ones are dropped. */
  #asked = 0;

  static override styles = [
    controls,
    shared,
    css`
      dialog {
        width: min(620px, calc(100% - 2 * var(--lk-space-4)));
        max-width: none;
        max-height: min(560px, 84vh);
        margin-top: min(14vh, 120px);
        padding: 0;
        overflow: hidden;
      }

      dialog[open] {
        display: flex;
        flex-direction: column;
      }

      .box {
        position: relative;
        padding: var(--lk-space-3);
        border-bottom: 1px solid var(--lk-line);
      }

      .box > .icon {
        position: absolute;
        top: 24px;
        left: 24px;
        color: var(--lk-muted);
      }

      input {
        min-height: 44px;
        padding-left: 40px;
        font-size: var(--lk-text-3);
      }

      [role="listbox"] {
        flex: 1;
        min-height: 0;
        padding: var(--lk-space-2);
        overflow: auto;
      }

      h2 {
        padding: var(--lk-space-2) var(--lk-space-3) var(--lk-space-1);
        color: var(--lk-muted);
        font-size: var(--lk-text-1);
      }

      [role="option"] {
        display: flex;
        flex-wrap: wrap;
        align-items: baseline;
        gap: 0 var(--lk-space-3);
        padding: var(--lk-space-2) var(--lk-space-3);
        border-radius: var(--lk-radius-1);
        cursor: pointer;
        overflow-wrap: anywhere;
      }

      [role="option"][aria-selected="true"] {
        background: var(--lk-soft);
        box-shadow: inset 3px 0 var(--lk-accent);
      }

      [role="option"] .badge {
        margin-left: auto;
      }

      .foot {
        display: flex;
        flex-wrap: wrap;
        justify-content: space-between;
        gap: 0 var(--lk-space-3);
        padding: var(--lk-space-2) var(--lk-space-5);
        border-top: 1px solid var(--lk-line);
      }

      .banner {
        margin: var(--lk-space-3);
      }
    `,
  ];

  open(): void {
    if (this.#dialog.open) return;
    [this.#text, this.#isOpen] = ["", true];
    this.#search();
    this.#dialog.showModal();
    void this.updateComplete.then(() => this.renderRoot.querySelector("input")?.focus());
  }

  protected override render(): TemplateResult {
    return html`<dialog aria-label=${say("title")} @close=${this.#closed} @click=${this.#beside}>
      ${this.#isOpen ? this.#content() : nothing}
    </dialog>`;
  }

  #content(): TemplateResult {
    const options = this.#options;
    const status = this.#isSearching
      ? say("searching")
      : options.length === 0
        ? say("nothing")
        : counted(language(), options.length, RESULTS[language()]);
    return html`<div class="box">
        ${icon(searchIcon)}
        <input
          type="text"
          role="combobox"
          aria-label=${say("label")}
          aria-expanded="true"
          aria-controls="results"
          aria-autocomplete="list"
          aria-activedescendant=${options.length === 0 ? nothing : `option-${this.#active}`}
          placeholder=${say("hint")}
          autocomplete="off"
          spellcheck="false"
          .value=${live(this.#text)}
          @input=${this.#type}
          @keydown=${this.#press}
        />
      </div>
      ${this.#failure === null ? nothing : failure(this.#failure)}
      <div id="results" role="listbox" aria-label=${say("results")}>
        ${options.map((option, index) => this.#option(option, index))}
      </div>
      <div class="foot hint"><span role="status">${status}</span><span>${say("keys")}</span></div>`;
  }

  #option({ title, group, more }: Option, index: number): TemplateResult {
    const isFirst = this.#options[index - 1]?.group !== group;
    return html`${isFirst ? html`<h2 role="presentation">${group}</h2>` : nothing}
      <div
        role="option"
        id=${`option-${index}`}
        aria-selected=${index === this.#active ? "true" : "false"}
        @click=${() => this.#go(index)}
        @pointermove=${() => this.#activate(index)}
      >
        <strong>${title}</strong>${more}
      </div>`;
  }

  get #dialog(): HTMLDialogElement {
    return this.renderRoot.querySelector("dialog")!;
  }

  #type = (event: Event): void => {
    this.#text = (event.target as HTMLInputElement).value;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#search(), TYPED_MS);
  };

  #search(): void {
    const asked = (this.#asked += 1);
    this.#failure = null;
    this.#isSearching = this.#text.trim() !== "";
    if (this.#isSearching) void this.#ask(this.#text, asked);
    else this.#show(pageOptions(""));
  }

  async #ask(text: string, asked: number): Promise<void> {
    this.requestUpdate();
    const { api } = this.context;
    const reference = referenceOf(text);
    const [companies, found] = await Promise.allSettled([
      api.companies({ ...EVERYTHING, text }, MOST),
      reference === null ? [] : api.reference(reference),
    ]);
    // Something else was typed meanwhile.
    if (asked !== this.#asked) return;
    this.#isSearching = false;
    const failed = [companies, found].find(({ status }) => status === "rejected");
    this.#failure = failed === undefined ? null : asFailure((failed as PromiseRejectedResult).reason);
    const rows = companies.status === "fulfilled" ? companies.value.companies : [];
    const hasMore = companies.status === "fulfilled" && companies.value.next !== null;
    const events = found.status === "fulfilled" ? found.value : [];
    const known = rows.map(({ companyId }) => companyId);
    const fresh = companies.status === "rejected" || events.length > 0 ? null : newCompanyOf(text, known);
    this.#show([
      ...referenceOptions(reference, events),
      ...rows.map(companyOption),
      ...(hasMore ? [optionOf(listPath({ text }), say("allFound"), say("companies"))] : []),
      ...pageOptions(text),
      ...(fresh === null ? [] : [newOption(fresh)]),
    ]);
  }

  #show(options: readonly Option[]): void {
    this.#options = options;
    this.#active = 0;
    this.requestUpdate();
  }

  #activate(index: number): void {
    if (index === this.#active) return;
    this.#active = index;
    this.requestUpdate();
  }

  #press = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Enter") this.#go(this.#active);
    if (by === undefined || this.#options.length === 0) return;
    event.preventDefault();
    this.#activate((this.#active + by + this.#options.length) % this.#options.length);
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" }),
    );
  };

  #go(index: number): void {
    const option = this.#options[index];
    // What was typed last has not been searched yet.
    if (option === undefined || this.#isSearching) return;
    this.#dialog.close();
    this.context.router.go(option.path);
  }

  #beside = (event: MouseEvent): void => {
    if (event.target === event.currentTarget) this.#dialog.close();
  };

  #closed = (): void => {
    clearTimeout(this.#timer);
    this.#asked += 1;
    this.#options = [];
    this.#isOpen = false;
    this.requestUpdate();
  };
}

function optionOf(path: string, title: string, group: string, more: unknown = nothing): Option {
  return { path, title, group, more };
}

function pageOptions(text: string): Option[] {
  const typed = text.trim().toLowerCase();
  const wanted = PAGES.filter((page) => sayCommon(page).toLowerCase().startsWith(typed));
  return wanted.map((page) => optionOf(pathOf({ page }), sayCommon(page), say("pages")));
}

function companyOption(row: CompanyRow): Option {
  const { companyId: company, name, phoneNumber, state } = row;
  const more = html`${name === null ? nothing : html`<span class="muted">${company}</span>`}
  ${phoneNumber === null ? nothing : html`<span class="muted tabular unbroken">${displayedPhone(phoneNumber)}</span>`}
  ${badge(state)}`;
  return optionOf(pathOf({ page: "session", company }), nameOf(row), say("companies"), more);
}

/** One option for each company in which the reference occurs, with its latest entry. */
function referenceOptions(reference: string | null, events: readonly FoundEvent[]): Option[] {
  if (reference === null) return [];
  const latest = new Map<string, FoundEvent>();
  for (const event of events) if (!latest.has(event.companyId)) latest.set(event.companyId, event);
  return [...latest.values()].map((event) => {
    const { companyId: company, at } = event;
    const { what } = headlineOf(event, (ms) => span(language(), ms));
    const path = `${pathOf({ page: "session", company })}?${new URLSearchParams({ reference })}`;
    const more = html`<span class="muted">${what}, ${dateTime(language(), parseTime(at) ?? 0)}</span>`;
    return optionOf(path, company, say("reference", { id: reference }), more);
  });
}

function newOption(company: string): Option {
  return optionOf(pathOf({ page: "session", company }), say("newCompany", { company }), say("companies"));
}
