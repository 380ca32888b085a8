// Filters of the sessions table, each with the number of sessions it would leave.

import { html, nothing, type TemplateResult } from "lit";
import type { StateName } from "@linekeeper/client";
import { chevronDownIcon, icon } from "@linekeeper/ui/icons.ts";

import { language } from "../language.ts";
import { COLUMNS, sortedBy, toggled, type Column, type Query } from "../model/query.ts";
import { STATES } from "../model/states.ts";
import { number } from "../model/times.ts";
import { meaningOf } from "../texts/codes.ts";
import { sayState } from "../texts/common.ts";
import { say } from "../texts/sessions.ts";

export function stateFilter(
  counts: ReadonlyMap<string, number>,
  chosen: readonly StateName[],
  choose: (states: StateName[]) => void,
): TemplateResult {
  const all = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const chip = (state: StateName | null, count: number, isOn: boolean, next: StateName[]): TemplateResult =>
    html`<button
      type="button"
      class="chip"
      data-state=${state ?? nothing}
      data-none=${count === 0}
      aria-pressed=${isOn ? "true" : "false"}
      @click=${() => choose(next)}
    >
      ${state === null ? nothing : html`<span class="dot"></span>`}
      <span>${state === null ? say("all") : sayState(state)}</span>
      <span class="count tabular">${number(language(), count)}</span>
    </button>`;
  return html`<div class="chips" role="group" aria-label=${say("byState")}>
    ${chip(null, all, chosen.length === 0, [])}
    ${STATES.map((state) => chip(state, counts.get(state) ?? 0, chosen.includes(state), toggled(chosen, state)))}
  </div>`;
}

export function codeFilter(
  counts: ReadonlyMap<string, number>,
  chosen: readonly string[],
  toggle: (code: string) => void,
): TemplateResult {
  const codes = [...new Set([...counts.keys(), ...chosen])].sort();
  const name = chosen.length === 0 ? say("byCode") : say("byCodeCount", { count: chosen.length });
  return html`<details class="menu" @keydown=${closeOnEscape} @focusout=${closeOnLeave}>
    <summary class="button">${name}${icon(chevronDownIcon)}</summary>
    <div class="choices" role="group" aria-label=${say("byCode")} tabindex="-1">
      ${codes.length === 0 ? html`<p class="muted">${say("noCodes")}</p>` : nothing}
      ${codes.map(
        (code) =>
          html`<label title=${meaningOf(code)}>
            <input type="checkbox" .checked=${chosen.includes(code)} @change=${() => toggle(code)} />
            <span class="mono">${code}</span>
            <span class="count tabular">${number(language(), counts.get(code) ?? 0)}</span>
          </label>`,
      )}
    </div>
  </details>`;
}

/** Renders the choice of the order on narrow screens, where the table has no column headings. */
export function sortChoice(query: Query, choose: (query: Query) => void): TemplateResult {
  const take = (event: Event): void => choose(sortedBy(query, (event.target as HTMLSelectElement).value as Column));
  return html`<div class="sort">
    <select aria-label=${say("sortBy")} @change=${take}>
      ${COLUMNS.map((column) => html`<option value=${column} .selected=${column === query.sort}>${say(column)}</option>`)}
    </select>
    <button
      type="button"
      aria-label=${say("turn")}
      aria-pressed=${query.descending ? "true" : "false"}
      @click=${() => choose(sortedBy(query, query.sort))}
    >
      <span aria-hidden="true">${query.descending ? "↓" : "↑"}</span>
    </button>
  </div>`;
}

function closeOnEscape(event: KeyboardEvent): void {
  if (event.key !== "Escape") return;
  const menu = event.currentTarget as HTMLDetailsElement;
  menu.open = false;
  menu.querySelector("summary")?.focus();
}

function closeOnLeave(event: FocusEvent): void {
  const menu = event.currentTarget as HTMLDetailsElement;
  if (event.relatedTarget instanceof Node && menu.contains(event.relatedTarget)) return;
  menu.open = false;
}
