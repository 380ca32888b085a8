// Search, filter and order of the list of companies, as kept in its URL: `?q=…&state=error,idle&sort=-since`.

import type { StateName } from "@linekeeper/client";

import type { CompanyCounts, HelpGroup } from "../types.ts";
import { isGroup } from "./attention.ts";
import { isState } from "./states.ts";

/** Orders of the service. `since`: longest first. */
export const SORTS = ["company", "since", "-since"] as const;

export type Sort = (typeof SORTS)[number];

export interface Query {
  readonly text: string;
  /** Empty means all. */
  readonly states: readonly StateName[];
  readonly code: string | null;
  readonly group: HelpGroup | null;
  readonly sort: Sort;
}

export const EVERYTHING: Query = { text: "", states: [], code: null, group: null, sort: "company" };

export function queryOf(parameters: URLSearchParams): Query {
  const [sort, code, group] = [parameters.get("sort"), parameters.get("code"), parameters.get("group")];
  return {
    text: parameters.get("q") ?? "",
    states: listOf(parameters.get("state")).filter(isState),
    code: code !== null && /^[A-Z_]{1,40}$/.test(code) ? code : null,
    group: group !== null && isGroup(group) ? group : null,
    sort: SORTS.find((known) => known === sort) ?? EVERYTHING.sort,
  };
}

/** Returns the URL parameters of a query; null for a default, which is left out. */
export function parametersOf({ text, states, code, group, sort }: Query): Record<string, string | null> {
  return {
    q: text === "" ? null : text,
    state: states.length === 0 ? null : states.join(","),
    code,
    group,
    sort: sort === EVERYTHING.sort ? null : sort,
  };
}

/** Returns the parameters of the service's list, with its order. */
export function filtersOf(query: Query): Record<string, string> {
  return { ...given(parametersOf({ ...query, text: query.text.trim() })), sort: query.sort };
}

/** Filter of a query: by one thing only, so that each number of the filters is the length of the list it leads to. */
export type Filter = Pick<Query, "states"> | Pick<Query, "code"> | Pick<Query, "group">;

export function filteredBy(query: Query, filter: Filter): Query {
  return { ...query, states: [], code: null, group: null, ...filter };
}

export function isFiltered({ text, states, code, group }: Query): boolean {
  return text !== "" || states.length > 0 || code !== null || group !== null;
}

/** Number of rows of the query; null where the counts do not tell: with two filters at once, which only a URL has. */
export function totalOf({ states, code, group }: Query, counts: CompanyCounts): number | null {
  const filters = Number(states.length > 0) + Number(code !== null) + Number(group !== null);
  if (filters > 1) return null;
  if (states.length > 0) return states.reduce((sum, state) => sum + (counts.states[state] ?? 0), 0);
  if (code !== null) return counts.codes[code] ?? 0;
  return group === null ? counts.total : (counts.groups[group] ?? 0);
}

/** Sorts by company or by time; a second time by time turns the order around. */
export function sortedBy(query: Query, column: "company" | "since"): Query {
  if (column === "company") return { ...query, sort: "company" };
  return { ...query, sort: query.sort === "since" ? "-since" : "since" };
}

/** Returns the URL of the list with one filter. */
export function listPath(filter: Partial<Query>): string {
  const search = new URLSearchParams(given(parametersOf({ ...EVERYTHING, ...filter }))).toString();
  return search === "" ? "/admin/sessions" : `/admin/sessions?${search}`;
}

function given(parameters: Readonly<Record<string, string | null>>): Record<string, string> {
  return Object.fromEntries(Object.entries(parameters).filter((entry): entry is [string, string] => entry[1] !== null));
}

/** Adds a value to a selection, or removes it. */
export function toggled<Value>(values: readonly Value[], value: Value): Value[] {
  return values.includes(value) ? values.filter((other) => other !== value) : [...values, value];
}

function listOf(text: string | null): string[] {
  return [...new Set((text ?? "").split(",").filter((part) => part !== ""))];
}
