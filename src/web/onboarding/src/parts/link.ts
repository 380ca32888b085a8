// Tabs with the two methods of linking a phone.

import { html, type TemplateResult } from "lit";

import type { Method } from "../facts.ts";
import { say, type Key } from "../texts.ts";
import type { View } from "../view.ts";
import type { RenderContext } from "./actions.ts";
import { codeScreen } from "./code.ts";
import { numberForm, preparing } from "./number.ts";
import { qrOffer, qrScreen } from "./qr.ts";
import { stage } from "./stages.ts";

const TABS: readonly (readonly [Method, Key])[] = [
  ["code", "byCode"],
  ["qr", "byQr"],
];

export function linkScreen(view: View, around: RenderContext): TemplateResult {
  const { language, by, code } = view;
  // The phone has answered a code: the method can no longer be chosen.
  if (view.step === "answered") {
    return html`<div id="panel">${code === null ? stage(view, around) : codeScreen(view, around)}</div>`;
  }
  return html`<div class="segments" role="tablist" aria-label=${say(language, "methods")}>
      ${TABS.map(
        ([method, key]) =>
          html`<button
            type="button"
            role="tab"
            id="tab-${method}"
            data-tab=${method}
            aria-controls="panel"
            aria-selected=${method === by ? "true" : "false"}
            tabindex=${method === by ? "0" : "-1"}
            @click=${() => around.actions.choose(method)}
            @keydown=${around.actions.tabKey}
          >
            ${say(language, key)}
          </button>`,
      )}
    </div>
    <div id="panel" role="tabpanel" aria-labelledby="tab-${by}">${body(view, around)}</div>`;
}

function body(view: View, around: RenderContext): unknown {
  switch (view.step) {
    case "code":
      return codeScreen(view, around);
    case "qr":
      return qrScreen(view, around);
    case "qr-offer":
      return qrOffer(view, around);
    case "preparing":
    case "qr-preparing":
      return preparing(view, around);
    default:
      return numberForm(view, around);
  }
}
