// <lk-service>: readiness of the service and its own status report.

import { css, html, nothing, type TemplateResult } from "lit";
import { parseTime } from "@linekeeper/client";
import { controls } from "@linekeeper/ui/controls.ts";
import { countdown } from "@linekeeper/ui/format.ts";
import { alertIcon, checkIcon, icon } from "@linekeeper/ui/icons.ts";

import { Ticking } from "../clock.ts";
import type { Context } from "../context.ts";
import { language } from "../language.ts";
import { endOf } from "../model/client-version.ts";
import { totalOf } from "../model/overview.ts";
import { isWell } from "../model/troubles.ts";
import { STATES } from "../model/states.ts";
import { clockTime, date, dateTime, duration, number, span } from "../model/times.ts";
import { badge, failure, spinner } from "../parts/bits.ts";
import { Part } from "../part.ts";
import { Poll } from "../poll.ts";
import { shared } from "../styles.ts";
import { say as sayCommon } from "../texts/common.ts";
import { say } from "../texts/service.ts";
import type { Service } from "../types.ts";

const AGAIN_MS = 4000;

export class ServicePage extends Part {
  static override properties = { context: { attribute: false } };

  declare context: Context;

  #poll = new Poll<Service>(this, () => this.context.api.service(), AGAIN_MS);

  static override styles = [
    controls,
    shared,
    css`
      .head {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--lk-space-2) var(--lk-space-4);
        margin-bottom: var(--lk-space-5);
      }

      .updated {
        margin-left: auto;
      }

      .mark {
        display: inline-flex;
        align-items: center;
        gap: var(--lk-space-1);
        color: var(--lk-accent);
        font-weight: 600;
      }

      .mark[data-ok="false"] {
        color: var(--lk-error);
      }

      .cards {
        display: grid;
        grid-template-columns: repeat(3, minmax(0, 1fr));
        align-items: start;
        gap: var(--lk-space-5);
      }

      :host > .banner {
        margin-bottom: var(--lk-space-4);
      }

      .checks {
        display: grid;
        gap: var(--lk-space-2);
        list-style: none;
      }

      .checks li {
        display: grid;
        grid-template-columns: 1fr auto;
        gap: 0 var(--lk-space-3);
      }

      .checks .hint {
        grid-column: 1 / -1;
      }

      dl.facts {
        grid-template-columns: 1fr auto;
      }

      dl.facts dd {
        text-align: right;
      }

      .lead {
        margin-bottom: var(--lk-space-3);
      }

      @media (max-width: 1100px) {
        .cards {
          grid-template-columns: repeat(2, minmax(0, 1fr));
        }
      }

      @media (max-width: 719px) {
        .cards {
          grid-template-columns: minmax(0, 1fr);
          gap: var(--lk-space-4);
        }

        .updated {
          width: 100%;
          margin-left: 0;
        }
      }
    `,
  ];

  constructor() {
    super();
    new Ticking(this);
  }

  protected override render(): TemplateResult {
    const { answer, failure: problem, at } = this.#poll;
    return html`
      <header class="head">
        <h1>${say("title")}</h1>
        ${answer === null ? nothing : mark(isWell(answer), headOf(answer))}
        ${
          answer === null || problem !== null
            ? nothing
            : html`<span class="updated hint tabular">${say("updated", { time: clockTime(language(), at) })}</span>`
        }
      </header>
      ${problem === null ? nothing : failure(problem, this.#again(answer === null ? null : at))}
      ${answer !== null ? this.#cards(answer, at) : problem === null ? spinner() : nothing}
    `;
  }

  #again(at: number | null): TemplateResult {
    return html`<p class="row">
      <button type="button" class="small" @click=${() => void this.#poll.again()}>${sayCommon("retry")}</button>
      ${at === null ? nothing : html`<span class="hint">${say("stale", { time: clockTime(language(), at) })}</span>`}
    </p>`;
  }

  #cards(service: Service, at: number): TemplateResult {
    const now = (parseTime(service.now) ?? at) + (Date.now() - at);
    return html`<div class="cards">
      ${checksCard(service)} ${storeCard(service)} ${breakerCard(service, now)} ${gateCard(service)}
      ${processCard(service, now)} ${versionCard(service, now)} ${sessionsCard(service)}
    </div>`;
  }
}

/** Says whether the service does its work: trouble of all companies is not "ready", whatever the checks say. */
function headOf(service: Service): string {
  if (!service.ready) return say("notReady");
  return say(isWell(service) ? "ready" : "inTrouble");
}

function card(id: string, title: string, content: unknown, beside: unknown = nothing): TemplateResult {
  return html`<section class="card" data-card=${id} aria-labelledby=${id}>
    <header>
      <h2 id=${id}>${title}</h2>
      ${beside}
    </header>
    ${content}
  </section>`;
}

