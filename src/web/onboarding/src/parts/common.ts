// Templates used by several screens.

import { html, nothing, type TemplateResult } from "lit";
import { checkIcon, copyIcon, icon } from "@linekeeper/ui/icons.ts";
import { unbroken } from "@linekeeper/ui/unbroken.ts";

import { say } from "../texts.ts";
import type { Phrase } from "../shown.ts";
import type { View } from "../view.ts";
import type { Copied, RenderContext } from "./actions.ts";

/** Renders the heading of a step, which receives the focus when the step begins. */
export function heading(text: unknown, level: number, className = ""): TemplateResult {
  return html`<p class="heading ${className}" role="heading" aria-level=${level} tabindex="-1" data-heading>
    ${text}
  </p>`;
}

/** Renders a sentence whose number stays on one line. */
export function phrase({ text, whole }: Phrase): unknown {
  return unbroken(text, [whole]);
}

/** Renders the button that cancels a pairing; a change of the number has its own above the screens. */
export function cancelButton(
  { language, changing, canCancel }: View,
  { actions }: RenderContext,
): TemplateResult | typeof nothing {
  if (changing !== null) return nothing;
  return html`<button type="button" class="quiet" ?disabled=${!canCancel} @click=${actions.cancel}>
    ${say(language, "cancel")}
  </button>`;
}

export const spinner = html`<span class="spinner" aria-hidden="true"></span>`;

/** Renders a button that copies, and shows the result for a moment. */
export function copyButton(
  { language }: View,
  { actions, copied }: RenderContext,
  { what, content, className, label }: { what: Copied; content: string; className: string; label?: string },
): TemplateResult {
  const answer = copied?.what === what ? (copied.done ? "copied" : "copyFailed") : null;
  return html`<button
    type="button"
    class=${className}
    aria-label=${label ?? nothing}
    @click=${actions.copy(what, content)}
  >
    ${icon(answer === "copied" ? checkIcon : copyIcon)}<span>${say(language, answer ?? "copy")}</span>
  </button>`;
}
