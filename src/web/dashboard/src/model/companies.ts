// The list of companies: read from the service page by page, with running sessions laid over what was read.

import type { SessionRow } from "@linekeeper/client";
import type { CompaniesPage, CompanyCounts } from "../types.ts";
import { asFailure, type Failure } from "../failure.ts";
import { totalOf, type Query } from "./query.ts";
import { codeOf, overlaid, type Item } from "./standing.ts";

/** Rows of a page. */
export const PAGE = 200;
/** Rows up to which the list is read again by itself when something has changed. */
const REREAD = 600;

export interface CompaniesSource {
  companies(query: Query, limit: number, cursor?: string | null): Promise<CompaniesPage>;
  counts(text: string): Promise<CompanyCounts>;
}

export class CompanyList {
  /** Called when anything to show has changed. */
  onChange: () => void = () => {};
  /** A new array with each change. */
  items: readonly Item[] = [];
  counts: CompanyCounts | null = null;
  failure: Failure | null = null;
  isLoading = false;
  /** The first page of the query has been read. */
  isRead = false;
  /** Something has changed that the rows do not show: another company belongs to them, or one no longer does. */
  isStale = false;
  #source: CompaniesSource;
  #live: () => ReadonlyMap<string, SessionRow>;
  #query: Query;
  #next: string | null = null;
  #index = new Map<string, number>();
  /** Number of the latest reading; answers to earlier ones are dropped. */
  #reading = 0;

  /** @param live running sessions by company; empty while the board is not connected */
  constructor(source: CompaniesSource, live: () => ReadonlyMap<string, SessionRow>, query: Query) {
    this.#source = source;
    this.#live = live;
    this.#query = query;
  }

  get query(): Query {
    return this.#query;
  }

  /** Whether there are rows that have not been read. */
  get hasMore(): boolean {
    return this.#next !== null;
  }

  /** Number of rows of the query, read or not; null while nobody knows. */
  get total(): number | null {
    if (this.isRead && !this.hasMore) return this.items.length;
    return this.counts === null ? null : totalOf(this.#query, this.counts);
  }

  /** Number of rows that are read again by themselves; above that a person asks for it. */
  get isSmall(): boolean {
    return this.items.length <= REREAD;
  }

  /** Reads the rows of another query. Those of the last one stay until the answer has come. */
  async choose(query: Query): Promise<void> {
    this.#query = query;
    this.isRead = false;
    await this.#read(PAGE);
  }

  /** Reads again what is shown. */
  async refresh(): Promise<void> {
    await this.#read(Math.max(PAGE, this.items.length));
  }

  /** Counts again, without reading rows: for a list too long to be read again with every change. */
  async recount(): Promise<void> {
    const [query, before] = [this.#query, this.total];
    const counts = await this.#source.counts(query.text).catch(() => null);
    if (counts === null || query !== this.#query) return;
    this.counts = counts;
    if (before !== totalOf(query, counts)) this.isStale = true;
    this.onChange();
  }

  /** Reads the next page. */
  async more(): Promise<void> {
    if (this.#next === null || this.isLoading) return;
    await this.#work(async (isWanted) => {
      const page = await this.#source.companies(this.#query, PAGE, this.#next);
      if (isWanted()) this.#append(page);
    });
  }

  /** Lays changed sessions over their rows. */
  take(changed: readonly string[]): void {
    const live = this.#live();
    let items: Item[] | null = null;
    for (const company of changed) {
      const at = this.#index.get(company);
      const before = at === undefined ? undefined : this.items[at];
      if (at === undefined || before === undefined) {
        // In a list that is not read to its end the company is probably further down.
        if (!this.hasMore) this.isStale = true;
        continue;
      }
      const now = overlaid(before.row, live.get(company));
      if (isElsewhere(before, now)) this.isStale = true;
      items ??= [...this.items];
      items[at] = now;
    }
    if (items !== null) this.items = items;
    this.onChange();
  }

  async #read(wanted: number): Promise<void> {
    await this.#work(async (isWanted) => {
      this.isStale = false;
      const { text } = this.#query;
      const counting = this.#source.counts(text);
      // Awaited below; without this a page that fails first would leave it unhandled.
      counting.catch(() => undefined);
      const pages: CompaniesPage[] = [];
      let cursor: string | null = null;
      for (let read = 0; read < wanted;) {
        const page: CompaniesPage = await this.#source.companies(this.#query, PAGE, cursor);
        if (!isWanted()) return;
        pages.push(page);
        read += page.companies.length;
        cursor = page.next;
        if (cursor === null) break;
      }
      const counts = await counting;
      if (!isWanted()) return;
      this.counts = counts;
      this.items = [];
      this.#index.clear();
      this.isRead = true;
      for (const page of pages) this.#append(page);
    });
  }

  async #work(work: (isWanted: () => boolean) => Promise<void>): Promise<void> {
    this.#reading += 1;
    const reading = this.#reading;
    const isWanted = (): boolean => reading === this.#reading;
    this.isLoading = true;
    this.onChange();
    try {
      await work(isWanted);
      if (isWanted()) this.failure = null;
    } catch (error) {
      if (isWanted()) this.failure = asFailure(error);
    }
    if (!isWanted()) return;
    this.isLoading = false;
    this.onChange();
  }

  /** Adds a page. A company that has moved between two pages while they were read is taken once. */
  #append({ companies, next }: CompaniesPage): void {
    const live = this.#live();
    const fresh = companies.filter(({ companyId }) => !this.#index.has(companyId));
    fresh.forEach(({ companyId }, index) => this.#index.set(companyId, this.items.length + index));
    this.items = [...this.items, ...fresh.map((row) => overlaid(row, live.get(row.companyId)))];
    this.#next = next;
  }
}

/** Returns whether a change may have moved a row out of the filters it was in. */
function isElsewhere({ row: before }: Item, { row: now }: Item): boolean {
  return before.state !== now.state || codeOf(before) !== codeOf(now) || before.linked !== now.linked;
}
