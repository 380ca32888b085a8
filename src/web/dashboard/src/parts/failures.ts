// Cards of failures by code, and of restarts over time.

import { html, nothing, type TemplateResult } from "lit";
import { checkIcon, refreshIcon } from "@linekeeper/ui/icons.ts";

import { language } from "../language.ts";
import { failuresOf, restartsOf, spanOf, total } from "../model/overview.ts";
import { listPath } from "../model/query.ts";
import { counted, number } from "../model/times.ts";
import { COMPANIES } from "../texts/attention.ts";
import { meaningOf } from "../texts/codes.ts";
import { say } from "../texts/overview.ts";
import type { Overview } from "../types.ts";
import { placeholder } from "./bits.ts";
import type { Drawn } from "./chart.ts";

/** @param now companies by code at present; null until they are known */
export function failuresCard(
  failures: Overview["failures"],
  range: string,
  now: Readonly<Record<string, number>> | null,
): TemplateResult {
  const sorted = failuresOf(failures);
  const most = sorted[0]?.count ?? 1;
  const count = number(language(), total(failures));
  return html`<section class="card failures" aria-labelledby="failures">
    <header>
      <h2 id="failures">${say("failures")}</h2>
      <span class="hint tabular">${sorted.length === 0 ? "" : say("failuresTotal", { count, range })}</span>
    </header>
    ${
      sorted.length === 0
        ? placeholder(checkIcon, say("noFailures"))
        : html`<ol>
            ${sorted.map((failure) => row(failure, most, now?.[failure.code] ?? 0))}
          </ol>`
    }
  </section>`;
}

/** A failure that happened is no company that still has it: only the number of those leads to the list. */
function row({ code, count }: Overview["failures"][number], most: number, companies: number): TemplateResult {
  return html`<li data-code=${code}>
    <span class="mono">${code}</span>
    <span class="count tabular">${number(language(), count)}</span>
    <span class="bar" aria-hidden="true" .style=${`--share: ${count / most}`}></span>
    <span class="hint"
      >${meaningOf(code)}
      ${
        companies === 0
          ? nothing
          : html`<a class="unbroken" href=${listPath({ code })}
              >${say("companiesNow", { companies: counted(language(), companies, COMPANIES[language()]) })}</a
            >`
      }</span
    >
  </li>`;
}

export function restartsCard(overview: Overview, range: string): TemplateResult {
  const { restarts } = overview;
  const count = number(language(), total(restarts));
  const isEmpty = total(restarts) === 0;
  return html`<section class="card restarts" aria-labelledby="restarts">
    <header>
      <h2 id="restarts">${say("restarts")}</h2>
      <span class="hint tabular">${isEmpty ? "" : say("restartsTotal", { count, range })}</span>
    </header>
    ${
      isEmpty
        ? placeholder(refreshIcon, say("noRestarts"))
        : html`<lk-chart .drawn=${drawn(overview)} .label=${say("restartsAlt", { range, count })}></lk-chart>`
    }
  </section>`;
}

/** Cache: the same response yields the same object, so that the chart is not redrawn at each rendering of the page. */
const drawings = new WeakMap<Overview, Drawn>();

function drawn(overview: Overview): Drawn {
  const known = drawings.get(overview);
  if (known !== undefined) return known;
  const series = restartsOf(overview.restarts);
  const made: Drawn = { kind: "bars", ...series, colors: ["--lk-state-reconnecting"], span: spanOf(overview) };
  drawings.set(overview, made);
  return made;
}
