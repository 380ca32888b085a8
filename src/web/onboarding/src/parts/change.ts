// Panel above the screens while the number is being changed: what works now, what comes, and the way back.

import { html, nothing, type TemplateResult } from "lit";
import { alertIcon, icon, infoIcon } from "@linekeeper/ui/icons.ts";

import { say } from "../texts.ts";
import type { View } from "../view.ts";
import type { RenderContext } from "./actions.ts";

export function changePanel(
  { language, changing, canCancel }: View,
  { actions }: RenderContext,
): TemplateResult | typeof nothing {
  if (changing === null) return nothing;
  const { old, coming, elsewhere, waitsFor } = changing;
  return html`<div class="banner" data-tone=${elsewhere === null ? "info" : "warning"} data-changing>
    ${icon(elsewhere === null ? infoIcon : alertIcon)}
    <div class="alert-body">
      ${elsewhere === null ? nothing : html`<p class="alert-text tone" role="alert">${elsewhere}</p>`}
      <dl class="numbers">
        <div>
          <dt>${say(language, "worksNow")}</dt>
          <dd class="tabular unbroken">${old}</dd>
        </div>
        <div>
          <dt>${say(language, "comes")}</dt>
          <dd class="tabular unbroken">${coming}</dd>
        </div>
      </dl>
      ${waitsFor === null ? nothing : html`<p role="status">${waitsFor}</p>`}
      <p>${say(language, "changePlan")}</p>
      <button type="button" data-keep ?disabled=${!canCancel} @click=${actions.keepNumber}>
        ${say(language, "cancelChange")}
      </button>
    </div>
  </div>`;
}
