// The way to another screen: a phone cannot scan the QR on its own.

import { html, type TemplateResult } from "lit";

import { pageAddress, type AddressScene, type AddressWords } from "../parts/page-address.ts";
import type { MoreTemplates } from "./main.ts";
import { say, type Key } from "./texts.ts";

export interface HandOffScene extends AddressScene {
  readonly templates: MoreTemplates;
}

export function handOff(scene: HandOffScene): TemplateResult {
  const { view, around, templates } = scene;
  const text = (key: Key): string => say(view.language, key);
  const { actions, headingLevel } = around;
  const { label, held } = view.qrOffer;
  return html`<div class="hand-off" data-elsewhere>
    ${templates.heading(text("handOff"), headingLevel, "lead")}
    <p>${text("handOffWhy")}</p>
    ${pageAddress(scene, wordsOf(text))}
    <p class="hint">${text("secret")}</p>
    <div class="here">
      <p>${text("otherPhone")}</p>
      <button type="button" class="tabular" data-here ?disabled=${held || !view.canAsk} @click=${actions.showQr}>
        ${label}
      </button>
    </div>
  </div>`;
}

function wordsOf(text: (key: Key) => string): AddressWords {
  return {
    ...{ title: text("handOff"), share: text("share"), address: text("address"), copyAddress: text("copyAddress") },
    ...{ showQr: text("pageQr"), qrAlt: text("pageQrAlt"), qrFailed: text("pageQrFailed") },
  };
}
