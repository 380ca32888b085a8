// Screens of the QR that the phone scans.

import { html, nothing, type TemplateResult } from "lit";
import { icon, qrIcon } from "@linekeeper/ui/icons.ts";

import { say } from "../texts.ts";
import type { View } from "../view.ts";
import type { RenderContext } from "./actions.ts";
import { cancelButton, heading, phrase } from "./common.ts";

export function qrOffer(view: View, around: RenderContext): TemplateResult {
  const { language, qrOffer: offer, onPhone } = view;
  const { actions, headingLevel, more } = around;
  if (onPhone && more !== null) return more.handOff(view, around);
  return html`<div class="stage">
    <span class="badge">${icon(qrIcon)}</span>
    ${heading(say(language, "qrIntro"), headingLevel, "lead")}
    <p class="muted">${say(language, "qrOffer")}</p>
    <button class="primary tabular" type="button" ?disabled=${offer.held || !view.canAsk} @click=${actions.showQr}>
      ${offer.label}
    </button>
  </div>`;
}

export function qrScreen(view: View, around: RenderContext): TemplateResult | typeof nothing {
  const { language, qr } = view;
  if (qr === null) return nothing;
  return html`<div class="shown-qr">
    ${heading(qr.phone.text === "" ? say(language, "qrIntro") : phrase(qr.phone), around.headingLevel, "centre")}
    <div class="qr" ?data-stale=${qr.stale}>
      <img src=${pictureOf(qr.svg)} alt=${say(language, "qrAlt")} width="264" height="264" />
    </div>
    <p class="timer tabular" role="timer">${qr.timer}</p>
    <div class="row">${leaveButton(view, around)}</div>
  </div>`;
}

function leaveButton(view: View, around: RenderContext): TemplateResult | typeof nothing {
  const { language, qr, canCancel } = view;
  if (!qr?.hasCode) return cancelButton(view, around);
  return html`<button type="button" class="quiet" ?disabled=${!canCancel} @click=${around.actions.leaveQr}>
    ${say(language, "backToCode")}
  </button>`;
}

/** Returns the SVG as an image URL: in an image nothing inside the SVG can run or load. */
function pictureOf(svg: string): string {
  return `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
}
