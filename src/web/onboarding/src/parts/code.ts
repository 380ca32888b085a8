// The code to type on the phone.

import { html, nothing, type TemplateResult } from "lit";

import { say } from "../texts.ts";
import type { View } from "../view.ts";
import type { Surroundings } from "./actions.ts";
import { copyButton, heading, phrase } from "./common.ts";

export function codeScreen(view: View, around: Surroundings): TemplateResult | typeof nothing {
  const { code, language } = view;
  if (code === null) return nothing;
  const { actions, headingLevel } = around;
  return html`<div class="shown-code">
    ${heading(phrase(code.phone.text === "" ? { text: say(language, "codeTitle"), whole: "" } : code.phone), headingLevel, "centre")}
    <p class="code" translate="no" ?data-over=${code.over}>
      <span aria-hidden="true" data-code-text>${code.code}</span><span class="offscreen">${code.spelled}</span>
    </p>
    <p class="timer tabular" role="timer" ?data-urgent=${code.urgent}>${code.timer}</p>
    <div class="row">
      ${
        code.over
          ? html`<button type="button" class="primary" ?disabled=${!view.canAsk} @click=${actions.newCode}>
              ${say(language, "getNewCode")}
            </button>`
          : copyButton(view, around, { what: "code", content: code.code, className: "primary" })
      }
      <button type="button" class="quiet" ?disabled=${!view.canCancel} @click=${actions.cancel}>
        ${say(language, "otherNumber")}
      </button>
    </div>
  </div>`;
}
