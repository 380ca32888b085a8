// <lk-timeline>: a session's journal, newest first, page by page.

import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { parseTime } from "@linekeeper/client";
import { controls } from "@linekeeper/ui/controls.ts";
import { clockIcon, icon, refreshIcon } from "@linekeeper/ui/icons.ts";

import type { Api } from "../api.ts";
import { asFailure, type Failure } from "../failure.ts";
import { language } from "../language.ts";
import { clockTime, span, weekday } from "../model/times.ts";
import { dayName, daysOf, joined, meets, type Chapter, type Day } from "../model/timeline.ts";
import { Part } from "../part.ts";
import { shared } from "../styles.ts";
import { sayState, say as sayCommon } from "../texts/common.ts";
import { meaningOf } from "../texts/codes.ts";
import { authorOf, headlineOf, say } from "../texts/events.ts";
import type { SessionEvent } from "../types.ts";
import { copyButton, failure, placeholder, spinner } from "./bits.ts";
import { timelineStyles } from "./timeline-styles.ts";

const PAGE = 50;
/** Maximum number of events kept. */
const MOST = 1000;

export class Timeline extends Part {
  static override properties = { api: { attribute: false }, company: { type: String } };

  static override styles = [controls, shared, timelineStyles];

  declare api: Api;
  declare company: string;

  #events: SessionEvent[] | null = null;
  #next: string | null = null;
  /** Older pages than the newest have been loaded. */
  #hasOlder = false;
  #failure: Failure | null = null;
  #isBusy = false;
  /** A refresh was requested while another request ran. */
  #isStale = false;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("company")) return;
    [this.#events, this.#hasOlder] = [null, false];
    void this.refresh();
  }

  /** Reads the newest page. */
  async refresh(): Promise<void> {
    if (this.#isBusy) {
      this.#isStale = true;
      return;
    }
    await this.#read(async (company) => {
      const { events, next } = await this.api.events(company, PAGE);
      if (company !== this.company) return;
      const known = this.#hasOlder && meets(this.#events ?? [], events, next === null) ? this.#events : null;
      const all = known === null ? events : joined(known, events);
      // A page left open shows new events; above `MOST` it falls back to the newest page.
      if (known !== null && all.length <= MOST) this.#events = all;
      else [this.#events, this.#next, this.#hasOlder] = [events, next, false];
    });
  }

  async #older(): Promise<void> {
    await this.#read(async (company) => {
      const { events, next } = await this.api.events(company, PAGE, this.#next);
      if (company !== this.company) return;
      [this.#events, this.#next, this.#hasOlder] = [joined(this.#events ?? [], events), next, true];
    });
  }

  async #read(work: (company: string) => Promise<void>): Promise<void> {
    this.#isBusy = true;
    this.#isStale = false;
    this.requestUpdate();
    try {
      await work(this.company);
      this.#failure = null;
    } catch (error) {
      this.#failure = asFailure(error);
    }
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
      ${this.#failure === null ? nothing : failure(this.#failure, this.#again())} ${this.#story()}
    </section>`;
  }

  #again(): TemplateResult {
    return html`<p>
      <button type="button" class="small" @click=${() => void this.refresh()}>${sayCommon("retry")}</button>
    </p>`;
  }

  #story(): TemplateResult | typeof nothing {
    const events = this.#events;
    if (events === null) return this.#failure === null ? spinner() : nothing;
    if (events.length === 0) {
      return placeholder(clockIcon, say("empty"), html`<p class="muted">${say("emptyHint")}</p>`);
    }
    return html`${daysOf(events).map((day) => this.#day(day))}
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

  #chapter({ correlationId, events }: Chapter): TemplateResult {
    return html`<div class="chapter">
      <ol>
        ${events.map((event) => this.#event(event))}
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

  #event(event: SessionEvent): TemplateResult {
    const { at, from, to, code } = event;
    const { what, more } = headlineOf(event, (ms) => span(language(), ms));
    return html`<li data-event=${event.event} data-state=${to ?? nothing} data-moved=${to !== null && from !== to}>
      <span class="dot"></span>
      <time class="tabular muted" datetime=${at}>${clockTime(language(), parseTime(at) ?? 0)}</time>
      <div class="what">
        <strong>${what}</strong>${more === "" ? nothing : html`<span class="more">${more}</span>`}
        ${
          code === null
            ? nothing
            : html`<span class="code"
                ><code class="mono">${code}</code> <span class="hint">${meaningOf(code)}</span></span
              >`
        }
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
