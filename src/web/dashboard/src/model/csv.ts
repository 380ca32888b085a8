// The list of companies as a table for a spreadsheet.

import type { CompaniesPage } from "../types.ts";
import type { Query } from "./query.ts";

/** Rows of a file at most. */
export const MOST_ROWS = 100_000;
/** Rows asked for at once: the service's largest page. */
const PAGE = 1000;

/** What a spreadsheet takes for a formula, also in its full-width forms. */
const FORMULA = /^[\s\u0000]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/;

/** Writes one line. A text that would be a formula begins with an apostrophe, which makes it a text. */
export function lineOf(cells: readonly (string | number | null)[], separator: string): string {
  return `${cells.map((cell) => cellOf(cell, separator)).join(separator)}\r\n`;
}

function cellOf(cell: string | number | null, separator: string): string {
  if (cell === null) return "";
  if (typeof cell === "number") return String(cell);
  const text = FORMULA.test(cell) ? `'${cell}` : cell;
  return text.includes(separator) || /["\r\n;,]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Formats a time for a spreadsheet, by the clock of this computer: `2026-11-25 14:05`. */
export function timeCell(ms: number | null): string | null {
  if (ms === null) return null;
  const at = new Date(ms);
  const pad = (value: number): string => String(value).padStart(2, "0");
  const day = `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}`;
  return `${day} ${pad(at.getHours())}:${pad(at.getMinutes())}`;
}

export interface Export {
  query: Query;
  read: (query: Query, limit: number, cursor: string | null) => Promise<CompaniesPage>;
  /** Called with each page and the number of rows so far. */
  took: (page: CompaniesPage["companies"], count: number) => void;
  signal: AbortSignal;
}

/** Reads all pages of a query, up to the bound; returns whether that was all of it. */
export async function readAll({ query, read, took, signal }: Export): Promise<boolean> {
  let [count, cursor]: [number, string | null] = [0, null];
  do {
    const { companies, next }: CompaniesPage = await read(query, PAGE, cursor);
    if (signal.aborted) return false;
    const page = companies.slice(0, MOST_ROWS - count);
    count += page.length;
    took(page, count);
    if (page.length < companies.length) return false;
    cursor = next;
  } while (cursor !== null && count < MOST_ROWS);
  return cursor === null;
}
