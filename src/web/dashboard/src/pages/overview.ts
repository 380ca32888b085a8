// <lk-overview>: current state and statistics for the range in the URL.

import { html, type TemplateResult } from "lit";
import { controls } from "@linekeeper/ui/controls.ts";

import type { Context } from "../context.ts";
import type { CompanyCounts, Overview, StateCounts } from "../types.ts";
import { language } from "../language.ts";
import { RANGES, hoursOf, type Hours } from "../model/overview.ts";
import { clockTime } from "../model/times.ts";
import { failure, spinner } from "../parts/bits.ts";
import { Chart } from "../parts/chart.ts";
import { failuresCard, restartsCard } from "../parts/failures.ts";
import { overviewStyles } from "../parts/overview-styles.ts";
import { pairingsCard, timeCard } from "../parts/pairings.ts";
import { statesCard } from "../parts/states.ts";
import { Part } from "../part.ts";
import { Poll } from "../poll.ts";
import { shared } from "../styles.ts";
import { say as sayCommon } from "../texts/common.ts";
import { say } from "../texts/overview.ts";

customElements.define("lk-chart", Chart);

/** Polling interval; the statistics' buckets are at least a minute long. */
const AGAIN_MS = 60_000;

interface Answer {
  readonly overview: Overview;
  readonly counts: CompanyCounts;
}

export class OverviewPage extends Part {
  static override properties = { context: { attribute: false } };

  static override styles = [controls, shared, overviewStyles];

  declare context: Context;

  #hours: Hours = hoursOf(new URLSearchParams(location.search).get("hours"));
  #poll = new Poll<Answer>(this, () => this.#ask(), AGAIN_MS);
  /** Index of the point under the mouse pointer. */
  #pointed: number | null = null;
  #ends: (() => void)[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    this.#ends = [this.context.router.onTravel(() => this.#travelled())];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const end of this.#ends) end();
  }

  protected override render(): TemplateResult {
    const { answer, failure: problem, at } = this.#poll;
    return html`
      <header class="head">
        <h1>${say("title")}</h1>
        <div class="ranges" role="group" aria-label=${say("range")}>
          ${RANGES.map(
            (hours) =>
              html`<button
                type="button"
                aria-pressed=${hours === this.#hours ? "true" : "false"}
                @click=${() => this.#choose(hours)}
              >
                ${say(`range${hours}`)}
              </button>`,
          )}
        </div>
      </header>
      ${problem === null ? "" : failure(problem, this.#again(answer === null ? null : at))}
      ${answer !== null ? this.#cards(answer) : problem === null ? spinner() : ""}
    `;
  }

  #again(at: number | null): TemplateResult {
    return html`<p class="row">
      <button type="button" class="small" @click=${() => void this.#poll.again()}>${sayCommon("retry")}</button>
      ${at === null ? "" : html`<span class="hint">${say("stale", { time: clockTime(language(), at) })}</span>`}
    </p>`;
  }

  #cards({ overview, counts }: Answer): TemplateResult {
    const range = say(`range${this.#hours}`);
    const point = (index: number | null): void => {
      if (index === this.#pointed) return;
      this.#pointed = index;
      this.requestUpdate();
    };
    return html`<div class="cards">
      ${statesCard({ overview, now: counts.states as StateCounts, range, pointed: this.#pointed, point })}
      ${pairingsCard(overview.pairings)} ${timeCard(overview.timeToConnected)}
      ${failuresCard(overview.failures, range, counts.codes)} ${restartsCard(overview, range)}
    </div>`;
  }

  #choose(hours: Hours): void {
    this.context.router.choose({ hours: hours === RANGES[0] ? null : String(hours) });
    this.#take(hours);
  }

  #travelled(): void {
    const { place, query } = this.context.router;
    if (place.page === "overview") this.#take(hoursOf(query.get("hours")));
  }

  #take(hours: Hours): void {
    if (hours === this.#hours) return;
    this.#hours = hours;
    this.#pointed = null;
    this.#poll.answer = null;
    this.requestUpdate();
    void this.#poll.again();
  }

  /** The present counts are those of the list that they lead to, not those of the sessions in memory. */
  async #ask(): Promise<Answer> {
    const { api } = this.context;
    const [overview, counts] = await Promise.all([api.overview(this.#hours), api.counts("")]);
    return { overview, counts };
  }
}

customElements.define("lk-overview", OverviewPage);
