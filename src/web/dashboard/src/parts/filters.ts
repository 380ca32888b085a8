// Filters of the list of companies, each with the number of companies it leads to. One filter replaces another, so that
// the number is true.

import { html, nothing, type TemplateResult } from "lit";
import { chevronDownIcon, icon } from "@linekeeper/ui/icons.ts";

import type { CompanyCounts } from "../types.ts";
import { language } from "../language.ts";
import { GROUPS, isGroup } from "../model/attention.ts";
import { SORTS, toggled, type Filter, type Query, type Sort } from "../model/query.ts";
import { STATES } from "../model/states.ts";
import { number } from "../model/times.ts";
import { titleOf } from "../texts/attention.ts";
import { meaningOf } from "../texts/codes.ts";
import { sayState } from "../texts/common.ts";
import { say } from "../texts/companies.ts";

export interface FilterFacts {
  readonly query: Query;
  /** Null until they are known. */
  readonly counts: CompanyCounts | null;
  readonly choose: (filter: Filter) => void;
}

export function stateFilter({ query, counts, choose }: FilterFacts): TemplateResult {
  const { states, code, group } = query;
  const isAll = states.length === 0 && code === null && group === null;
  const chip = (state: string | null, count: number | undefined, isOn: boolean, filter: Filter): TemplateResult =>
    html`<button
      type="button"
      class="chip"
      data-state=${state ?? nothing}
      aria-pressed=${isOn ? "true" : "false"}
      @click=${() => choose(filter)}
    >
      ${state === null ? nothing : html`<span class="dot"></span>`}
      <span>${state === null ? say("all") : sayState(state as (typeof STATES)[number])}</span>
      <span class="count tabular">${count === undefined ? "–" : number(language(), count)}</span>
    </button>`;
  const of = (state: string): number | undefined => (counts === null ? undefined : (counts.states[state] ?? 0));
  return html`<div class="chips" role="group" aria-label=${say("byState")}>
    ${chip(null, counts?.total, isAll, { states: [] })}
    ${STATES.filter((state) => states.includes(state) || (of(state) ?? 0) > 0).map((state) => chip(state, of(state), states.includes(state), { states: toggled(states, state) }))}
  </div>`;
}

export function codeFilter({ query, counts, choose }: FilterFacts): TemplateResult {
  const codes = Object.keys(counts?.codes ?? {}).filter((code) => (counts?.codes[code] ?? 0) > 0);
  if (query.code !== null && !codes.includes(query.code)) codes.push(query.code);
  const options = codes.sort().map((code) => ({
    ...{ value: code, title: meaningOf(code), count: counts?.codes[code] ?? 0 },
    text: html`<span class="mono">${code}</span>`,
  }));
  const chosen = query.code;
  return menu({ label: say("byCode"), chosen, said: chosen, options, choose: (code) => choose({ code }) });
}

export function groupFilter({ query, counts, choose }: FilterFacts): TemplateResult {
  const options = GROUPS.filter((group) => group === query.group || (counts?.groups[group] ?? 0) > 0).map((group) => ({
    ...{ value: group, title: "", count: counts?.groups[group] ?? 0, text: html`<span>${titleOf(group)}</span>` },
  }));
  return menu({
    ...{ label: say("byGroup"), chosen: query.group, options },
    said: query.group === null ? null : titleOf(query.group),
    choose: (group) => choose({ group: group !== null && isGroup(group) ? group : null }),
  });
}

interface Menu {
  readonly label: string;
  readonly chosen: string | null;
  /** Chosen value as it is said. */
  readonly said: string | null;
  readonly options: readonly { value: string; title: string; count: number; text: TemplateResult }[];
  readonly choose: (value: string | null) => void;
}

function menu({ label, chosen, said, options, choose }: Menu): TemplateResult {
  return html`<details class="menu" @keydown=${closeOnEscape} @focusout=${closeOnLeave}>
    <summary class="button" data-on=${chosen !== null}>
      <span>${said === null ? label : `${label}: ${said}`}</span>${icon(chevronDownIcon)}
    </summary>
    <div class="choices" role="group" aria-label=${label} tabindex="-1">
      ${options.length === 0 ? html`<p class="muted">${say("noChoices")}</p>` : nothing}
      ${options.map(
        ({ value, title, count, text }) =>
          html`<label title=${title === "" ? nothing : title}>
            <input
              type="checkbox"
              .checked=${value === chosen}
              @change=${() => choose(value === chosen ? null : value)}
            />
            ${text}
            <span class="count tabular">${number(language(), count)}</span>
          </label>`,
      )}
    </div>
  </details>`;
}

/** Renders the choice of the order. */
export function sortChoice({ sort }: Query, choose: (sort: Sort) => void): TemplateResult {
  const take = (event: Event): void => choose((event.target as HTMLSelectElement).value as Sort);
  return html`<select class="sort" aria-label=${say("sortBy")} @change=${take}>
    ${SORTS.map((one) => html`<option value=${one} .selected=${one === sort}>${say(`sort_${one}`)}</option>`)}
  </select>`;
}

function closeOnEscape(event: KeyboardEvent): void {
  if (event.key !== "Escape") return;
  const opened = event.currentTarget as HTMLDetailsElement;
  opened.open = false;
  opened.querySelector("summary")?.focus();
}

function closeOnLeave(event: FocusEvent): void {
  const opened = event.currentTarget as HTMLDetailsElement;
  if (event.relatedTarget instanceof Node && opened.contains(event.relatedTarget)) return;
  opened.open = false;
}