function mark(isOk: boolean, text: string): TemplateResult {
  return html`<span class="mark" data-ok=${isOk}>${icon(isOk ? checkIcon : alertIcon)}${text}</span>`;
}

function fact(name: string, value: unknown): TemplateResult {
  return html`<dt>${name}</dt>
    <dd class="tabular">${value}</dd>`;
}

function checksCard({ checks }: Service): TemplateResult {
  const content = html`<ul class="checks">
    ${checks.map(
      ({ name, ok, detail }) =>
        html`<li data-check=${name}>
          <span>${name}</span>${mark(ok, say(ok ? "ok" : "failed"))}
          ${detail === null ? nothing : html`<span class="hint">${detail}</span>`}
        </li>`,
    )}
  </ul>`;
  return card("checks", say("checks"), content);
}

function storeCard({ store: { up, serverVersion, latencyMs } }: Service): TemplateResult {
  const content = html`<dl class="facts">
    ${serverVersion === null ? nothing : fact(say("storeVersion"), serverVersion)}
    ${
      latencyMs === null
        ? fact(say("p50"), say("noAnswers"))
        : html`${fact(say("p50"), milliseconds(latencyMs.p50))} ${fact(say("p99"), milliseconds(latencyMs.p99))}`
    }
  </dl>`;
  return card("store", say("store"), content, mark(up, say(up ? "storeUp" : "storeDown")));
}

/** Formats a latency; below ten milliseconds with a tenth. */
function milliseconds(ms: number): string {
  if (ms >= 10) return span(language(), ms);
  return `${number(language(), Math.round(ms * 10) / 10)}\u00a0${language() === "ru" ? "мс" : "ms"}`;
}

function breakerCard({ breaker: { open, since, nextProbeAt } }: Service, now: number): TemplateResult {
  if (!open) return card("breaker", say("breaker"), mark(true, say("closed")));
  const [from, next] = [parseTime(since), parseTime(nextProbeAt)];
  const content = html`<p class="lead">${mark(false, say("open"))}</p>
    <p class="lead hint">${say("openHint")}</p>
    <dl class="facts">
      ${from === null ? nothing : fact(say("since"), dateTime(language(), from))}
      ${
        next === null
          ? nothing
          : fact(say("nextProbe"), next <= now ? say("withTheNext") : say("inTime", { time: countdown(next - now) }))
      }
    </dl>`;
  return card("breaker", say("breaker"), content);
}

function versionCard({ clientVersion }: Service, now: number): TemplateResult {
  const { version, source, since, lookedUpAt } = clientVersion;
  const [from, lookedUp, end] = [parseTime(since), parseTime(lookedUpAt), endOf(clientVersion, now)];
  const content = html`<dl class="facts">
      ${fact(say("announced"), version)} ${fact(say("source"), say(source))}
      ${from === null ? nothing : fact(say("announcedSince"), dateTime(language(), from))}
      ${lookedUp === null ? nothing : fact(say("lookedUpAt"), dateTime(language(), lookedUp))}
      ${end === null ? nothing : fact(say("takenUntil"), date(language(), end.at))}
    </dl>
    ${end?.isSoon === true ? html`<p class="banner" data-tone="warning">${say("endsSoon")}</p>` : nothing}`;
  return card("client-version", say("clientVersion"), content);
}

function gateCard({ gate: { waiting, connecting, perSecond, concurrency } }: Service): TemplateResult {
  const shown = (value: number): string => number(language(), value);
  const content = html`<dl class="facts">
    ${fact(say("waiting"), shown(waiting))} ${fact(say("connecting"), shown(connecting))}
    ${fact(say("concurrency"), shown(concurrency))} ${fact(say("perSecond"), shown(perSecond))}
  </dl>`;
  return card("gate", say("gate"), content);
}

function processCard({ version, startedAt, sockets }: Service, now: number): TemplateResult {
  const started = parseTime(startedAt);
  const content = html`<dl class="facts">
    ${fact(say("version"), version)}
    ${
      started === null
        ? nothing
        : html`${fact(say("started"), dateTime(language(), started))}
          ${fact(say("uptime"), duration(language(), now - started))}`
    }
    ${fact(say("sockets"), number(language(), sockets))}
  </dl>`;
  return card("process", say("process"), content);
}

function sessionsCard({ sessions }: Service): TemplateResult {
  const present = STATES.filter((state) => (sessions[state] ?? 0) > 0);
  const content = html`<dl class="facts">
    ${present.map(
      (state) =>
        html`<dt>${badge(state)}</dt>
          <dd class="tabular">${number(language(), sessions[state] ?? 0)}</dd>`,
    )}
  </dl>`;
  return card(
    "sessions",
    say("sessions"),
    content,
    html`<span class="tabular">${number(language(), totalOf(sessions))}</span>`,
  );
}

customElements.define("lk-service", ServicePage);
