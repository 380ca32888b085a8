// Instructions for the phone, step by step, with drawings of its screens.

import { html, nothing, type TemplateResult } from "lit";

import type { Platform } from "../device.ts";
import type { Method } from "../facts.ts";
import type { View } from "../view.ts";
import type { RenderContext } from "../parts/actions.ts";
import { scene, type SceneName } from "./scenes.ts";
import { say, type Key } from "./texts.ts";

interface PhoneStep {
  readonly scene: SceneName;
  readonly text: Key;
  readonly where?: Key;
}

function stepsFor(by: Method, platform: Platform): readonly PhoneStep[] {
  const first: readonly PhoneStep[] = [
    { scene: "open", text: "step1" },
    { scene: "menu", text: "step2", where: platform === "android" ? "step2android" : "step2iphone" },
    { scene: "link", text: "step3" },
  ];
  if (by === "qr") return [...first, { scene: "camera", text: "stepQr4" }];
  return [...first, { scene: "number", text: "step4", where: "step4where" }, { scene: "enter", text: "step5" }];
}

const NAMES: Readonly<Record<Platform, string>> = { android: "Android", iphone: "iPhone" };

export function steps(view: View, { actions, platform, headingLevel }: RenderContext): TemplateResult {
  const { language, by } = view;
  return html`<div class="how" data-for=${by}>
    <div class="how-head">
      <p class="heading" role="heading" aria-level=${headingLevel}>
        ${say(language, by === "qr" ? "howQr" : "howCode")}
      </p>
      <div class="segments small-segments" role="group" aria-label=${say(language, "platforms")}>
        ${(["android", "iphone"] as const).map(
          (each) =>
            html`<button
              type="button"
              data-platform=${each}
              aria-pressed=${each === platform ? "true" : "false"}
              @click=${() => actions.platform(each)}
            >
              ${NAMES[each]}
            </button>`,
        )}
      </div>
    </div>
    <ol class="steps">
      ${stepsFor(by, platform).map(
        ({ scene: name, text, where }) =>
          html`<li>
            ${scene(name, platform)}
            <span class="what">
              <span class="text">${say(language, text)}</span>
              ${where === undefined ? nothing : html`<span class="hint">${say(language, where)}</span>`}
            </span>
          </li>`,
      )}
    </ol>
  </div>`;
}
