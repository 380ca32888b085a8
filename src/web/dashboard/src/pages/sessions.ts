// <lk-sessions>: all sessions, live; searched, filtered and sorted as the URL says.

import { html, nothing, type TemplateResult } from "lit";
import type { LineError, RowsChange } from "@linekeeper/client";
import { isCompany } from "@linekeeper/ui/address.ts";
import { controls } from "@linekeeper/ui/controls.ts";
import { closeIcon, icon, phoneIcon, searchIcon } from "@linekeeper/ui/icons.ts";

import type { Context } from "../context.ts";
import { asFailure, type Failure } from "../failure.ts";
import { language } from "../language.ts";
import { Listing } from "../model/listing.ts";
import { EVERYTHING, parametersOf, queryOf, sortedBy, toggled, type Column, type Query } from "../model/query.ts";
import { number } from "../model/times.ts";
import { failure, placeholder } from "../parts/bits.ts";
import { codeFilter, sortChoice, stateFilter } from "../parts/filters.ts";
import { Grid } from "../parts/grid.ts";
import { OpenCompany } from "../parts/open-company.ts";
import { sessionsStyles } from "../parts/sessions-styles.ts";
import { Part } from "../part.ts";
import { pathOf } from "../router.ts";
import { shared } from "../styles.ts";
import { say } from "../texts/sessions.ts";

customElements.define("lk-grid", Grid);
customElements.define("lk-open-company", OpenCompany);

export class SessionsPage extends Part {
  static override properties = { context: { attribute: false } };

  static override styles = [controls, shared, sessionsStyles];

  declare context: Context;

  #query: Query = EVERYTHING;
  #listing = new Listing(EVERYTHING);
  #isComplete = false;
  #failure: Failure | null = null;
  #frame = 0;
  #ends: (() => void)[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    const { board, router, sessions } = this.context;
    if (location.search === "" && sessions.search !== "")
      history.replaceState(null, "", location.pathname + sessions.search);
    this.#query = queryOf(router.query);
    this.#listing = new Listing(this.#query);
    this.#ends = [
      board.on("rows", (change) => this.#changed(change)),
      board.on("error", (error) => this.#failed(error)),
      router.onTravel(() => this.#travelled()),
    ];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const end of this.#ends) end();
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }

  protected override render(): TemplateResult {
    const { shown, counts, size } = this.#listing;
    const { text, states, codes } = this.#query;
    const isFiltered = text !== "" || states.length > 0 || codes.length > 0;
    return html`
      <div class="tools">
        <div class="title">
          <h1>${say("title")}</h1>
          <p class="muted tabular" role="status">
            ${
              isFiltered
                ? say("shown", { shown: number(language(), shown.length), all: number(language(), size) })
                : number(language(), size)
            }
          </p>
        </div>
        <div class="search" role="search">
          ${icon(searchIcon)}
          <input
            type="search"
            aria-label=${say("search")}
            placeholder=${say("searchHint")}
            autocomplete="off"
            spellcheck="false"
            .value=${text}
            @input=${this.#type}
            @keydown=${this.#press}
          />
          ${
            text === ""
              ? nothing
              : html`<button
                  type="button"
                  class="quiet"
                  aria-label=${say("clear")}
                  @click=${() => this.#choose({ text: "" })}
                >
                  ${icon(closeIcon)}
                </button>`
          }
        </div>
        ${codeFilter(counts.codes, codes, (code) => this.#choose({ codes: toggled(codes, code) }))}
        ${sortChoice(this.#query, (query) => this.#choose(query))}
        ${
          isFiltered
            ? html`<button
                type="button"
                class="quiet"
                @click=${() => this.#choose({ text: "", states: [], codes: [] })}
              >
                ${say("reset")}
              </button>`
            : nothing
        }
      </div>
      ${stateFilter(counts.states, states, (next) => this.#choose({ states: next }))} ${this.#hint()}
      ${this.#failure === null ? nothing : failure(this.#failure)}
      <div class="table">${shown.length > 0 ? this.#grid() : this.#nothing()}</div>
    `;
  }

  #grid(): TemplateResult {
    const { board, router, sessions } = this.context;
    return html`<lk-grid
      .items=${this.#listing.shown}
      .query=${this.#query}
      .now=${() => board.serverNow()}
      .offset=${sessions.search === location.search ? sessions.offset : 0}
      @sort=${({ detail }: CustomEvent<Column>) => this.#choose(sortedBy(this.#query, detail))}
      @open=${({ detail }: CustomEvent<string>) => {
        this.#remember();
        router.go(detail);
      }}
    ></lk-grid>`;
  }

  /** Company whose full id was typed and that has no row. */
  get #unlisted(): string | null {
    const company = this.#query.text.trim();
    const isListed = !this.#isComplete || this.#listing.item(company) !== undefined;
    return isListed || !isCompany(company) ? null : company;
  }

  #hint(): TemplateResult | typeof nothing {
    const company = this.#unlisted;
    if (company === null) return nothing;
    return html`<p class="open">
      <a href=${pathOf({ page: "session", company })}>${say("open", { company })}</a>
      <span class="hint">${say("openHint")}</span>
    </p>`;
  }

  #nothing(): TemplateResult {
    const { size } = this.#listing;
    if (!this.#isComplete) {
      const text = size === 0 ? say("loading") : say("loadingSome", { count: number(language(), size) });
      return html`<div class="placeholder" role="status">
        <span class="spinner" aria-hidden="true"></span><span class="muted">${text}</span>
      </div>`;
    }
    if (size > 0) return placeholder(searchIcon, say("noMatch"), html`<p class="muted">${say("noMatchHint")}</p>`);
    const more = html`<p class="muted lead">${say("emptyHint")}</p>
      <lk-open-company .router=${this.context.router}></lk-open-company>`;
    return placeholder(phoneIcon, say("empty"), more);
  }

  #changed({ changed, gone, complete }: RowsChange): void {
    this.#listing.take(this.context.board.rows, changed, gone);
    this.#isComplete = complete;
    this.#failure = null;
    this.#show();
  }

  #failed(error: LineError): void {
    this.#failure = asFailure(error);
    this.#show();
  }

  /**
   * Renders at most once per animation frame, however often the board changes, and not at all while the page is hidden.
   */
  #show(): void {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.requestUpdate();
    });
  }

  #type = (event: Event): void => this.#choose({ text: (event.target as HTMLInputElement).value });

  /** Opens on Enter what is unambiguous: the only row, or a company without one. */
  #press = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" || event.isComposing) return;
    const { shown } = this.#listing;
    const company = shown.length === 1 ? shown[0]!.company : this.#unlisted;
    if (company === null) return;
    this.#remember();
    this.context.router.go(pathOf({ page: "session", company }));
  };

  #choose(changes: Partial<Query>): void {
    this.#take({ ...this.#query, ...changes });
    this.context.router.choose(parametersOf(this.#query));
    this.#remember();
    this.renderRoot.querySelector<Grid>("lk-grid")?.toTop();
  }

  #travelled(): void {
    const { place, query } = this.context.router;
    if (place.page === "sessions") this.#take(queryOf(query));
  }

  #take(query: Query): void {
    this.#query = query;
    this.#listing.choose(query);
    this.requestUpdate();
  }

  #remember(): void {
    const offset = this.renderRoot.querySelector<Grid>("lk-grid")?.scrolled ?? 0;
    this.context.sessions = { search: location.search, offset };
  }
}

customElements.define("lk-sessions", SessionsPage);
