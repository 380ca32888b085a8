// <lk-grid>: rows of the sessions table. Virtualised: only the visible rows are in the document.

import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { VirtualizerController } from "@tanstack/lit-virtual";
import { controls } from "@linekeeper/ui/controls.ts";

import { Ticking } from "../clock.ts";
import type { Item } from "../model/listing.ts";
import { COLUMNS, type Column, type Query } from "../model/query.ts";
import { Part } from "../part.ts";
import { pathOf } from "../router.ts";
import { shared } from "../styles.ts";
import { say } from "../texts/sessions.ts";
import { gridStyles } from "./grid-styles.ts";
import { cells } from "./row.ts";

/** On narrow screens a row is a card. */
const NARROW = matchMedia("(max-width: 719px)");
const ROW_PX = 52;
const CARD_PX = 104;
const HEADER_PX = 40;
const OVERSCAN = 8;

export class Grid extends Part {
  static override properties = {
    items: { attribute: false },
    query: { attribute: false },
    now: { attribute: false },
    offset: { type: Number },
  };

  static override styles = [controls, shared, gridStyles];

  declare items: readonly Item[];
  declare query: Query;
  /** Clock of the service, in milliseconds. */
  declare now: () => number;
  /** Initial scroll offset, in pixels. */
  declare offset: number;

  /** Company of the row that the keyboard has selected. */
  #active: string | null = null;
  #rows: VirtualizerController<HTMLElement, HTMLElement>;

  constructor() {
    super();
    this.items = [];
    this.now = Date.now;
    this.offset = 0;
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

  /** Current scroll offset, in pixels. */
  get scrolled(): number {
    return this.#scroller?.scrollTop ?? 0;
  }

  /** Scrolls to the first row; called when other rows are shown. */
  toTop(): void {
    this.#scroller?.scrollTo({ top: 0 });
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
      count: items.length,
      estimateSize: () => size,
      getItemKey: (index) => items[index]?.company ?? index,
      scrollMargin: this.#headerHeight,
      scrollPaddingStart: this.#headerHeight,
    });
  }

  protected override render(): TemplateResult {
    const rows = this.#rows.getVirtualizer();
    const shown = rows.getVirtualItems().filter(({ index }) => index < this.items.length);
    const isActiveShown = shown.some(({ index }) => this.items[index]!.company === this.#active);
    return html`<div
      class="scroller"
      role="grid"
      tabindex="0"
      aria-label=${say("grid")}
      aria-rowcount=${this.items.length + 1}
      aria-colcount=${COLUMNS.length}
      aria-readonly="true"
      aria-activedescendant=${isActiveShown ? `row-${this.#active}` : nothing}
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
    </div>`;
  }

  #heading(column: Column): TemplateResult {
    const { sort, descending } = this.query;
    const order = sort !== column ? "none" : descending ? "descending" : "ascending";
    return html`<div role="columnheader" class=${column} aria-sort=${order}>
      <button type="button" data-column=${column} @click=${() => this.#sort(column)}>
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
      aria-selected=${company === this.#active ? "true" : "false"}
      data-company=${company}
      data-state=${row.state}
      data-odd=${index % 2 === 1}
      .style=${`transform: translateY(${top}px)`}
    >
      ${cells(item, this.now())}
    </div>`;
  }

  #sort(column: Column): void {
    this.dispatchEvent(new CustomEvent<Column>("sort", { detail: column }));
  }

  #resized = (): void => {
    this.requestUpdate();
    this.#rows.getVirtualizer().measure();
  };

  #click = (event: MouseEvent): void => {
    const row = (event.target as Element).closest<HTMLElement>("[data-company]");
    const isLink = (event.target as Element).closest("a") !== null;
    // A click that selected text, a number to copy for example, does not open the row.
    if (row === null || isLink || getSelection()?.toString() !== "") return;
    this.#open(row.dataset["company"]!);
  };

  #press = (event: KeyboardEvent): void => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter" && this.#active !== null) return this.#open(this.#active);
    const last = this.items.length - 1;
    const at = this.items.findIndex(({ company }) => company === this.#active);
    const page = Math.max(1, Math.floor((this.#scroller!.clientHeight - this.#headerHeight) / ROW_PX) - 1);
    const to: Record<string, number> = {
      ArrowDown: at + 1,
      ArrowUp: at === -1 ? 0 : at - 1,
      PageDown: at + page,
      PageUp: at - page,
      Home: 0,
      End: last,
    };
    const wanted = to[event.key];
    if (wanted === undefined || last < 0) return;
    event.preventDefault();
    const index = Math.min(last, Math.max(0, wanted));
    this.#active = this.items[index]!.company;
    this.#rows.getVirtualizer().scrollToIndex(index, { align: "auto" });
    this.requestUpdate();
  };

  #open(company: string): void {
    const detail = pathOf({ page: "session", company });
    this.dispatchEvent(new CustomEvent<string>("open", { detail }));
  }
}
