// Screen of linking by number: the eight characters of a code.

import { html, type TemplateResult } from "lit";

import { typedCode } from "../number.ts";
import { busy, going, problemLine, submitting, type Context } from "./context.ts";

export function codeScreen(context: Context): TemplateResult {
  const { text, session } = context;
  return html`
    <form class="padded" novalidate @submit=${submitting((value) => void session.enterCode(value("code")))}>
      <label for="code">${text("codeLabel")}</label>
      <input
        id="code"
        name="code"
        class="code"
        maxlength="24"
        autocomplete="off"
        autocapitalize="characters"
        spellcheck="false"
        placeholder="····-····"
        aria-describedby="code-hint problem"
        @input=${format}
      />
      <p id="code-hint" class="hint">${text("codeHint")}</p>
      ${problemLine(context)}
      <button class="primary wide" type="submit" ?disabled=${busy(context)}>${text("link")}</button>
      <button class="quiet wide" type="button" @click=${going(context, { at: "camera" })}>${text("camera")}</button>
    </form>
  `;
}

function format(event: InputEvent): void {
  if (event.isComposing) return;
  const field = event.currentTarget as HTMLInputElement;
  const { value, caret } = typedCode(field.value, field.selectionStart ?? field.value.length);
  if (value === field.value) return;
  field.value = value;
  field.setSelectionRange(caret, caret);
}
