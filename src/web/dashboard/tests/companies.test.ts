import { beforeEach, describe, expect, test } from "vitest";

import type { SessionRow } from "@linekeeper/client";
import type { CompaniesPage, CompanyCounts, CompanyRow } from "../src/types.ts";
import { CompanyList, PAGE } from "../src/model/companies.ts";
import { EVERYTHING, type Query } from "../src/model/query.ts";
import { company, countsOf, row } from "./rows.ts";

/** A service with these companies, which answers as the real one does: in order, by keyset pages. */
class Fake {
  rows: CompanyRow[] = [];
  asked = 0;
  isDown = false;
  /** Requests wait here while it is not null. */
  held: (() => void)[] | null = null;

  async companies(query: Query, limit: number, cursor: string | null = null): Promise<CompaniesPage> {
    this.asked += 1;
    await this.#answered();
    const after = this.#found(query).filter(({ companyId }) => cursor === null || companyId > cursor);
    const companies = after.slice(0, limit);
    return { companies, next: after.length > limit ? companies.at(-1)!.companyId : null };
  }

  async counts(text: string): Promise<CompanyCounts> {
    await this.#answered();
    const states: Record<string, number> = {};
    const rows = this.#found({ ...EVERYTHING, text });
    for (const { state } of rows) states[state] = (states[state] ?? 0) + 1;
    return countsOf({ total: rows.length, states });
  }

  #found({ text, states }: Query): CompanyRow[] {
    return this.rows.filter(
      ({ companyId, state }) => companyId.startsWith(text) && (states.length === 0 || states.includes(state)),
    );
  }

  async #answered(): Promise<void> {
    if (this.held !== null) await new Promise<void>((resolve) => this.held!.push(resolve));
    if (this.isDown) throw new Error("down");
  }
}

let fake: Fake;
let live: Map<string, SessionRow>;

function many(count: number): CompanyRow[] {
  return Array.from({ length: count }, (_, index) => company(String(index).padStart(6, "0")));
}

function list(query: Partial<Query> = {}): CompanyList {
  return new CompanyList(fake, () => live, { ...EVERYTHING, ...query });
}

const ids = (of: CompanyList): string[] => of.items.map(({ company: id }) => id);

beforeEach(() => {
  fake = new Fake();
  live = new Map();
});

describe("the list of companies", () => {
  test("reads ten thousand companies page by page, each once, and knows from the start how many there are", async () => {
    fake.rows = many(10_000);
    const read = list();
    await read.refresh();
    expect([read.items.length, read.total, read.hasMore]).toEqual([PAGE, 10_000, true]);
    while (read.hasMore) await read.more();
    expect(ids(read)).toEqual(fake.rows.map(({ companyId }) => companyId));
    expect(read.total).toBe(10_000);
  });

  test("the number of a filter is that of the rows behind it", async () => {
    fake.rows = many(500).map((one, index) => (index % 5 === 0 ? { ...one, state: "error" } : one));
    const read = list();
    await read.refresh();
    const told = read.counts!.states["error"]!;
    await read.choose({ ...EVERYTHING, states: ["error"] });
    expect([read.total, read.items.length]).toEqual([told, 100]);
  });

  test("a company that moves between two pages while they are read is shown once", async () => {
    fake.rows = many(PAGE + 5);
    const read = list();
    await read.refresh();
    fake.companies = async () => ({ companies: [fake.rows[3]!, company("zz")], next: null });
    await read.more();
    expect(ids(read).filter((id) => id === "000003")).toHaveLength(1);
    expect(ids(read).at(-1)).toBe("zz");
  });

  test("running sessions are laid over their rows, and stay seen when they have gone to rest", async () => {
    fake.rows = many(3);
    live.set("000001", row("000001", { state: "error", code: "BANNED" }));
    const read = list();
    await read.refresh();
    expect(read.items[1]!.row).toMatchObject({ state: "error", code: "BANNED" });
    live.set("000002", row("000002", { state: "reconnecting" }));
    read.take(["000002"]);
    live.clear();
    read.take(["000001", "000002"]);
    expect(read.items.map(({ row: { state } }) => state)).toEqual(["connected", "error", "reconnecting"]);
  });

  test("is stale when a row changes what it is filtered by, or a company appears, and not by a mere attempt", async () => {
    fake.rows = many(3);
    const read = list();
    await read.refresh();
    live.set("000000", row("000000", { since: "2026-11-26T00:00:00Z" }));
    read.take(["000000"]);
    expect(read.isStale).toBe(false);
    live.set("000000", row("000000", { state: "error" }));
    read.take(["000000"]);
    expect(read.isStale).toBe(true);
    await read.refresh();
    expect(read.isStale).toBe(false);
    live.set("new", row("new"));
    read.take(["new"]);
    expect(read.isStale).toBe(true);
  });

  test("a long list is not stale by companies further down, but by another number of them", async () => {
    fake.rows = many(PAGE * 2);
    const read = list();
    await read.refresh();
    read.take([fake.rows.at(-1)!.companyId]);
    expect(read.isStale).toBe(false);
    fake.rows = many(PAGE * 2 + 1);
    await read.recount();
    expect([read.isStale, read.total]).toEqual([true, PAGE * 2 + 1]);
  });

  test("an answer to an earlier question is not shown", async () => {
    fake.rows = [...many(3), company("b")];
    const read = list();
    fake.held = [];
    const slow = read.choose({ ...EVERYTHING, text: "0" });
    const held = fake.held;
    fake.held = null;
    await read.choose({ ...EVERYTHING, text: "b" });
    for (const go of held) go();
    await slow;
    expect(ids(read)).toEqual(["b"]);
    expect(read.isLoading).toBe(false);
  });

  test("rows stay when the service fails, and the failure goes with the next answer", async () => {
    fake.rows = many(2);
    const read = list();
    await read.refresh();
    fake.isDown = true;
    await read.refresh();
    expect([read.failure !== null, read.items.length]).toEqual([true, 2]);
    fake.isDown = false;
    await read.refresh();
    expect(read.failure).toBeNull();
  });

  test("reads again as many rows as there were", async () => {
    fake.rows = many(PAGE * 3);
    const read = list();
    await read.refresh();
    await read.more();
    await read.refresh();
    expect(read.items.length).toBe(PAGE * 2);
  });
});
