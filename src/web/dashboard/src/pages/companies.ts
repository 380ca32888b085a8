// <lk-companies>: all companies with their last outcome; searched, filtered and sorted by the service as the URL says,
// with running sessions laid over the rows.

import { html, nothing, type TemplateResult } from "lit";
import { isCompany } from "@linekeeper/ui/address.ts";
import { controls } from "@linekeeper/ui/controls.ts";
import { closeIcon, icon, phoneIcon, refreshIcon, searchIcon } from "@linekeeper/ui/icons.ts";

import type { Context } from "../context.ts";
import { defineOnce } from "../define.ts";
import { language } from "../language.ts";
import { isPlain, isTaken, keyOf } from "../model/keys.ts";
import type { CompanyList } from "../model/companies.ts";
import { EVERYTHING, filteredBy, isFiltered, parametersOf, queryOf, sortedBy, type Query } from "../model/query.ts";
import { number } from "../model/times.ts";
import { failure, placeholder, spinner } from "../parts/bits.ts";
import { Bulk } from "../parts/bulk.ts";
import { companiesStyles } from "../parts/companies-styles.ts";
import { Export } from "../parts/export.ts";
import { codeFilter, groupFilter, sortChoice, stateFilter, type FilterFacts } from "../parts/filters.ts";
import { Grid } from "../parts/grid.ts";
import { OpenCompany } from "../parts/open-company.ts";
import { Part } from "../part.ts";
import { pathOf } from "../router.ts";
import { shared } from "../styles.ts";
import { say as sayCommon } from "../texts/common.ts";
import { say } from "../texts/companies.ts";

defineOnce("lk-bulk", Bulk);
customElements.define("lk-export", Export);
customElements.define("lk-grid", Grid);
customElements.define("lk-open-company", OpenCompany);

/** Pause in the typing after which the service is asked. */
const TYPED_MS = 250;
/** Time from a change of the board to reading again, and between two readings. */
const CHANGED_MS = 1000;
const REST_MS = 5000;
/** Time after the last change by which the service has recorded it: what is read before may be what was. */
const RECORDED_MS = 6000;

export class CompaniesPage extends Part {
  static override properties = { context: { attribute: false } };

  static override styles = [controls, shared, companiesStyles];

  declare context: Context;

