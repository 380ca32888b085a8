// A list that the service gives by keyset pages, read again as a whole while it is shown.

/** Fewest items of a page. */
export const PAGE = 50;
/** Most items of a page that the service gives. */
const LARGEST_PAGE = 1000;

export interface PageOf<Item> {
  readonly items: readonly Item[];
  /** Cursor of the next page; null on the last one. */
  readonly next: string | null;
}

export class PagedList<Item> {
  /** Null until the first page is read. */
  items: readonly Item[] | null = null;
  next: string | null = null;
  #read: (limit: number, cursor: string | null) => Promise<PageOf<Item>>;
  #keyOf: (item: Item) => string;
  /** Number of the latest reading; answers to earlier ones are dropped. */
  #reading = 0;

  constructor(read: (limit: number, cursor: string | null) => Promise<PageOf<Item>>, keyOf: (item: Item) => string) {
    this.#read = read;
    this.#keyOf = keyOf;
  }

  /** Reads as many items as are shown, from the first one. */
  async refresh(): Promise<void> {
    const reading = (this.#reading += 1);
    const limit = Math.min(LARGEST_PAGE, Math.max(PAGE, this.items?.length ?? 0));
    const { items, next } = await this.#read(limit, null);
    if (reading === this.#reading) [this.items, this.next] = [items, next];
  }

  /** Reads the next page. Items that moved there meanwhile are shown once. */
  async more(): Promise<void> {
    if (this.next === null) return;
    const reading = (this.#reading += 1);
    const { items, next } = await this.#read(PAGE, this.next);
    if (reading !== this.#reading) return;
    const known = new Set((this.items ?? []).map(this.#keyOf));
    this.items = [...(this.items ?? []), ...items.filter((item) => !known.has(this.#keyOf(item)))];
    this.next = next;
  }
}
