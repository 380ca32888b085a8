// Layout of the element: title, banners, current screen, the steps on the phone, reset button and dialogs.

import { html, nothing, type TemplateResult } from "lit";
import { keyed } from "lit/directives/keyed.js";
import { unbroken } from "@linekeeper/ui/unbroken.ts";

import type { Screen } from "../screen.ts";
import { say } from "../texts.ts";
import type { View } from "../view.ts";
import type { RenderContext } from "./actions.ts";
import { alertBanner, offlineBanner, strangerBanner } from "./banners.ts";
import { changePanel } from "./change.ts";
import { linkScreen } from "./link.ts";
import { exit, stage } from "./stages.ts";

export function page(view: View, around: RenderContext): TemplateResult {
  const { language } = view;
  // The card with two columns and the one with one are two: nothing slides from one place to another.
  const isWide = WIDE.includes(view.screen);
  return html`<div class="root" lang=${language} data-scheme=${around.scheme}>
    ${keyed(isWide, card(view, { ...around, headingLevel: around.headingLevel + 1 }, isWide))}
    <p class="offscreen" role="status" data-announcement></p>
    ${resetDialog(view, around)} ${changeDialog(view, around)}
  </div>`;
}

/** Screens with the steps on the phone beside them, and the one before it is known which comes. */
const WIDE: readonly Screen[] = ["loading", "link"];

function card(view: View, around: RenderContext, isWide: boolean): TemplateResult {
  const { language, screen, companyLine } = view;
  const isLink = screen === "link";
  return html`<div class="card" data-screen=${screen} ?data-wide=${isWide}>
    <div class="main">
      <p class="title" role="heading" aria-level=${around.headingLevel - 1}>${say(language, "title")}</p>
      ${companyLine === null ? nothing : html`<p class="muted company">${companyLine}</p>`} ${offlineBanner(view)}
      ${alertBanner(view, around)} ${strangerBanner(view, around)} ${changePanel(view, around)}
      ${isLink ? linkScreen(view, around) : view.passkey === null ? stage(view, around) : around.passkey(view, around)}
      ${screen === "parked" ? exit(view, around) : nothing}
    </div>
    ${isWide ? html`<div class="aside">${isLink ? around.more?.steps(view, around) : nothing}</div>` : nothing}
    ${foot(view, around)}
  </div>`;
}

/** Renders what is rarely needed, and would be regretted. */
function foot({ language, canReset, canAsk }: View, { actions }: RenderContext): TemplateResult | typeof nothing {
  if (!canReset) return nothing;
  return html`<details class="foot">
    <summary data-menu>${say(language, "menu")}</summary>
    <p class="hint">${say(language, "resetText")}</p>
    <button type="button" data-reset ?disabled=${!canAsk} @click=${actions.askReset}>${say(language, "reset")}</button>
  </details>`;
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