  #query: Query = EVERYTHING;
  #list: CompanyList | null = null;
  #frame = 0;
  #typing: ReturnType<typeof setTimeout> | undefined;
  #rereading: ReturnType<typeof setTimeout> | undefined;
  #recorded: ReturnType<typeof setTimeout> | undefined;
  #readAt = 0;
  #ends: (() => void)[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    const { board, router } = this.context;
    this.context.from = "companies";
    this.#query = queryOf(router.query);
    const list = this.context.listOf(this.#query);
    this.#list = list;
    list.onChange = () => this.#show();
    this.#ends = [board.on("rows", ({ changed }) => this.#changed(changed)), router.onTravel(() => this.#travelled())];
    document.addEventListener("keydown", this.#pressAnywhere);
    if (list.isRead) this.#return();
    this.#reread();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#remember();
    for (const end of this.#ends) end();
    if (this.#list !== null) this.#list.onChange = () => {};
    document.removeEventListener("keydown", this.#pressAnywhere);
    clearTimeout(this.#typing);
    clearTimeout(this.#rereading);
    clearTimeout(this.#recorded);
    cancelAnimationFrame(this.#frame);
    this.#rereading = undefined;
    this.#frame = 0;
  }

  protected override render(): TemplateResult {
    const { text, sort } = this.#query;
    const list = this.#list!;
    const facts: FilterFacts = {
      ...{ query: this.#query, counts: list.counts },
      choose: (filter) => this.#choose(filteredBy(this.#query, filter)),
    };
    return html`
      <div class="tools">
        <div class="title">
          <h1>${say("title")}</h1>
          <p class="muted tabular" role="status">${this.#count()}</p>
          ${this.#stale()}
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
                  @click=${() => this.#choose({ ...this.#query, text: "" })}
                >
                  ${icon(closeIcon)}
                </button>`
          }
        </div>
        ${groupFilter(facts)} ${codeFilter(facts)}
        ${sortChoice(this.#query, (chosen) => this.#choose({ ...this.#query, sort: chosen }))}
        ${
          isFiltered(this.#query)
            ? html`<button type="button" class="quiet" @click=${() => this.#choose({ ...EVERYTHING, sort })}>
                ${say("reset")}
              </button>`
            : nothing
        }
        <lk-export .api=${this.context.api} .query=${this.#query}></lk-export>
        <button type="button" @click=${() => this.#bulk()} ?disabled=${list.items.length === 0}>
          ${icon(refreshIcon)}${say("bulk")}
        </button>
      </div>
      ${stateFilter(facts)} ${this.#hint()} ${list.failure === null ? nothing : failure(list.failure, this.#again())}
      <div class="table">${list.items.length > 0 ? this.#grid() : this.#nothing()}</div>
      <lk-bulk .context=${this.context} @done=${() => this.#reread()}></lk-bulk>
    `;
  }

  #count(): string {
    const { total, counts, items } = this.#list!;
    const shown = total === null ? `${number(language(), items.length)}+` : number(language(), total);
    if (counts === null || !isFiltered(this.#query)) return counts === null && total === null ? "" : shown;
    return say("shown", { shown, all: number(language(), counts.total) });
  }

  /** A long list is not read again under the reader: a button says that it could be. */
  #stale(): TemplateResult | typeof nothing {
    const { isStale, isSmall } = this.#list!;
    if (!isStale || isSmall) return nothing;
    return html`<button
      type="button"
      class="small quiet"
      title=${say("changed")}
      @click=${() => this.#choose(this.#query)}
    >
      ${icon(refreshIcon)}${say("refresh")}
    </button>`;
  }

  #again(): TemplateResult {
    return html`<p>
      <button type="button" class="small" @click=${() => this.#reread()}>${sayCommon("retry")}</button>
    </p>`;
  }

  #grid(): TemplateResult {
    const { board, router, leftList } = this.context;
    const list = this.#list!;
    return html`<lk-grid
      .items=${list.items}
      .total=${list.total}
      .hasMore=${list.hasMore}
      .sort=${this.#query.sort}
      .now=${() => board.serverNow()}
      .offset=${leftList.offset}
      @more=${() => list.failure === null && void list.more()}
      @sort=${({ detail }: CustomEvent<"company" | "since">) => this.#choose(sortedBy(this.#query, detail))}
      @open=${({ detail }: CustomEvent<string>) => router.go(detail)}
    ></lk-grid>`;
  }

  /** Company whose full id was typed and that the service does not know. */
  get #unknown(): string | null {
    const company = this.#query.text.trim();
    const { query, isRead, isLoading, items, hasMore } = this.#list!;
    const isAsked = query.text === this.#query.text && isRead && !isLoading;
    const isListed = !isAsked || hasMore || items.some((item) => item.company === company);
    return isListed || !isCompany(company) ? null : company;
  }

  #hint(): TemplateResult | typeof nothing {
    const company = this.#unknown;
    if (company === null) return nothing;
    return html`<p class="open">
      <a href=${pathOf({ page: "session", company })}>${say("open", { company })}</a>
      <span class="hint">${say("openHint")}</span>
    </p>`;
  }

  #nothing(): TemplateResult | typeof nothing {
    const { isRead, failure: problem } = this.#list!;
    if (!isRead) return problem === null ? spinner(say("loading")) : nothing;
    if (isFiltered(this.#query))
      return placeholder(searchIcon, say("noMatch"), html`<p class="muted">${say("noMatchHint")}</p>`);
    const more = html`<p class="muted lead">${say("emptyHint")}</p>
      <lk-open-company .router=${this.context.router}></lk-open-company>`;
    return placeholder(phoneIcon, say("empty"), more);
  }

  get #table(): Grid | null {
    return this.renderRoot.querySelector<Grid>("lk-grid");
  }

  #changed(changed: readonly string[]): void {
    this.#list!.take(changed);
    this.#rereading ??= setTimeout(
      () => {
        this.#rereading = undefined;
        this.#follow();
      },
      Math.max(CHANGED_MS, this.#readAt + REST_MS - Date.now()),
    );
    clearTimeout(this.#recorded);
    this.#recorded = setTimeout(() => this.#follow(), RECORDED_MS);
  }

  #follow(): void {
    const list = this.#list!;
    if (list.isStale && list.isSmall) this.#reread();
    else void list.recount();
    this.#readAt = Date.now();
  }

  #reread(): void {
    this.#readAt = Date.now();
    const list = this.#list!;
    // A long list that one comes back to stays as it was left, with what runs laid over it.
    if (list.isRead && !list.isSmall) list.take([...this.context.live.keys()]);
    else void list.refresh();
  }

  /** Renders at most once per animation frame, and not at all while the page is hidden. */
  #show(): void {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.requestUpdate();
    });
  }

  #type = (event: Event): void => {
    this.#query = { ...this.#query, text: (event.target as HTMLInputElement).value };
    this.requestUpdate();
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => this.#choose(this.#query), TYPED_MS);
  };

  /** Opens on Enter what is unambiguous: the only row, or a company that the service does not know yet. */
  #press = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" || event.isComposing) return;
    const list = this.#list!;
    // What was just typed has not been asked for.
    if (list.query.text !== this.#query.text || list.isLoading) return;
    const company = list.items.length === 1 ? list.items[0]!.company : this.#unknown;
    if (company !== null) this.context.router.go(pathOf({ page: "session", company }));
  };

  /** `j` and `k` work wherever nothing is typed. */
  #pressAnywhere = (event: KeyboardEvent): void => {
    if (isTaken(event) || !isPlain(event) || !["j", "k"].includes(keyOf(event))) return;
    const table = this.#table;
    if (table === null || event.composedPath().includes(table)) return;
    table.focus();
    table.press(event);
  };

  #choose(query: Query): void {
    clearTimeout(this.#typing);
    this.#query = query;
    this.context.router.choose(parametersOf(query));
    this.#table?.toTop();
    this.#readAt = Date.now();
    void this.#list!.choose(query);
    this.requestUpdate();
  }

  #travelled(): void {
    const { place, query } = this.context.router;
    if (place.page !== "companies") return;
    this.#query = queryOf(query);
    void this.#list!.choose(this.#query);
  }

  #bulk(): void {
    this.renderRoot.querySelector<Bulk>("lk-bulk")!.open(this.#list!.items.map(({ row }) => row));
  }

  #remember(): void {
    const table = this.#table;
    this.context.leftList = { offset: table?.scrolled ?? 0, company: table?.active ?? null };
  }

  /** Gives the focus back to the row from which a company was opened. */
  #return(): void {
    const { company } = this.context.leftList;
    // After the frame has focused the page.
    requestAnimationFrame(() => {
      const table = this.#table;
      if (table === null || company === null) return;
      table.active = company;
      table.focus();
    });
  }
}

customElements.define("lk-companies", CompaniesPage);
