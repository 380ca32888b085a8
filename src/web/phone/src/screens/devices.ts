// Screen of the linked devices.

import { html, type TemplateResult } from "lit";
import { icon, linkIcon } from "@linekeeper/ui/icons.ts";

import type { DeviceRow } from "../view.ts";
import { busy, going, problemLine, type Context } from "./context.ts";
import { devicesIcon, laptopIcon } from "./icons.ts";

export function devicesScreen(context: Context): TemplateResult {
  const { text, view, session } = context;
  const unlinkAll = html`<button
    class="quiet wide danger-text"
    type="button"
    ?disabled=${busy(context)}
    @click=${() => void session.unlink(null)}
  >
    ${text("unlinkAll")}
  </button>`;
  return html`
    ${view.devices.length === 0 ? noDevices(context) : deviceList(context)} ${problemLine(context)}
    <div class="foot">
      <button class="primary wide" type="button" ?disabled=${busy(context)} @click=${going(context, { at: "camera" })}>
        ${icon(linkIcon)}${text("linkDevice")}
      </button>
      ${view.devices.length > 1 ? unlinkAll : ""}
    </div>
  `;
}

function noDevices({ text }: Context): TemplateResult {
  return html`<div class="empty">
    <span class="emblem">${icon(devicesIcon)}</span>
    <p><strong>${text("devicesNone")}</strong></p>
    <p class="muted">${text("devicesNoneHint")}</p>
  </div>`;
}

function deviceList(context: Context): TemplateResult {
  const { text, view } = context;
  return html`
    <ul class="rows">
      ${view.devices.map((device) => html`<li class="row">${deviceLine(device, context)}</li>`)}
    </ul>
    <p class="hint padded">${text("devicesHint")}</p>
  `;
}

function deviceLine(device: DeviceRow, context: Context): TemplateResult {
  const { text, session } = context;
  return html`
    <span class="avatar" data-online=${device.online}>${icon(laptopIcon)}</span>
    <span class="words"><strong>${device.name}</strong><span class="muted small-text">${device.details}</span></span>
    <button
      class="quiet small danger-text"
      type="button"
      aria-label=${text("unlinkDevice", { name: device.name })}
      ?disabled=${busy(context)}
      @click=${() => void session.unlink(device.id)}
    >
      ${text("unlink")}
    </button>
  `;
}
