// Small templates used by several pages.

import { html, nothing, type TemplateResult } from "lit";
import type { StateName } from "@linekeeper/client";
import { copy } from "@linekeeper/ui/clipboard.ts";
import { countdown } from "@linekeeper/ui/format.ts";
import { alertIcon, checkIcon, copyIcon, icon, type Drawing } from "@linekeeper/ui/icons.ts";

import type { Failure } from "../failure.ts";
import { language } from "../language.ts";
import { say, sayState } from "../texts/common.ts";

export function badge(state: StateName): TemplateResult {
  return html`<span class="badge" data-state=${state}><span class="dot"></span>${sayState(state)}</span>`;
}

export function spinner(text = say("loading")): TemplateResult {
  return html`<div class="placeholder" role="status">
    <span class="spinner" aria-hidden="true"></span><span class="muted">${text}</span>
  </div>`;
}

/** Renders an empty place with the reason. */
export function placeholder(drawing: Drawing, title: string, more: unknown = nothing): TemplateResult {
  return html`<div class="placeholder">${icon(drawing)}<strong>${title}</strong>${more}</div>`;
}

/** Time for which the button shows its result, in milliseconds. */
const SAID_MS = 2000;

/** Renders a button that copies a text and shows the result; `what` is its accessible name. */
export function copyButton(text: string, what: string, label = say("copy")): TemplateResult {
  const press = async (event: Event): Promise<void> => {
    const button = event.currentTarget as HTMLElement;
    const done = await copy(text, button);
    button.dataset["copied"] = done ? "yes" : "no";
    button.querySelector(".said")!.textContent = say(done ? "copied" : "copyFailed");
    setTimeout(() => {
      delete button.dataset["copied"];
      button.querySelector(".said")!.textContent = "";
    }, SAID_MS);
  };
  return html`<button type="button" class="small quiet copy" aria-label=${what} @click=${press}>
    <span class="idle">${icon(copyIcon)}${label}</span><span class="said" role="status"></span>
  </button>`;
}

/** Renders the correlation id, by which support finds the request. */
export function correlation(id: string | null): TemplateResult | typeof nothing {
  if (id === null) return nothing;
  return html`<span class="correlation">
    <span class="muted">${say("correlation")}</span> <code class="mono">${id}</code>
    ${copyButton(id, say("copyCorrelation", { id }), "")}
  </span>`;
}

/** Renders an error with its code, details and correlation id. `more` holds possible actions. */
export function failure(error: Failure, more: unknown = nothing): TemplateResult {
  const wait = error.left;
  return html`<div class="banner" data-tone="error" role="alert">
    <div class="row">${toned(alertIcon)}<strong>${error.text[language()]}</strong></div>
    <p class="hint">
      <code class="mono">${error.code}</code>${error.detail === "" ? nothing : html` · ${error.detail}`}
      ${wait > 0 ? html`<br /><span class="tabular">${say("retryIn", { time: countdown(wait) })}</span>` : nothing}
    </p>
    ${correlation(error.correlationId)} ${more}
  </div>`;
}

export function success(text: string, more: unknown = nothing): TemplateResult {
  return html`<div class="banner" data-tone="success" role="status">
    <div class="row">${toned(checkIcon)}<strong>${text}</strong></div>
    ${more}
  </div>`;
}

function toned(drawing: Drawing): TemplateResult {
  return html`<span class="tone row">${icon(drawing)}</span>`;
}

/** Selects the content of a field that was focused; backwards, so that its beginning stays visible. */
export function selectAll(event: Event): void {
  const field = event.target as HTMLInputElement;
  field.setSelectionRange(0, field.value.length, "backward");
}
