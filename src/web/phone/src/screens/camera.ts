// Camera screen: QRs of other tabs in its viewfinder, an image file, or pasted text.

import { html, svg, type TemplateResult } from "lit";
import { countdown } from "@linekeeper/ui/format.ts";
import { icon, qrIcon } from "@linekeeper/ui/icons.ts";

import { qrDrawing } from "../qr.ts";
import { live, type ShownQr } from "../shown.ts";
import { busy, going, problemLine, submitting, type Context } from "./context.ts";
import { keypadIcon, pasteIcon, pictureIcon } from "./icons.ts";

export function cameraScreen(context: Context): TemplateResult {
  const { text, shown, now } = context;
  const seen = live(shown, now.getTime());
  return html`
    <div class="camera">
      <div class="finder" data-count=${Math.min(seen.length, 2)}>
        <span class="corners" aria-hidden="true"></span>
        ${seen.length === 0 ? nothingSeen(context) : seen.map((qr) => qrButton(qr, context))}
      </div>
      <p class="tip" role="status">${seen.length === 0 ? "" : text("scanTap")}</p>
      ${problemLine(context)}
      <div class="ways">
        <button class="primary wide" type="button" @click=${going(context, { at: "code" })}>
          ${icon(keypadIcon)}${text("byNumber")}
        </button>
        <div class="pair">
          ${pictureButton(context)}
          <button class="quiet" type="button" @click=${going(context, { at: "paste" })}>
            ${icon(pasteIcon)}${text("paste")}
          </button>
        </div>
      </div>
    </div>
  `;
}

function nothingSeen({ text }: Context): TemplateResult {
  return html`<div class="unseen">
    ${icon(qrIcon)}
    <p><strong>${text("cameraIdle")}</strong></p>
    <p>${text("cameraHint")}</p>
  </div>`;
}

function qrButton(qr: ShownQr, context: Context): TemplateResult {
  const { text, session, now } = context;
  const { size, path } = qrDrawing(qr.text);
  const left = qr.expiresAt === null ? "" : text("scanLeft", { time: countdown(qr.expiresAt - now.getTime()) });
  return html`
    <button class="qr" type="button" ?disabled=${busy(context)} @click=${() => void session.scan(qr.text)}>
      <svg viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges" aria-hidden="true" focusable="false">
        ${svg`<rect width=${size} height=${size} fill="#fff"/><path d=${path} fill="#000"/>`}
      </svg>
      <span class="caption"
        ><span class="offscreen">${text("scanQrOf")} </span><span class="company">${qr.company}</span
        ><span class="tabular">${left}</span></span
      >
    </button>
  `;
}

/** Renders a file input as a button: its label has the button's look. */
function pictureButton(context: Context): TemplateResult {
  const { text, session } = context;
  const chosen = (event: Event): void => {
    const field = event.currentTarget as HTMLInputElement;
    const file = field.files?.[0];
    // Allows the same image to be chosen again.
    field.value = "";
    if (file !== undefined) void session.scanPicture(file);
  };
  return html`<label class="button quiet file">
    ${icon(pictureIcon)}${text("readPicture")}
    <input type="file" accept="image/*" ?disabled=${busy(context)} @change=${chosen} />
  </label>`;
}

export function pasteScreen(context: Context): TemplateResult {
  const { text, session } = context;
  return html`
    <form class="padded" novalidate @submit=${submitting((value) => void session.scan(value("qr")))}>
      <label for="qr">${text("scanLabel")}</label>
      <textarea
        id="qr"
        name="qr"
        class="mono"
        rows="7"
        maxlength="4096"
        autocomplete="off"
        spellcheck="false"
        aria-describedby="qr-hint problem"
        @paste=${pastedPicture(context)}
      ></textarea>
      <p id="qr-hint" class="hint">${text("scanHint")}</p>
      ${problemLine(context)}
      <button class="primary wide" type="submit" ?disabled=${busy(context)}>${text("scan")}</button>
    </form>
  `;
}

/** Reads an image from the clipboard like a chosen one. */
function pastedPicture({ session }: Context) {
  return (event: ClipboardEvent): void => {
    const file = [...(event.clipboardData?.files ?? [])].find(({ type }) => type.startsWith("image/"));
    if (file === undefined) return;
    event.preventDefault();
    void session.scanPicture(file);
  };
}
