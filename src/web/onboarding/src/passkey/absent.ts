// What to do without the extension: install it, or go on at a computer.

import { html, nothing, type TemplateResult } from "lit/html.js";

import type { Language } from "../languages/known.ts";
import { pageAddress, type AddressWords } from "../parts/page-address.ts";
import type { Scene } from "./screens.ts";
import { say, type Key } from "./texts.ts";

export function absent(scene: Scene): TemplateResult {
  switch (scene.helper.device) {
    case "chromium":
    case "firefox":
      return html`${install(scene, scene.helper.device)} ${otherComputer(scene)}`;
    case "framed":
      return html`${framed(scene)} ${otherComputer(scene)}`;
    case "phone":
      return elsewhere(scene, "elsewherePhone");
    case "other":
      return elsewhere(scene, "elsewhereOther");
  }
}

/** Address of the browser's page with its extensions. A page cannot link to it. */
const EXTENSIONS = { chromium: "chrome://extensions", firefox: "about:debugging#/runtime/this-firefox" } as const;

function install({ view, helper, service, store }: Scene, browser: "chromium" | "firefox"): TemplateResult {
  const text = (key: Key): string => say(view.language, key);
  const packed = `${service.replace(/\/+$/, "")}/extension/linekeeper-passkey-${browser}.zip`;
  const link =
    store === null
      ? html`<a class="button primary" href=${packed} download data-install>${text("download")}</a>`
      : html`<a class="button primary" href=${store} target="_blank" rel="noopener noreferrer" data-install
          >${text("install")}</a
        >`;
  const steps: unknown[] = store === null ? byHand(browser, view.language) : [text("storeInstall")];
  return html`<p>${text("needed")}</p>
    ${link}
    <ol class="passkey-steps">
      ${[...steps, text("allow")].map((step) => html`<li>${step}</li>`)}
    </ol>
    <button type="button" data-look-again @click=${helper.lookAgain}>${text("lookAgain")}</button>
    <p class="hint" role="status">${helper.isStillAbsent ? text("stillAbsent") : ""}</p>`;
}

/** Stands for the address in a sentence. */
const MARK = "\u001f";

function byHand(browser: "chromium" | "firefox", language: Language): unknown[] {
  // The address stands in the middle of the sentence, and is no text but code.
  const [before, after] = say(language, `${browser}Open`, { address: MARK }).split(MARK);
  const open = html`${before}<code translate="no">${EXTENSIONS[browser]}</code>${after}`;
  // Firefox takes the archive itself.
  return browser === "chromium" ? [say(language, "unpack"), open] : [open];
}

function framed({ view, address }: Scene): TemplateResult {
  return html`<p>${say(view.language, "framed")}</p>
    <a class="button primary" href=${address.text} target="_blank" rel="noopener noreferrer" data-open-alone>
      ${say(view.language, "openAlone")}
    </a>`;
}

/** Renders the way to another computer behind a question: most people have the passkey here. */
function otherComputer(scene: Scene): TemplateResult {
  return html`<details>
    <summary>${say(scene.view.language, "otherComputer")}</summary>
    <div class="passkey">${elsewhere(scene, null)}</div>
  </details>`;
}

function elsewhere(scene: Scene, reason: Key | null): TemplateResult {
  const { view } = scene;
  const text = (key: Key): string => say(view.language, key);
  return html`<div class="passkey" role="group" aria-label=${text("elsewhere")} data-elsewhere>
    ${reason === null ? nothing : html`<p>${text(reason)}</p>`}
    <p>${text("elsewhereHow")}</p>
    ${pageAddress(scene, wordsOf(view.language))}
    <p class="hint">${text("secret")}</p>
  </div>`;
}

function wordsOf(language: Language): AddressWords {
  const text = (key: Key): string => say(language, key);
  return {
    ...{ title: text("elsewhere"), share: text("share"), address: text("address"), copyAddress: text("copyAddress") },
    ...{ showQr: text("showQr"), qrAlt: text("qrAlt"), qrFailed: text("qrFailed") },
  };
}
