// <lk-grid>: rows of the list of companies. Virtualised: only the visible rows are in the document.

import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { VirtualizerController } from "@tanstack/lit-virtual";
import { controls } from "@linekeeper/ui/controls.ts";

import { Ticking } from "../clock.ts";
import { isPlain, keyOf } from "../model/keys.ts";
import type { Sort } from "../model/query.ts";
import type { Item } from "../model/standing.ts";
import { Part } from "../part.ts";
import { pathOf } from "../router.ts";
import { shared } from "../styles.ts";
import { say } from "../texts/companies.ts";
import { gridStyles } from "./grid-styles.ts";
import { cells } from "./row.ts";

const COLUMNS = ["state", "company", "phone", "code", "since", "reference"] as const;

/** Columns by which the service sorts. */
const SORTED = ["company", "since"] as const;

/** On narrow screens a row is a card. */
const NARROW = matchMedia("(max-width: 899px)");
const ROW_PX = 52;
const CARD_PX = 140;
const HEADER_PX = 40;
const OVERSCAN = 8;
/** Rows before the end at which the next page is asked for, so that it is there in time. */
const AHEAD = 100;

export class Grid extends Part {
  static override properties = {
    items: { attribute: false },
    total: { attribute: false },
    hasMore: { attribute: false },
    sort: { attribute: false },
    now: { attribute: false },
    offset: { type: Number },
    active: { attribute: false },
  };

  static override styles = [controls, shared, gridStyles];

  declare items: readonly Item[];
  /** Number of rows, read or not; null while it is not known. */
  declare total: number | null;
  declare hasMore: boolean;
  declare sort: Sort;
  /** Clock of the service, in milliseconds. */
  declare now: () => number;
  /** Initial scroll offset, in pixels. */
  declare offset: number;
  /** Company of the row that the keyboard has selected. */
  declare active: string | null;

  #rows: VirtualizerController<HTMLElement, HTMLElement>;

