// Screen with the code to type on the phone. It stays after the phone has answered: the code may have been mistyped.

import { html, nothing, type TemplateResult } from "lit";

import { say } from "../texts.ts";
import type { View } from "../view.ts";
import type { RenderContext } from "./actions.ts";
import { copyButton, heading, phrase, spinner } from "./common.ts";

export function codeScreen(view: View, around: RenderContext): TemplateResult | typeof nothing {
  const { code, answer, language } = view;
  if (code === null) return nothing;
  const level = around.headingLevel;
  const title = phrase(code.phone.text === "" ? { text: say(language, "codeTitle"), whole: "" } : code.phone);
  return html`<div class="shown-code">
    ${
      answer === null
        ? heading(title, level, "centre")
        : html`<div class="answer">${spinner}${heading(answer.text, level)}</div>
            <p class="centre">${title}</p>`
    }
    <p class="code" translate="no" ?data-over=${code.over}>
      <span aria-hidden="true" data-code-text>${code.code}</span><span class="offscreen">${code.spelled}</span>
    </p>
    ${answer?.doubt == null ? nothing : html`<p class="doubt" data-doubt>${answer.doubt}</p>`}
    <p class="timer tabular" role="timer" ?data-urgent=${code.urgent}>${code.timer}</p>
    ${buttons(view, around)}
  </div>`;
}

/** Address that opens WhatsApp where a device is linked, or its own page where the app is missing. */
const LINKED_DEVICES = "https://wa.me/settings/linked_devices";

function openWhatsApp({ language }: View, copied: (event: Event) => void): TemplateResult {
  return html`<a
    class="button primary"
    href=${LINKED_DEVICES}
    target="_blank"
    rel="noopener noreferrer"
    data-open-whatsapp
    @click=${copied}
    >${say(language, "copyAndOpen")}</a
  >`;
}

function buttons(view: View, around: RenderContext): TemplateResult {
  const { code, answer, language, canAsk, canCancel, changing, onPhone } = view;
  const { newCode, cancel, copy } = around.actions;
  const isOver = code?.over ?? true;
  const anew = isOver || answer?.doubt != null;
  return html`<div class="row">
    ${isOver || !onPhone ? nothing : openWhatsApp(view, copy("code", code?.code ?? ""))}
    ${isOver ? nothing : copyButton(view, around, { what: "code", content: code?.code ?? "", className: onPhone ? "" : "primary" })}
    ${
      anew
        ? html`<button type="button" class=${isOver ? "primary" : ""} ?disabled=${!canAsk} @click=${newCode}>
            ${say(language, "getNewCode")}
          </button>`
        : nothing
    }
    ${
      changing === null
        ? html`<button type="button" class="quiet" ?disabled=${!canCancel} @click=${cancel}>
            ${say(language, answer === null ? "otherNumber" : "cancel")}
          </button>`
        : nothing
    }
  </div>`;
}
