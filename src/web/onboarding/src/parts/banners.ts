// What is told above the screens: no line to the service, what went wrong, what is done.

import { html, nothing, type TemplateResult } from "lit";
import { alertIcon, checkIcon, clockIcon, icon, infoIcon, offlineIcon } from "@linekeeper/ui/icons.ts";

import type { Tone } from "../alert.ts";
import { say } from "../texts.ts";
import type { View } from "../view.ts";
import type { Surroundings } from "./actions.ts";
import { copyButton, phrase } from "./common.ts";

/** It is always there, so that its coming is heard; the seconds are not read out. */
export function offlineBanner({ offline }: View): TemplateResult {
  return html`<div class="banner" data-tone="warning" data-offline ?hidden=${offline === null}>
    ${icon(offlineIcon)}
    <p>
      <strong class="tone" role="status">${offline?.text ?? ""}</strong>
      <span class="tabular muted">${offline?.timer ?? ""}</span>
    </p>
  </div>`;
}

/** Whose the code is that nobody here has asked for. */
export function strangerBanner({ stranger }: View): unknown {
  if (stranger === null) return nothing;
  return html`<div class="banner" data-tone="warning" data-stranger>
    ${icon(alertIcon)}
    <p role="alert">${phrase(stranger)}</p>
  </div>`;
}

const ICONS: Readonly<Record<Tone, typeof alertIcon>> = {
  success: checkIcon,
  info: infoIcon,
  warning: clockIcon,
  error: alertIcon,
};

export function alertBanner(view: View, around: Surroundings): unknown {
  const { alert } = view;
  if (alert === null) return nothing;
  return html`<div class="banner alert" data-tone=${alert.tone}>
    ${icon(ICONS[alert.tone])}
    <div class="alert-body">
      <p class="alert-text tone" role="alert">${alert.text}</p>
      ${alert.timer === null ? nothing : html`<p class="tabular" role="timer">${alert.timer}</p>`}
      ${action(view, around)} ${reference(view, around)}
    </div>
  </div>`;
}

function action({ alert, canAsk }: View, { actions }: Surroundings): unknown {
  if (!alert?.action) return nothing;
  const { name, label, primary } = alert.action;
  return html`<button
    type="button"
    class=${primary ? "primary" : ""}
    data-action=${name}
    ?disabled=${!canAsk}
    @click=${() => actions.offer(name)}
  >
    ${label}
  </button>`;
}

function reference(view: View, around: Surroundings): TemplateResult | typeof nothing {
  const content = view.alert?.reference ?? null;
  if (content === null) return nothing;
  const label = say(view.language, "referenceCopy");
  return html`<p class="reference">
    <span>${say(view.language, "reference")}</span>
    <code translate="no">${content}</code>
    ${copyButton(view, around, { what: "reference", content, className: "quiet small", label })}
  </p>`;
}
