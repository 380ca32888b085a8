// Form for the number, and the screen while its code is being prepared.

import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";

import { nameOf } from "../countries.ts";
import { exampleIn, say } from "../texts.ts";
import type { View } from "../view.ts";
import type { RenderContext } from "./actions.ts";
import { cancelButton, heading, phrase, spinner } from "./common.ts";

export function numberForm(view: View, { actions, headingLevel }: RenderContext): TemplateResult {
  const { language, fieldError, submit, changing } = view;
  const hint = say(language, "numberHint");
  return html`<form class="number" novalidate @submit=${actions.submit}>
    ${heading(say(language, changing === null ? "numberTitle" : "newNumber"), headingLevel)}
    <label for="number">${say(language, "numberLabel")}</label>
    <div class="field">
      <input
        id="number"
        name="phone"
        type="tel"
        inputmode="tel"
        autocomplete="tel"
        maxlength="64"
        required
        aria-describedby="number-country number-hint number-error"
        aria-invalid=${fieldError === null ? nothing : "true"}
        .value=${live(view.typed)}
        @input=${actions.input}
      />
      ${country(view)}
    </div>
    <p id="number-error" class="field-error" role="alert">${fieldError ?? ""}</p>
    <p id="number-hint" class="hint">${phrase({ text: hint, whole: exampleIn(hint) })}</p>
    <button class="primary wide tabular" type="submit" ?disabled=${submit.held || !view.canAsk}>${submit.label}</button>
  </form>`;
}

function country({ language, country: code }: View): TemplateResult {
  if (code === null) return html`<span id="number-country" class="country"></span>`;
  const name = nameOf(code, language);
  return html`<span id="number-country" class="country" data-country=${code}>
    <span class="offscreen">${say(language, "numberCountry", { country: name })}</span>
    <span class="letters" aria-hidden="true">${code}</span><span class="name" aria-hidden="true">${name}</span>
  </span>`;
}

export function preparing(view: View, around: RenderContext): TemplateResult {
  const { language, step } = view;
  const byCode = step === "preparing";
  return html`<div class="stage">
    ${spinner} ${heading(say(language, byCode ? "preparing" : "preparingQr"), around.headingLevel, "lead")}
    <p class="muted">${say(language, "preparingHint")}</p>
    ${cancelButton(view, around)}
  </div>`;
}
