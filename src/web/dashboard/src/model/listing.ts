// Rows shown out of all sessions: searched, filtered, counted, sorted. With ten thousand rows of which a few change at
// a time, rows that a change does not affect are not processed again.

import { parseTime, type SessionRow } from "@linekeeper/client";

import type { Column, Query } from "./query.ts";
import { matches, searchOf, type Search } from "./search.ts";
import { urgency } from "./states.ts";

/** Session with precomputed values for comparison. */
export interface Item {
  readonly company: string;
  readonly lower: string;
  /** Company id with padded numbers, so that plain comparison sorts numerically: `9` before `10`. */
  readonly rank: string;
  readonly phone: string;
  readonly row: SessionRow;
  readonly since: number;
  readonly nextAttempt: number | null;
}

export interface Counts {
  /** Sessions by state, ignoring the chosen states. */
  readonly states: ReadonlyMap<string, number>;
  /** Sessions by code, ignoring the chosen codes. */
  readonly codes: ReadonlyMap<string, number>;
}

type Order = (a: Item, b: Item) => number;

/** Numbers in ids are padded to this many digits. */
const DIGITS = 16;

/** Number of changes above which a full sort is as fast as merging. */
const FEW = 500;

export class Listing {
  #items = new Map<string, Item>();
  #found = new Set<Item>();
  #query: Query;
  #search: Search | null;
  #shown: Item[] = [];
  #counts: Counts = { states: new Map(), codes: new Map() };
  /** Items added or removed since the last refresh. */
  #came = new Set<Item>();
  #went = new Set<Item>();
  #isNew = true;

  constructor(query: Query) {
    this.#query = query;
    this.#search = searchOf(query.text);
  }

  /** Number of sessions, shown or not. */
  get size(): number {
    return this.#items.size;
  }

  item(company: string): Item | undefined {
    return this.#items.get(company);
  }

  choose(query: Query): void {
    if (query.text !== this.#query.text) {
      this.#search = searchOf(query.text);
      this.#found = new Set([...this.#items.values()].filter((item) => matches(this.#search, item)));
    }
    this.#query = query;
    this.#isNew = true;
  }

  /** Applies a change of the board. */
  take(rows: ReadonlyMap<string, SessionRow>, changed: readonly string[], gone: readonly string[]): void {
    for (const company of gone) this.#drop(company);
    for (const company of changed) {
      const row = rows.get(company);
      this.#drop(company);
      if (row !== undefined) this.#add(itemOf(row));
    }
  }

  /** Rows to show, sorted. */
  get shown(): readonly Item[] {
    this.#refresh();
    return this.#shown;
  }

  get counts(): Counts {
    this.#refresh();
    return this.#counts;
  }

  #drop(company: string): void {
    const item = this.#items.get(company);
    if (item === undefined) return;
    this.#items.delete(company);
    this.#found.delete(item);
    if (!this.#came.delete(item)) this.#went.add(item);
  }

  #add(item: Item): void {
    this.#items.set(item.company, item);
    if (matches(this.#search, item)) this.#found.add(item);
    this.#came.add(item);
  }

  #refresh(): void {
    if (!this.#isNew && this.#came.size + this.#went.size === 0) return;
    const order = orderOf(this.#query);
    if (this.#isNew || this.#came.size > FEW) {
      this.#shown = [...this.#found].filter((item) => this.#isChosen(item)).sort(order);
    } else {
      const came = [...this.#came].filter((item) => this.#found.has(item) && this.#isChosen(item)).sort(order);
      this.#shown = merged(this.#shown, came, this.#went, order);
    }
    this.#counts = this.#counted();
    this.#came.clear();
    this.#went.clear();
    this.#isNew = false;
  }

  #isChosen({ row }: Item): boolean {
    return this.#hasState(row) && this.#hasCode(row);
  }

  #hasState({ state }: SessionRow): boolean {
    return this.#query.states.length === 0 || this.#query.states.includes(state);
  }

  #hasCode({ code }: SessionRow): boolean {
    return this.#query.codes.length === 0 || (code != null && this.#query.codes.includes(code));
  }

  #counted(): Counts {
    const states = new Map<string, number>();
    const codes = new Map<string, number>();
    for (const { row } of this.#found) {
      if (this.#hasCode(row)) states.set(row.state, (states.get(row.state) ?? 0) + 1);
      if (row.code != null && this.#hasState(row)) codes.set(row.code, (codes.get(row.code) ?? 0) + 1);
    }
    return { states, codes };
  }
}

function itemOf(row: SessionRow): Item {
  const lower = row.companyId.toLowerCase();
  return {
    company: row.companyId,
    lower,
    rank: lower.replace(/\d+/g, (digits) => digits.padStart(DIGITS, "0")),
    phone: row.phoneNumber ?? "",
    row,
    since: parseTime(row.since) ?? 0,
    nextAttempt: parseTime(row.nextAttemptAt),
  };
}

/** Merges two sorted lists and leaves out the removed items. */
function merged(before: readonly Item[], came: readonly Item[], went: ReadonlySet<Item>, order: Order): Item[] {
  const all: Item[] = [];
  let next = 0;
  for (const item of before) {
    if (went.has(item)) continue;
    while (next < came.length && order(came[next]!, item) < 0) all.push(came[next++]!);
    all.push(item);
  }
  return all.concat(came.slice(next));
}

const byCompany: Order = (a, b) => compared(a.rank, b.rank) || compared(a.company, b.company);

/** Order per column. Rows without a value in the column come last, in both directions. */
const ORDERS: Record<Column, { isEmpty: (item: Item) => boolean; order: Order }> = {
  state: { isEmpty: () => false, order: (a, b) => urgency(a.row.state) - urgency(b.row.state) },
  company: { isEmpty: () => false, order: byCompany },
  phone: { isEmpty: ({ phone }) => phone === "", order: (a, b) => compared(a.phone, b.phone) },
  code: { isEmpty: ({ row }) => row.code == null, order: (a, b) => compared(a.row.code ?? "", b.row.code ?? "") },
  since: { isEmpty: () => false, order: (a, b) => a.since - b.since },
  next: {
    isEmpty: ({ nextAttempt }) => nextAttempt === null,
    order: (a, b) => (a.nextAttempt ?? 0) - (b.nextAttempt ?? 0),
  },
  restarts: { isEmpty: () => false, order: (a, b) => a.row.restarts - b.row.restarts },
};

function orderOf({ sort, descending }: Query): Order {
  const { isEmpty, order } = ORDERS[sort];
  const sign = descending ? -1 : 1;
  return (a, b) => Number(isEmpty(a)) - Number(isEmpty(b)) || sign * order(a, b) || byCompany(a, b);
}

function compared(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
