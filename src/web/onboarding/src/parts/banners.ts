// Banners above the screens: no connection to the service, a failure, a success.

import { html, nothing, type TemplateResult } from "lit";
import { alertIcon, checkIcon, clockIcon, icon, infoIcon, offlineIcon } from "@linekeeper/ui/icons.ts";
import { unbroken } from "@linekeeper/ui/unbroken.ts";

import type { Tone } from "../alert.ts";
import { say } from "../texts.ts";
import type { View } from "../view.ts";
import type { RenderContext } from "./actions.ts";
import { copyButton, phrase } from "./common.ts";

/**
 * Renders the offline banner. It is always in the document, so that screen readers announce its appearance; its
 * countdown is not read out.
 */
export function offlineBanner({ offline }: View): TemplateResult {
  return html`<div class="banner" data-tone="warning" data-offline ?hidden=${offline === null}>
    ${icon(offlineIcon)}
    <p>
      <strong class="tone" role="status">${offline?.text ?? ""}</strong>
      <span class="tabular muted">${offline?.timer ?? ""}</span>
    </p>
  </div>`;
}

/** Renders the warning about a code that was requested elsewhere, with its number. */
export function strangerBanner(view: View, { more }: RenderContext): unknown {
  const { stranger } = view;
  if (stranger === null) return nothing;
  return html`<div class="banner" data-tone="warning" data-stranger>
    ${icon(alertIcon)}
    <div class="alert-body">
      <p role="alert">${phrase(stranger)}</p>
      ${more?.support(view, null) ?? nothing}
    </div>
  </div>`;
}

const ICONS: Readonly<Record<Tone, typeof alertIcon>> = {
  success: checkIcon,
  info: infoIcon,
  warning: clockIcon,
  error: alertIcon,
};

export function alertBanner(view: View, around: RenderContext): unknown {
  const { alert } = view;
  if (alert === null) return nothing;
  return html`<div class="banner alert" data-tone=${alert.tone}>
    ${icon(ICONS[alert.tone])}
    <div class="alert-body">
      <p class="alert-text tone" role="alert">${unbroken(alert.text, alert.numbers)}</p>
      ${alert.note === null ? nothing : html`<p>${unbroken(alert.note, alert.numbers)}</p>`}
      ${alert.timer === null ? nothing : html`<p class="tabular" role="timer">${alert.timer}</p>`}
      <div class="row">
        ${action(view, around)} ${alert.support ? (around.more?.support(view, alert) ?? nothing) : nothing}
      </div>
      ${reference(view, around)}
    </div>
  </div>`;
}

function action({ alert, canAsk, language }: View, { actions }: RenderContext): unknown {
  if (!alert?.action) return nothing;
  const { name, label, primary } = alert.action;
  const button = html`<button
    type="button"
    class=${primary ? "primary" : ""}
    data-action=${name}
    ?disabled=${!canAsk}
    @click=${() => actions.offer(name)}
  >
    ${label}
  </button>`;
  if (name !== "change") return button;
  // The failure of a change stays in the session until it is cancelled.
  return html`${button}
    <button type="button" class="quiet" ?disabled=${!canAsk} @click=${actions.cancel}>
      ${say(language, "hide")}
    </button>`;
}

function reference(view: View, around: RenderContext): TemplateResult | typeof nothing {
  const content = view.alert?.reference ?? null;
  if (content === null) return nothing;
  const label = say(view.language, "referenceCopy");
  return html`<p class="reference">
    <span>${say(view.language, "reference")}</span>
    <code translate="no">${content}</code>
    ${copyButton(view, around, { what: "reference", content, className: "quiet small", label })}
  </p>`;
}
