// <lk-timeline>: a session's journal, newest first, page by page.

import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { parseTime } from "@linekeeper/client";
import { controls } from "@linekeeper/ui/controls.ts";
import { clockIcon, icon, refreshIcon } from "@linekeeper/ui/icons.ts";

import type { Api, EventsFilter } from "../api.ts";
import { asFailure, type Failure } from "../failure.ts";
import { language } from "../language.ts";
import { counted, clockTime, dateTime, hourMinute, span, weekday } from "../model/times.ts";
import {
  dayName,
  daysOf,
  folded,
  isSameDay,
  joined,
  meets,
  unfolded,
  type Chapter,
  type Day,
  type Entry,
} from "../model/timeline.ts";
import { Part } from "../part.ts";
import { shared } from "../styles.ts";
import { sayState, say as sayCommon } from "../texts/common.ts";
import { meaningOf } from "../texts/codes.ts";
import { ATTEMPTS, authorOf, headlineOf, say } from "../texts/events.ts";
import type { SessionEvent } from "../types.ts";
import { copyButton, failure, placeholder, spinner } from "./bits.ts";
import { journalFilters } from "./journal-filters.ts";
import { timelineStyles } from "./timeline-styles.ts";

const PAGE = 50;
/** Maximum number of events kept. */
const MOST = 1000;

const EVERYTHING: EventsFilter = { event: "", actor: "" };

export class Timeline extends Part {
  static override properties = {
    api: { attribute: false },
    company: { type: String },
    reference: { attribute: false },
  };

  static override styles = [controls, shared, timelineStyles];

  declare api: Api;
  declare company: string;
  /** Correlation id whose entries are shown alone; null for the whole journal. */
  declare reference: string | null;

