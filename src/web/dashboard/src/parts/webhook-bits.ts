// Templates and words of a webhook endpoint that the list and its own page share.

import { html, nothing, type TemplateResult } from "lit";
import { parseTime } from "@linekeeper/client";

import type { Failure } from "../failure.ts";
import { language } from "../language.ts";
import { countOf, healthOf, type Health } from "../model/webhooks.ts";
import { clockTime, dateTime, duration, number, span } from "../model/times.ts";
import { sayOutcome } from "../texts/deliveries.ts";
import { disabledWords, say, sayType } from "../texts/webhooks.ts";
import type { Outcome, Webhook, WebhookTest } from "../types.ts";
import { copyButton, failure, selectAll, success } from "./bits.ts";

export function healthBadge(health: Health): TemplateResult {
  return html`<span class="badge" data-health=${shadeOf(health)}><span class="dot"></span>${say(health.kind)}</span>`;
}

/** Colour of a health: what a person has disabled is no trouble. */
export function shadeOf(health: Health): string {
  return health.kind === "disabled" && health.reason === "manual" ? "off" : health.kind;
}

/** Says why an endpoint does not get its events at once, and what helps; null where it does. */
export function troubleOf(health: Health): { why: string; help: string } | null {
  switch (health.kind) {
    case "disabled":
      return disabledWords(health.reason, health.since === null ? "" : dateTime(language(), health.since));
    case "failing":
      return {
        why: say("why_failingSince", { time: dateTime(language(), health.since) }),
        help: say("help_failingSince"),
      };
    case "slowed":
      return { why: say("why_slowed", { time: clockTime(language(), health.until) }), help: say("help_slowed") };
    case "healthy":
    case "unused":
      return null;
  }
}

/** Renders what is wrong with an endpoint and what helps. */
export function troubleBanner(webhook: Webhook, now: number): TemplateResult | typeof nothing {
  const health = healthOf(webhook, now);
  const trouble = troubleOf(health);
  if (trouble === null) return nothing;
  const tone = shadeOf(health) === "off" ? "info" : health.kind === "disabled" ? "error" : "warning";
  return html`<div class="banner why" data-tone=${tone}>
    <strong>${trouble.why}</strong>${trouble.help === "" ? nothing : html`<p class="hint">${trouble.help}</p>`}
  </div>`;
}

/** Returns a number of deliveries as text. */
export function countText(count: number): string {
  return countOf(count, (shown) => number(language(), shown));
}

/** Returns when the last delivery was, from now. It is noted to the minute. */
export function lastSuccess({ deliveredAt }: Webhook, now: number): string {
  const at = parseTime(deliveredAt);
  return at === null ? say("never") : say("ago", { time: duration(language(), Math.max(now - at, 60_000)) });
}

/** Most names of a list that are shown. */
const NAMED = 3;

export function companiesText({ companies }: Webhook): string {
  return companies === null ? say("allCompanies") : listText(companies);
}

export function eventsText({ events }: Webhook): string {
  return events === null ? say("allEvents") : listText(events.map(sayType));
}

function listText(names: readonly string[]): string {
  const shown = names.slice(0, NAMED).join(", ");
  const rest = names.length - NAMED;
  return rest > 0 ? `${shown} ${say("andMore", { count: number(language(), rest) })}` : shown;
}

/** Returns what an attempt came to, with the status of the answer. */
export function answerText({ outcome, status }: { outcome: Outcome; status: number | null }): string {
  return `${status === null ? say("noAnswer") : say("statusCode", { status })}. ${sayOutcome(outcome)}`;
}

/** Renders the outcome of a test event, with the time of the answer by this machine's clock, in milliseconds. */
export function testResult(test: WebhookTest, at: number): TemplateResult {
  const time = span(language(), test.tookMs);
  const answered = html`<p class="hint tabular">${say("testedAt", { at: clockTime(language(), at), time })}</p>`;
  if (test.delivered) return success(say("tested", { status: test.status ?? "2xx" }), answered);
  return html`<div class="banner" data-tone="error" role="alert" data-test=${test.outcome}>
    <strong>${say("testFailed")}</strong>
    <p>${answerText(test)}</p>
    ${answered}
  </div>`;
}

/** Renders a new secret, with the button that copies it. It is nowhere else. */
export function secretField(secret: string): TemplateResult {
  return html`<div class="field">
    <label for="secret">${say("secretLabel")}</label>
    <div class="with">
      <input id="secret" class="mono" readonly autocomplete="off" .value=${secret} @focus=${selectAll} />
      ${copyButton(secret, say("copySecret"))}
    </div>
    <p class="hint">${say("secretOnce")}</p>
    <p class="hint"><a href="/docs/webhooks" target="_blank" rel="noopener">${say("receivers")}</a></p>
  </div>`;
}

export function failureOrNothing(error: Failure | null): TemplateResult | typeof nothing {
  return error === null ? nothing : failure(error);
}
