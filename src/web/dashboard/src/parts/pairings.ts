// Cards of pairings: the funnel by method, and the time to connect.

import { html, type TemplateResult } from "lit";
import { clockIcon, phoneIcon } from "@linekeeper/ui/icons.ts";

import { language } from "../language.ts";
import { barsOf, stepsOf, type Bar, type Step } from "../model/overview.ts";
import { counted, number, percent, span } from "../model/times.ts";
import { say as sayCommon } from "../texts/common.ts";
import { PAIRINGS, say } from "../texts/overview.ts";
import type { Funnel, Overview, TimeToConnected } from "../types.ts";
import { placeholder } from "./bits.ts";

export function pairingsCard({ code, qr }: Overview["pairings"]): TemplateResult {
  const isEmpty = code.requested + qr.requested === 0;
  return html`<section class="card pairings" aria-labelledby="pairings">
    <header><h2 id="pairings">${say("pairings")}</h2></header>
    ${
      isEmpty
        ? placeholder(phoneIcon, say("noPairings"))
        : html`<div class="funnels">${funnel("byCode", code)} ${funnel("byQr", qr)}</div>`
    }
  </section>`;
}

function funnel(name: "byCode" | "byQr", counts: Funnel): TemplateResult {
  const share = percent(language(), counts.connected, counts.requested);
  return html`<div class="funnel" data-method=${name === "byCode" ? "code" : "qr"}>
    <h3>${say(name)} <span class="hint">${counts.requested === 0 ? "" : say("conversion", { share })}</span></h3>
    <ol>
      ${stepsOf(counts).map((step) => stepRow(step, name === "byQr"))}
    </ol>
  </div>`;
}

function stepRow({ stage, count, ofAll }: Step, isQr: boolean): TemplateResult {
  const share = percent(language(), ofAll, 1);
  return html`<li data-stage=${stage}>
    <span class="stage">${say(stage === "shown" && isQr ? "shownQr" : stage)}</span>
    <span class="count tabular">${number(language(), count)}</span>
    <span class="bar" aria-hidden="true" .style=${`--share: ${ofAll}`}></span>
    <span class="share hint tabular" title=${say("ofAll", { share })}>${share}</span>
  </li>`;
}

export function timeCard(time: TimeToConnected): TemplateResult {
  const count = counted(language(), time.count, PAIRINGS[language()]);
  return html`<section class="card time" aria-labelledby="time">
    <header>
      <h2 id="time">${say("time")}</h2>
      <span class="hint">${time.count === 0 ? "" : say("timeHint", { count })}</span>
    </header>
    ${time.count === 0 ? placeholder(clockIcon, say("noPairings")) : html`${percentiles(time)} ${histogram(barsOf(time))}`}
  </section>`;
}

function percentiles({ p50Ms, p90Ms, p99Ms }: TimeToConnected): TemplateResult {
  const one = (name: string, ms: number | null): TemplateResult =>
    html`<div>
      <dt class="muted">${name}</dt>
      <dd class="number tabular">${ms === null ? sayCommon("none") : span(language(), ms)}</dd>
    </div>`;
  return html`<dl class="percentiles">
    ${one(say("p50"), p50Ms)} ${one(say("p90"), p90Ms)} ${one(say("p99"), p99Ms)}
  </dl>`;
}

function histogram(bars: readonly Bar[]): TemplateResult {
  return html`<ol class="histogram" aria-label=${say("histogram")}>
    ${bars.map((bar) => {
      const name = barName(bar);
      return html`<li title=${`${name}: ${number(language(), bar.count)}`}>
        <span class="column" aria-hidden="true" .style=${`--height: ${bar.height}`}></span>
        <span class="label tabular">${bar.toMs === null ? "∞" : span(language(), bar.toMs)}</span>
        <span class="offscreen">${name}: ${bar.count}</span>
      </li>`;
    })}
  </ol>`;
}

function barName({ fromMs, toMs }: Bar): string {
  return toMs === null
    ? say("over", { time: span(language(), fromMs) })
    : say("upTo", { time: span(language(), toMs) });
}