  #filter = EVERYTHING;
  #events: SessionEvent[] | null = null;
  #next: string | null = null;
  /** Older pages than the newest have been loaded. */
  #hasOlder = false;
  #failure: Failure | null = null;
  #isBusy = false;
  /** Number of the latest reading; answers to earlier ones are dropped. */
  #asked = 0;
  /** A refresh was requested while another request ran. */
  #isStale = false;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("company") || changed.has("reference")) this.#anew();
  }

  #anew(): void {
    [this.#events, this.#next, this.#hasOlder] = [null, null, false];
    // An answer to what was asked before is of no use any more.
    this.#asked += 1;
    this.#isBusy = false;
    void this.refresh();
  }

  /** Reads the newest page. */
  async refresh(): Promise<void> {
    if (this.#isBusy) {
      this.#isStale = true;
      return;
    }
    await this.#read(async (isWanted) => {
      const { events, next } = await this.#newest();
      if (!isWanted()) return;
      const known = this.#hasOlder && meets(this.#events ?? [], events, next === null) ? this.#events : null;
      const all = known === null ? events : joined(known, events);
      // A page left open shows new events; above `MOST` it falls back to the newest page.
      if (known !== null && all.length <= MOST) this.#events = all;
      else [this.#events, this.#next, this.#hasOlder] = [events, next, false];
    });
  }

  async #newest(): Promise<{ events: SessionEvent[]; next: string | null }> {
    const { company, reference } = this;
    if (reference === null) return this.api.events(company, PAGE, { filter: this.#filter });
    const found = await this.api.reference(reference);
    return { events: found.filter(({ companyId }) => companyId === company), next: null };
  }

  async #older(): Promise<void> {
    await this.#read(async (isWanted) => {
      const [cursor, filter] = [this.#next, this.#filter];
      const { events, next } = await this.api.events(this.company, PAGE, { cursor, filter });
      if (!isWanted()) return;
      [this.#events, this.#next, this.#hasOlder] = [joined(this.#events ?? [], events), next, true];
    });
  }

  async #read(work: (isWanted: () => boolean) => Promise<void>): Promise<void> {
    const asked = (this.#asked += 1);
    const isWanted = (): boolean => asked === this.#asked;
    this.#isBusy = true;
    this.#isStale = false;
    this.requestUpdate();
    try {
      await work(isWanted);
      if (isWanted()) this.#failure = null;
    } catch (error) {
      if (isWanted()) this.#failure = asFailure(error);
    }
    if (!isWanted()) return;
    this.#isBusy = false;
    this.requestUpdate();
    if (this.#isStale) await this.refresh();
  }

  protected override render(): TemplateResult {
    return html`<section class="card" aria-labelledby="title">
      <header>
        <h2 id="title">${say("title")}</h2>
        <button
          type="button"
          class="small quiet"
          aria-label=${say("refresh")}
          ?disabled=${this.#isBusy}
          @click=${() => void this.refresh()}
        >
          ${icon(refreshIcon)}
        </button>
      </header>
      ${this.reference === null ? journalFilters(this.#filter, (filter) => this.#choose(filter)) : this.#found(this.reference)}
      ${this.#failure === null ? nothing : failure(this.#failure, this.#again())} ${this.#story()}
    </section>`;
  }

  #choose(filter: EventsFilter): void {
    this.#filter = filter;
    this.#anew();
  }

  #found(id: string): TemplateResult {
    return html`<p class="found">
      <span>${say("ofReference")} <code class="mono">${id}</code></span>
      <button type="button" class="small" @click=${() => this.dispatchEvent(new Event("whole"))}>
        ${say("whole")}
      </button>
    </p>`;
  }

  get #isFiltered(): boolean {
    return this.reference !== null || this.#filter.event !== "" || this.#filter.actor !== "";
  }

  #again(): TemplateResult {
    return html`<p>
      <button type="button" class="small" @click=${() => void this.refresh()}>${sayCommon("retry")}</button>
    </p>`;
  }

  #story(): TemplateResult | typeof nothing {
    const events = this.#events;
    if (events === null) return this.#failure === null ? spinner() : nothing;
    if (events.length === 0 && this.#isFiltered) return html`<p class="muted">${say("noneFound")}</p>`;
    if (events.length === 0) {
      return placeholder(clockIcon, say("empty"), html`<p class="muted">${say("emptyHint")}</p>`);
    }
    // A journal with gaps does not tell which attempts followed each other.
    const entries = this.reference === null && this.#isFiltered ? unfolded(events) : folded(events);
    return html`${daysOf(entries).map((day) => this.#day(day))}
      <footer>
        ${
          this.#next === null
            ? html`<p class="hint">${say("beginning")}</p>`
            : html`<button type="button" ?disabled=${this.#isBusy} @click=${() => void this.#older()}>
                ${say(this.#isBusy ? "loadingOlder" : "older")}
              </button>`
        }
      </footer>`;
  }

  #day({ start, chapters }: Day): TemplateResult {
    const name = dayName(start, Date.now());
    return html`<section class="day">
      <h3>${name === "earlier" ? weekday(language(), start) : say(name)}</h3>
      ${chapters.map((chapter) => this.#chapter(chapter))}
    </section>`;
  }

  #chapter({ correlationId, entries }: Chapter): TemplateResult {
    return html`<div class="chapter">
      <ol>
        ${entries.map((entry) => this.#entry(entry))}
      </ol>
      <p class="id">
        ${
          correlationId === null
            ? say("withoutId")
            : html`<code class="mono">${correlationId}</code>${copyButton(
                  correlationId,
                  sayCommon("copyCorrelation", { id: correlationId }),
                  "",
                )}`
        }
      </p>
    </div>`;
  }

  #entry(entry: Entry): TemplateResult {
    switch (entry.kind) {
      case "event":
        return this.#event(entry.events[0]);
      case "deed":
        return this.#deed(entry.events);
      case "attempts":
        return this.#attempts(entry.events, entry.count);
    }
  }

  /** One line for what was asked for and what came of it; its steps are shown on demand. */
  #deed(events: readonly SessionEvent[]): TemplateResult {
    const [outcome, request] = [events[0]!, events.at(-1)!];
    const [asked, came] = [this.#headline(request), this.#headline(outcome)];
    const [from, to] = [parseTime(request.at) ?? 0, parseTime(outcome.at) ?? 0];
    const what = html`<strong>${asked.what}</strong
      >${asked.more === "" ? nothing : html`<span class="more">${asked.more}</span>`}
      <span class="outcome">→ ${came.what}${came.more === "" ? nothing : html`, ${came.more}`}</span>
      ${this.#code(outcome.code)}
      <span class="who hint">${authorOf(request)} · ${span(language(), Math.max(0, to - from))}</span>`;
    return this.#fold(events, { of: request.event, state: outcome.to, at: from, what });
  }

  #attempts(events: readonly SessionEvent[], count: number): TemplateResult {
    const [from, to] = [parseTime(events.at(-1)!.at) ?? 0, parseTime(events[0]!.at) ?? 0];
    const loss = events.find((event) => event.to === "reconnecting")!;
    const { what: headline, more } = this.#headline(loss);
    const time = isSameDay(from, to)
      ? `${hourMinute(language(), from)}–${hourMinute(language(), to)}`
      : `${dateTime(language(), from)} – ${dateTime(language(), to)}`;
    const cause = more === "" ? headline : more;
    const what = html`<strong>${counted(language(), count, ATTEMPTS[language()])}</strong>
      <span class="more tabular">${time}, ${cause}</span>
      ${loss.code === null ? nothing : html`<span class="code"><code class="mono">${loss.code}</code></span>`}`;
    return this.#fold(events, { of: "attempts", state: events[0]!.to, at: to, what });
  }

  #fold(
    events: readonly SessionEvent[],
    { of, state, at, what }: { of: string; state: string | null; at: number; what: TemplateResult },
  ): TemplateResult {
    return html`<li class="fold" data-event=${of} data-state=${state ?? nothing} data-moved=${state !== null}>
      <span class="dot"></span>
      <time class="tabular muted" datetime=${new Date(at).toISOString()}>${clockTime(language(), at)}</time>
      <details>
        <summary><span class="what">${what}</span></summary>
        <ol>
          ${events.map((event) => this.#event(event))}
        </ol>
      </details>
    </li>`;
  }

  #headline(event: SessionEvent): { what: string; more: string } {
    return headlineOf(event, (ms) => span(language(), ms));
  }

  #code(code: SessionEvent["code"]): TemplateResult | typeof nothing {
    if (code === null) return nothing;
    return html`<span class="code"
      ><code class="mono">${code}</code> <span class="hint">${meaningOf(code)}</span></span
    >`;
  }

  #event(event: SessionEvent): TemplateResult {
    const { at, from, to, code } = event;
    const { what, more } = this.#headline(event);
    return html`<li data-event=${event.event} data-state=${to ?? nothing} data-moved=${to !== null && from !== to}>
      <span class="dot"></span>
      <time class="tabular muted" datetime=${at}>${clockTime(language(), parseTime(at) ?? 0)}</time>
      <div class="what">
        <strong>${what}</strong>${more === "" ? nothing : html`<span class="more">${more}</span>`} ${this.#code(code)}
        <span class="who hint">
          ${authorOf(event)}${
            to !== null && from !== null && from !== to && !event.event.startsWith("change_")
              ? html` · ${sayState(from)} → <b>${sayState(to)}</b>`
              : nothing
          }
        </span>
      </div>
    </li>`;
  }
}
