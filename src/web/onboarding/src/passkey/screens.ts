// Screens of a passkey: the request, the check, the comparison of the code.

import { html, nothing, type TemplateResult } from "lit/html.js";
import { countdown, spelledCode } from "@linekeeper/ui/format.ts";

import type { RenderContext } from "../parts/actions.ts";
import type { Step } from "../screen.ts";
import type { Own } from "../texts.ts";
import type { PasskeyView, View } from "../view.ts";
import type { Address } from "../address.ts";
import { absent } from "./absent.ts";
import type { Helper } from "./helper.ts";
import type { Templates } from "./main.ts";
import { say, type Key } from "./texts.ts";

/** Everything that a screen is rendered from. */
export interface Scene {
  readonly view: View;
  readonly passkey: PasskeyView;
  readonly around: RenderContext;
  readonly templates: Templates;
  readonly helper: Helper;
  readonly address: Address;
  readonly service: string;
  readonly store: string | null;
  readonly confirm: (challengeId: string) => void;
  readonly cancel: (reason: Own) => void;
}

/** Remaining time from which people are warned, in milliseconds. */
const LAST_MINUTE_MS = 60_000;

export function passkeyScreen(scene: Scene): TemplateResult {
  switch (scene.view.step) {
    case "passkey":
      return request(scene);
    case "passkey-code":
      return comparison(scene);
    default:
      return check(scene);
  }
}

/** Titles of the steps. */
const TITLES: Partial<Readonly<Record<Step, Key>>> = { passkey: "title", "passkey-code": "codeTitle" };

function titleOf({ language, step }: View): string {
  return say(language, TITLES[step] ?? "checkingTitle");
}

function title({ view, around, templates }: Scene): TemplateResult {
  return templates.heading(titleOf(view), around.headingLevel, "lead");
}

/** Returns what is read out when it changes: the step, and that the extension has come or works. */
export function announcementOf(view: View, passkey: PasskeyView, helper: Helper): string {
  const { code, mayAnswer, options } = passkey;
  if (view.step === "passkey-code" && code !== null && mayAnswer) return `${titleOf(view)}: ${spelledCode(code)}`;
  const isHeard = view.step === "passkey" && mayAnswer && options !== null;
  if (!isHeard) return titleOf(view);
  switch (helper.state) {
    case "ready":
      return helper.failure === null ? `${titleOf(view)}. ${say(view.language, "found")}` : titleOf(view);
    case "asking":
    case "sending":
      return say(view.language, helper.state);
    case "looking":
    case "absent":
      return titleOf(view);
  }
}

function request(scene: Scene): TemplateResult {
  const { view, around, templates } = scene;
  return html`<div class="passkey">
    ${title(scene)}
    <p class="muted">${say(view.language, "why")}</p>
    ${way(scene)} ${timer(scene)}
    <div class="row">${templates.cancelButton(view, around)}</div>
  </div>`;
}

/** Renders how the request can be answered here, or why it cannot. */
function way(scene: Scene): unknown {
  const { view, passkey, helper, templates } = scene;
  const text = (key: Key): string => say(view.language, key);
  if (!passkey.mayAnswer) return html`<p class="banner" data-tone="info" data-may-not>${text("mayNot")}</p>`;
  if (passkey.options === null) return html`<p class="banner" data-tone="error" role="alert">${text("unreadable")}</p>`;
  switch (helper.state) {
    case "looking":
      return html`${failed(scene)}
        <p class="waits">${templates.spinner}<span>${text("looking")}</span></p>`;
    case "absent":
      return html`${failed(scene)} ${absent(scene)}`;
    case "ready":
      return html`${failed(scene)}
        <p>${text("willOpen")}</p>
        <button type="button" class="primary wide" data-passkey-ask ?disabled=${!view.canAsk} @click=${helper.ask}>
          ${text(helper.failure === null ? "ask" : "again")}
        </button>`;
    case "asking":
      return html`<p class="waits">${templates.spinner}<strong>${text("asking")}</strong></p>
        <p>${text("askingHint")}</p>
        <button type="button" data-passkey-stop @click=${helper.stop}>${text("stop")}</button>`;
    case "sending":
      return html`<p class="waits">${templates.spinner}<span>${text("sending")}</span></p>`;
  }
}

function failed({ view, helper }: Scene): TemplateResult | typeof nothing {
  const { failure, wasReplaced } = helper;
  if (failure === null && !wasReplaced) return nothing;
  const sentence = say(view.language, failure ?? "replaced");
  return html`<p class="banner" data-tone="warning" role="alert" data-passkey-failure=${failure ?? "replaced"}>
    ${sentence}
  </p>`;
}

function timer({ view, passkey: { left } }: Scene): TemplateResult | typeof nothing {
  if (left === null) return nothing;
  const words = left > 0 ? say(view.language, "left", { time: countdown(left) }) : say(view.language, "over");
  return html`<p class="timer tabular" role="timer" ?data-urgent=${left <= LAST_MINUTE_MS}>${words}</p>`;
}

function check(scene: Scene): TemplateResult {
  const { view, around, templates } = scene;
  return html`<div class="stage">
    ${templates.spinner} ${title(scene)}
    <p class="muted">${say(view.language, "checkingHint")}</p>
    ${templates.cancelButton(view, around)}
  </div>`;
}

function comparison(scene: Scene): TemplateResult {
  const { view, passkey } = scene;
  const { code } = passkey;
  if (!passkey.mayAnswer) {
    const sentence = say(view.language, "mayNotCompare");
    return html`<div class="passkey">
      ${title(scene)}
      <p class="banner" data-tone="info" data-may-not>${sentence}</p>
      ${timer(scene)}
      <div class="row">${scene.templates.cancelButton(view, scene.around)}</div>
    </div>`;
  }
  return html`<div class="passkey">
    ${title(scene)}
    <p>${say(view.language, "compare")}</p>
    <p class="code" translate="no">
      <span aria-hidden="true" data-code-text>${code}</span
      ><span class="offscreen">${code === null ? "" : spelledCode(code)}</span>
    </p>
    ${timer(scene)} ${answers(scene)}
    <p class="hint">${say(view.language, "differHint")}</p>
  </div>`;
}

function answers({ view, passkey, confirm, cancel }: Scene): TemplateResult {
  const { challengeId, isSending } = passkey;
  const isHeld = !view.canAsk || isSending || challengeId === null;
  return html`<div class="row answers">
    <button
      type="button"
      class="primary"
      data-same
      ?disabled=${isHeld}
      @click=${() => challengeId !== null && confirm(challengeId)}
    >
      ${say(view.language, "same")}
    </button>
    <button type="button" data-differ ?disabled=${!view.canCancel} @click=${() => cancel({ key: "differed" })}>
      ${say(view.language, "differ")}
    </button>
  </div>`;
}
