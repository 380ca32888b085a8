// Screen of the phone's names.

import { html, type TemplateResult } from "lit";
import { icon } from "@linekeeper/ui/icons.ts";

import type { State } from "../model.ts";
import { busy, problemLine, submitting, type Context } from "./context.ts";
import { profileIcon } from "./icons.ts";

export function profileScreen(context: Context): TemplateResult {
  const { text, view, state, session } = context;
  const save = submitting(
    (value) => void session.rename({ pushName: value("pushName"), businessName: value("businessName") }),
  );
  return html`
    <div class="owner">
      <span class="avatar large">${icon(profileIcon)}</span>
      <span class="words"><strong>${view.name}</strong><span class="muted tabular">${view.number}</span></span>
    </div>
    <form class="padded" novalidate @submit=${save}>
      <label for="push-name">${text("pushNameLabel")}</label>
      <input
        id="push-name"
        name="pushName"
        maxlength="100"
        autocomplete="off"
        aria-describedby="push-name-hint problem"
        .value=${state.phone?.pushName ?? ""}
      />
      <p id="push-name-hint" class="hint">${text("pushNameHint")}</p>
      <label for="business-name">${text("businessNameLabel")}</label>
      <input
        id="business-name"
        name="businessName"
        maxlength="100"
        autocomplete="off"
        aria-describedby="business-name-hint problem"
        .value=${state.phone?.businessName ?? ""}
      />
      <p id="business-name-hint" class="hint">${text("businessNameHint")}</p>
      ${problemLine(context)}
      <button class="primary wide" type="submit" ?disabled=${busy(context)}>${text("save")}</button>
    </form>
    ${passkeySwitch(context)}
  `;
}

function isDemanded({ phone }: State): boolean {
  return phone !== null && phone.passkey !== "off";
}

/** Renders the sandbox's switch for the demand of a passkey. It acts at once. */
function passkeySwitch(context: Context): TemplateResult {
  const { text, state, session } = context;
  const changed = async (event: Event): Promise<void> => {
    const box = event.currentTarget as HTMLInputElement;
    await session.demandPasskey(box.checked ? "with-options" : "off");
    // After a refusal it is as it was.
    box.checked = isDemanded(session.state);
  };
  return html`<div class="padded switch">
    <label>
      <input
        type="checkbox"
        aria-describedby="passkey-hint"
        .checked=${isDemanded(state)}
        ?disabled=${busy(context)}
        @change=${changed}
      />
      ${text("passkeyLabel")}
    </label>
    <p id="passkey-hint" class="hint">${text("passkeyHint")}</p>
  </div>`;
}
