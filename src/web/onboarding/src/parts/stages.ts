// Screens without input: waiting, connected, and no valid link.

import { html, nothing, svg, type TemplateResult } from "lit";

import { say } from "../texts.ts";
import type { LockedView, View } from "../view.ts";
import type { RenderContext } from "./actions.ts";
import { heading, phrase, spinner } from "./common.ts";

const tick = html`<svg class="mark done" viewBox="0 0 48 48" aria-hidden="true" focusable="false">
  <circle cx="24" cy="24" r="22" />
  <path d="m15 24.5 6.5 6.5 12-13" />
</svg>`;

/** Draws a chain: whole with a bar in the middle, broken with sparks. */
function chain(whole: boolean): TemplateResult {
  return html`<svg class="mark ${whole ? "whole" : "broken"}" viewBox="0 0 48 48" aria-hidden="true" focusable="false">
    <circle cx="24" cy="24" r="22" />
    <g transform="rotate(-45 24 24)">
      <path d="M20.5 18.5h-4a5.5 5.5 0 0 0 0 11h4" />
      <path d="M27.5 18.5h4a5.5 5.5 0 0 1 0 11h-4" />
      ${whole ? svg`<path d="M19 24h10" />` : svg`<path d="M24 15.5v-3m0 20v3" />`}
    </g>
  </svg>`;
}

export function stage(view: View, around: RenderContext): TemplateResult | typeof nothing {
  const { language, step } = view;
  const level = around.headingLevel;
  switch (step) {
    case "loading":
    case "resetting":
      return waiting(say(language, step), null, level);
    case "answered":
      return waiting(say(language, "answered"), say(language, "answeredHint"), level);
    case "connecting":
      return waiting(say(language, "connecting"), say(language, "connectingHint"), level);
    case "reconnecting":
      return reconnecting(view, around);
    case "connected":
      return connected(view, around);
    case "locked":
      return view.locked === null ? nothing : locked(view.locked, view, around);
    default:
      return nothing;
  }
}

function waiting(lead: string, hint: string | null, level: number): TemplateResult {
  return html`<div class="stage">
    ${spinner} ${heading(lead, level, "lead")} ${hint === null ? nothing : html`<p class="muted">${hint}</p>`}
  </div>`;
}

/** Renders the way out: the page around is told first, and may go on by itself. */
export function exit({ exit: way }: View, { actions }: RenderContext): TemplateResult | typeof nothing {
  if (way === null) return nothing;
  const { url, label, primary } = way;
  const className = primary ? "primary" : "quiet";
  return url === null
    ? html`<button type="button" class=${className} data-exit @click=${actions.exit}>${label}</button>`
    : html`<a class="button ${className}" href=${url} rel="noreferrer" data-exit @click=${actions.exit}>${label}</a>`;
}

function connected(view: View, around: RenderContext): TemplateResult {
  const { actions, headingLevel } = around;
  const { language, oldLeft } = view;
  return html`<div class="stage">
    ${tick} ${heading(phrase(view.connected), headingLevel, "lead")}
    ${around.more?.warns(view) ? nothing : html`<p class="muted">${say(language, "connectedHint")}</p>`}
    ${around.more?.line(view) ?? nothing}
    ${oldLeft === null ? nothing : html`<p class="muted" data-old-left>${phrase(oldLeft)}</p>`}
    <div class="row">
      ${exit(view, around)}
      <button type="button" data-change-number ?disabled=${!view.canAsk} @click=${actions.change}>
        ${say(language, "changeNumber")}
      </button>
    </div>
  </div>`;
}

function locked({ reason, text, hint }: LockedView, view: View, around: RenderContext): TemplateResult {
  return html`<div class="stage" data-reason=${reason}>
    ${chain(reason === "missing")} ${heading(text, around.headingLevel, "lead")}
    <p class="muted">${hint}</p>
    <div class="row">${around.more?.support(view, null) ?? nothing} ${exit(view, around)}</div>
  </div>`;
}

function reconnecting(view: View, { actions, headingLevel }: RenderContext): TemplateResult {
  const { language } = view;
  return html`<div class="stage">
    ${spinner} ${heading(say(language, "reconnecting"), headingLevel, "lead")}
    <p class="muted">${say(language, "reconnectingHint")}</p>
    <p class="tabular" role="timer">${view.attempt}</p>
    <button type="button" ?disabled=${!view.canAsk} @click=${actions.resume}>${say(language, "tryNow")}</button>
  </div>`;
}
