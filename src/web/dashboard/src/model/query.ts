// Search, filters and order of the sessions page, as kept in its URL: `?q=…&state=error,idle&code=…&sort=-since`.

import { isState } from "./states.ts";
import type { StateName } from "@linekeeper/client";

export const COLUMNS = ["state", "company", "phone", "code", "since", "next", "restarts"] as const;

export type Column = (typeof COLUMNS)[number];

export interface Query {
  readonly text: string;
  /** Empty means all. */
  readonly states: readonly StateName[];
  /** Empty means all. */
  readonly codes: readonly string[];
  readonly sort: Column;
  readonly descending: boolean;
}

export const EVERYTHING: Query = { text: "", states: [], codes: [], sort: "state", descending: false };

export function queryOf(parameters: URLSearchParams): Query {
  const sort = parameters.get("sort") ?? EVERYTHING.sort;
  const column = sort.replace(/^-/, "");
  const isKnown = (COLUMNS as readonly string[]).includes(column);
  return {
    text: parameters.get("q") ?? "",
    states: listOf(parameters.get("state")).filter(isState),
    codes: listOf(parameters.get("code")).filter((code) => /^[A-Z_]{1,40}$/.test(code)),
    sort: isKnown ? (column as Column) : EVERYTHING.sort,
    descending: isKnown && sort.startsWith("-"),
  };
}

/** Returns the URL parameters of a query; null for a default, which is left out. */
export function parametersOf({ text, states, codes, sort, descending }: Query): Record<string, string | null> {
  const order = `${descending ? "-" : ""}${sort}`;
  return {
    q: text === "" ? null : text,
    state: states.length === 0 ? null : states.join(","),
    code: codes.length === 0 ? null : codes.join(","),
    sort: order === EVERYTHING.sort ? null : order,
  };
}

/** Sorts by a column, or reverses the direction if already sorted by it. Times and counts start in descending order. */
export function sortedBy(query: Query, column: Column): Query {
  if (query.sort === column) return { ...query, descending: !query.descending };
  return { ...query, sort: column, descending: column === "since" || column === "restarts" };
}

/** Adds a value to a selection, or removes it. */
export function toggled<Value>(values: readonly Value[], value: Value): Value[] {
  return values.includes(value) ? values.filter((other) => other !== value) : [...values, value];
}

function listOf(text: string | null): string[] {
  return [...new Set((text ?? "").split(",").filter((part) => part !== ""))];
}