  constructor() {
    super();
    this.items = [];
    this.total = null;
    this.hasMore = false;
    this.sort = "company";
    this.now = Date.now;
    this.offset = 0;
    this.active = null;
    new Ticking(this);
    this.#rows = new VirtualizerController<HTMLElement, HTMLElement>(this, {
      count: 0,
      getScrollElement: () => this.#scroller,
      estimateSize: () => ROW_PX,
      initialOffset: () => this.offset,
      overscan: OVERSCAN,
    });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    NARROW.addEventListener("change", this.#resized);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    NARROW.removeEventListener("change", this.#resized);
  }

  /** Last scroll offset, in pixels; known also when the table has left the document. */
  get scrolled(): number {
    return this.#rows.getVirtualizer().scrollOffset ?? 0;
  }

  /** Scrolls to the first row; called when other rows are shown. */
  toTop(): void {
    this.#scroller?.scrollTo({ top: 0 });
  }

  /** Moves the focus into the table, to the selected row. */
  override focus(): void {
    this.#scroller?.focus({ preventScroll: true });
  }

  get #scroller(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>(".scroller");
  }

  get #headerHeight(): number {
    return NARROW.matches ? 0 : HEADER_PX;
  }

  protected override willUpdate(_: PropertyValues): void {
    const rows = this.#rows.getVirtualizer();
    const { items } = this;
    const size = NARROW.matches ? CARD_PX : ROW_PX;
    rows.setOptions({
      ...rows.options,
      count: items.length + Number(this.hasMore),
      estimateSize: () => size,
      getItemKey: (index) => items[index]?.company ?? index,
      scrollMargin: this.#headerHeight,
      scrollPaddingStart: this.#headerHeight,
    });
  }

  protected override updated(_: PropertyValues): void {
    const last = this.#rows.getVirtualizer().getVirtualItems().at(-1);
    if (this.hasMore && last !== undefined && last.index > this.items.length - AHEAD)
      this.dispatchEvent(new Event("more"));
  }

  protected override render(): TemplateResult {
    const rows = this.#rows.getVirtualizer();
    const drawn = rows.getVirtualItems();
    const shown = drawn.filter(({ index }) => index < this.items.length);
    const isActiveShown = shown.some(({ index }) => this.items[index]!.company === this.active);
    const rest = drawn.find(({ index }) => index === this.items.length);
    return html`<div
      class="scroller"
      role="grid"
      tabindex="0"
      aria-label=${say("grid")}
      aria-rowcount=${this.total === null ? -1 : this.total + 1}
      aria-colcount=${COLUMNS.length}
      aria-readonly="true"
      aria-activedescendant=${isActiveShown ? `row-${this.active}` : nothing}
      @keydown=${this.#press}
      @click=${this.#click}
    >
      <div class="head" role="rowgroup">
        <div class="cells" role="row" aria-rowindex="1">${COLUMNS.map((column) => this.#heading(column))}</div>
      </div>
      <div class="body" role="rowgroup" .style=${`height: ${rows.getTotalSize()}px`}>
        ${repeat(
          shown,
          ({ key }) => key,
          ({ index, start }) => this.#row(this.items[index]!, index, start - this.#headerHeight),
        )}
      </div>
      ${
        rest === undefined
          ? nothing
          : html`<p class="rest muted" .style=${`transform: translateY(${rest.start}px)`}>${say("loadingMore")}</p>`
      }
    </div>`;
  }

  #heading(column: (typeof COLUMNS)[number]): TemplateResult {
    const sorted = SORTED.find((one) => one === column);
    if (sorted === undefined) return html`<div role="columnheader" class=${column}>${say(column)}</div>`;
    const { sort } = this;
    const order = sort === sorted ? "ascending" : sort === `-${sorted}` ? "descending" : "none";
    return html`<div role="columnheader" class=${column} aria-sort=${order}>
      <button type="button" data-column=${column} @click=${() => this.#sort(sorted)}>
        ${say(column)}<span class="order" aria-hidden="true"></span>
      </button>
    </div>`;
  }

  #row(item: Item, index: number, top: number): TemplateResult {
    const { company, row } = item;
    return html`<div
      class="cells row"
      role="row"
      id=${`row-${company}`}
      aria-rowindex=${index + 2}
      aria-selected=${company === this.active ? "true" : "false"}
      data-company=${company}
      data-state=${row.state}
      data-odd=${index % 2 === 1}
      .style=${`transform: translateY(${top}px)`}
    >
      ${cells(item, this.now())}
    </div>`;
  }

  #sort(column: (typeof SORTED)[number]): void {
    this.dispatchEvent(new CustomEvent<typeof column>("sort", { detail: column }));
  }

  #resized = (): void => {
    this.requestUpdate();
    this.#rows.getVirtualizer().measure();
  };

  #click = (event: MouseEvent): void => {
    const row = (event.target as Element).closest<HTMLElement>("[data-company]");
    const isLink = (event.target as Element).closest("a") !== null;
    // A link opens by itself; on the way back its row is the selected one.
    if (row !== null && isLink) this.active = row.dataset["company"]!;
    // A click that selected text, a number to copy for example, does not open the row.
    if (row === null || isLink || getSelection()?.toString() !== "") return;
    this.#open(row.dataset["company"]!);
  };

  #press = (event: KeyboardEvent): void => {
    if (event.target === event.currentTarget) this.press(event);
  };

  /** Moves the selection, or opens the selected row; the page passes on what was pressed beside the table. */
  press(event: KeyboardEvent): void {
    if (!isPlain(event)) return;
    if (event.key === "Enter" && this.active !== null) return this.#open(this.active);
    const last = this.items.length - 1;
    const at = this.items.findIndex(({ company }) => company === this.active);
    const page = Math.max(1, Math.floor((this.#scroller!.clientHeight - this.#headerHeight) / ROW_PX) - 1);
    const [down, up] = [at + 1, at === -1 ? 0 : at - 1];
    const to: Readonly<Record<string, number>> = {
      ...{ ArrowDown: down, j: down, ArrowUp: up, k: up, PageDown: at + page, PageUp: at - page },
      ...{ Home: 0, End: last },
    };
    const wanted = to[keyOf(event)];
    if (wanted === undefined || last < 0) return;
    event.preventDefault();
    const index = Math.min(last, Math.max(0, wanted));
    this.active = this.items[index]!.company;
    this.#rows.getVirtualizer().scrollToIndex(index, { align: "auto" });
  }

  #open(company: string): void {
    const detail = pathOf({ page: "session", company });
    this.active = company;
    this.dispatchEvent(new CustomEvent<string>("open", { detail }));
  }
}
