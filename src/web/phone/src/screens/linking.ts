// Panel over the screen while a device is being linked: it waits, or asks the person about a passkey.

import { html, nothing, type TemplateResult } from "lit";
import { spelledCode } from "@linekeeper/ui/format.ts";

import type { PasskeyLinking } from "../api.ts";
import { spoken, type Key } from "../texts.ts";
import type { Context } from "./context.ts";

export function linkingPanel(context: Context): TemplateResult {
  const { state } = context;
  const passkey = state.phone?.passkeyLinking ?? null;
  if (passkey !== null) {
    return html`<div class="linking asks" role="dialog" aria-modal="true" aria-labelledby="asked">
      ${passkeyPanel(passkey, context)}
    </div>`;
  }
  const isLinking = state.doing === "linking";
  return html`<div class="linking" role="status" ?hidden=${!isLinking}>
    ${isLinking ? waits(context, "linking", "linkingHint") : nothing}
  </div>`;
}

function waits({ text }: Context, title: Key, hint: Key): TemplateResult {
  return html`<span class="spinner" aria-hidden="true"></span>
    <p><strong>${text(title)}</strong></p>
    <p class="muted">${text(hint)}</p>`;
}

function passkeyPanel(passkey: PasskeyLinking, context: Context): TemplateResult {
  const { text, state, language, session } = context;
  const problem = state.problem === null ? "" : spoken(language, state.problem);
  return html`
    ${asked(passkey, context)}
    <p class="field-error" role="alert">${problem}</p>
    <div class="answers">
      ${
        passkey.code === null || passkey.confirmed
          ? nothing
          : html`<button
              class="primary wide"
              type="button"
              ?disabled=${state.isAnswering}
              @click=${() => void session.confirmPasskey()}
            >
              ${text("confirm")}
            </button>`
      }
      <button
        class="quiet wide danger-text"
        type="button"
        ?disabled=${state.isAnswering}
        @click=${() => void session.refusePasskey()}
      >
        ${text("refuse")}
      </button>
    </div>
  `;
}

function asked(passkey: PasskeyLinking, context: Context): TemplateResult {
  const { step, code, confirmed } = passkey;
  if (step === "assertion")
    return html`${heading(context, "passkeyWaits", "passkeyWaitsHint")} ${ownAnswer(passkey, context)}`;
  if (confirmed) return html`${spinner()} ${heading(context, "confirmed", "confirmedHint")}`;
  if (code === null) return html`${spinner()} ${heading(context, "passkeyChecking", "linkingHint")}`;
  return html`${heading(context, "compareTitle", "compare")}
    <p class="compared" translate="no">
      <span aria-hidden="true" data-code>${code}</span><span class="offscreen">${spelledCode(code)}</span>
    </p>`;
}

function heading({ text }: Context, title: Key, hint: Key): TemplateResult {
  return html`<h3 id="asked" tabindex="-1">${text(title)}</h3>
    <p class="muted" role="status">${text(hint)}</p>`;
}

function spinner(): TemplateResult {
  return html`<span class="spinner" aria-hidden="true"></span>`;
}

/** Renders the sandbox's stand-in for a browser that holds the account's passkey. */
function ownAnswer({ options }: PasskeyLinking, { text, state, session }: Context): TemplateResult {
  const { assertion } = state;
  return html`<section class="stand-in" aria-labelledby="stand-in">
    <h4 id="stand-in">${text("passkeyOwn")}</h4>
    <p class="hint">${text("passkeyOwnHint")}</p>
    ${
      assertion === null
        ? html`<button
            class="wide"
            type="button"
            ?disabled=${state.isAnswering || options === null}
            @click=${() => void session.makeAssertion()}
          >
            ${text("passkeyAnswer")}
          </button>`
        : html`<textarea
              class="mono"
              rows="3"
              readonly
              aria-label=${text("passkeyJson")}
              .value=${assertion.json}
            ></textarea>
            <p class="hint" role="status">${text(assertion.isCopied ? "passkeyCopied" : "passkeyNotCopied")}</p>`
    }
  </section>`;
}
