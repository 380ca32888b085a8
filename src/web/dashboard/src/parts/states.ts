// Sessions by state, now and over time. The legend shows the counts under the pointer, else the current ones.

import { html, type TemplateResult } from "lit";
import type { StateName } from "@linekeeper/client";
import { clockIcon } from "@linekeeper/ui/icons.ts";

import { language } from "../language.ts";
import { layersOf, spanOf, totalOf, type Layers } from "../model/overview.ts";
import { listPath } from "../model/query.ts";
import { STATES } from "../model/states.ts";
import { dateTime, number } from "../model/times.ts";
import { sayState } from "../texts/common.ts";
import { say } from "../texts/overview.ts";
import type { Overview, StateCounts } from "../types.ts";
import { placeholder } from "./bits.ts";
import type { Drawn } from "./chart.ts";

export interface StatesFacts {
  readonly overview: Overview;
  /** Current counts, those of the list of companies. */
  readonly now: StateCounts;
  readonly range: string;
  readonly pointed: number | null;
  readonly point: (index: number | null) => void;
}

export function statesCard({ overview, now, range, pointed, point }: StatesFacts): TemplateResult {
  const points = overview.states;
  const layers = layersOf(overview);
  const last = points.length - 1;
  const told = pointed === null || last < 0 ? null : Math.min(pointed, last);
  const at = told === null ? undefined : layers.times[told];
  const counts = (told === null ? now : points[told]?.counts) ?? {};
  return html`<section class="card states" aria-labelledby="states">
    <header>
      <h2 id="states">${say("states")}</h2>
      <span class="hint tabular"
        >${at === undefined ? say("statesNow") : say("statesPast", { time: dateTime(language(), at * 1000) })}</span
      >
    </header>
    ${legend(counts, told === null)}
    ${
      layers.states.length === 0
        ? placeholder(clockIcon, say("nothingYet"))
        : html`<lk-chart
            .drawn=${drawn(overview, layers)}
            .label=${say("statesAlt", { range, counts: words(now) })}
            @point=${({ detail }: CustomEvent<number | null>) => point(detail)}
          ></lk-chart>`
    }
  </section>`;
}

/** Renders the counts. Those of now lead to the companies; those of the past to none. */
function legend(counts: StateCounts, isNow: boolean): TemplateResult {
  const all = html`<span class="number tabular">${number(language(), totalOf(counts))}</span>
    <span class="name">${say("all")}</span>`;
  return html`<ul class="legend">
    <li class="all">${isNow ? html`<a href=${listPath({})}>${all}</a>` : html`<span class="past">${all}</span>`}</li>
    ${[...STATES].reverse().map((state) => entry(state, counts[state] ?? 0, isNow))}
  </ul>`;
}

function entry(state: StateName, count: number, isNow: boolean): TemplateResult {
  const shown = number(language(), count);
  const content = html`<span class="number tabular">${shown}</span>
    <span class="name"><span class="dot"></span>${sayState(state)}</span>`;
  return html`<li data-state=${state} data-none=${count === 0}>
    ${
      isNow
        ? html`<a
            href=${listPath({ states: [state] })}
            aria-label=${say("showSessions", { state: sayState(state), count: shown })}
            >${content}</a
          >`
        : html`<span class="past">${content}</span>`
    }
  </li>`;
}

function words(counts: StateCounts): string {
  const present = STATES.filter((state) => (counts[state] ?? 0) > 0);
  return present.map((state) => `${sayState(state)} ${number(language(), counts[state] ?? 0)}`).join(", ");
}

/** Cache: the same response yields the same object, so that the chart is not redrawn at each count of the board. */
const drawings = new WeakMap<Overview, Drawn>();

function drawn(overview: Overview, { states, times, values }: Layers): Drawn {
  const known = drawings.get(overview);
  if (known !== undefined) return known;
  const colors = states.map((state) => `--lk-state-${state}`);
  const made: Drawn = { kind: "layers", times, values, colors, span: spanOf(overview) };
  drawings.set(overview, made);
  return made;
}
