// Layout of the element: title, banners, current screen, the steps on the phone, reset button and dialogs.

import { html, nothing, type TemplateResult } from "lit";
import { unbroken } from "@linekeeper/ui/unbroken.ts";

import { say } from "../texts.ts";
import type { View } from "../view.ts";
import type { RenderContext } from "./actions.ts";
import { alertBanner, offlineBanner, strangerBanner } from "./banners.ts";
import { changePanel } from "./change.ts";
import { linkScreen } from "./link.ts";
import { stage } from "./stages.ts";
import { steps } from "./steps.ts";

export function page(view: View, around: RenderContext): TemplateResult {
  const { language, company } = view;
  const inner: RenderContext = { ...around, headingLevel: around.headingLevel + 1 };
  const linking = view.screen === "link";
  return html`<div class="root" lang=${language}>
    <div class="card" data-screen=${view.screen}>
      <div class="main">
        <p class="title" role="heading" aria-level=${around.headingLevel}>${say(language, "title")}</p>
        ${company === null ? nothing : html`<p class="muted company">${say(language, "company", { company })}</p>`}
        ${offlineBanner(view)} ${alertBanner(view, inner)} ${strangerBanner(view)} ${changePanel(view, inner)}
        ${linking ? linkScreen(view, inner) : view.passkey === null ? stage(view, inner) : inner.passkey(view, inner)}
      </div>
      ${linking ? html`<div class="aside">${steps(view, inner)}</div>` : nothing} ${foot(view, around)}
    </div>
    <p class="offscreen" role="status" data-announcement></p>
    ${resetDialog(view, around)} ${changeDialog(view, around)}
  </div>`;
}

function foot({ language, canReset, canAsk }: View, { actions }: RenderContext): TemplateResult | typeof nothing {
  if (!canReset) return nothing;
  return html`<div class="foot">
    <button type="button" class="quiet" data-reset ?disabled=${!canAsk} @click=${actions.askReset}>
      ${say(language, "reset")}
    </button>
  </div>`;
}

function resetDialog({ language, canAsk }: View, { actions, headingLevel }: RenderContext): TemplateResult {
  return html`<dialog
    id="reset"
    aria-labelledby="reset-title"
    aria-describedby="reset-text"
    @close=${actions.resetClosed}
  >
    <p id="reset-title" class="heading" role="heading" aria-level=${headingLevel + 1}>${say(language, "resetTitle")}</p>
    <p id="reset-text">${say(language, "resetText")}</p>
    <form method="dialog" class="row">
      <button class="danger" value="reset" ?disabled=${!canAsk}>${say(language, "resetYes")}</button>
      <button value="keep" autofocus>${say(language, "resetNo")}</button>
    </form>
  </dialog>`;
}

function changeDialog({ language, canAsk, change }: View, { actions, headingLevel }: RenderContext): TemplateResult {
  return html`<dialog
    id="change"
    aria-labelledby="change-title"
    aria-describedby="change-text"
    @close=${actions.changeClosed}
  >
    <p id="change-title" class="heading" role="heading" aria-level=${headingLevel + 1}>
      ${say(language, "changeTitle")}
    </p>
    <p id="change-text">${change && unbroken(change.text, change.numbers)}</p>
    <form method="dialog" class="row">
      <button class="primary" value="change" ?disabled=${!canAsk}>${say(language, "changeNumber")}</button>
      <button value="keep" autofocus>${say(language, "resetNo")}</button>
    </form>
  </dialog>`;
}
