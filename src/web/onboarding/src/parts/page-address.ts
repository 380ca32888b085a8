// The address at which to go on at another screen: to be read, copied, shared, or scanned.

import { html, nothing, type TemplateResult } from "lit";

import type { Address } from "../address.ts";
import type { QrDrawing } from "../qr.ts";
import type { View } from "../view.ts";
import type { RenderContext } from "./actions.ts";
import type { copyButton } from "./common.ts";

/** Texts of the address, which each module that shows it has of its own. */
export interface AddressWords {
  readonly title: string;
  readonly share: string;
  readonly address: string;
  readonly copyAddress: string;
  readonly showQr: string;
  readonly qrAlt: string;
  readonly qrFailed: string;
}

export interface AddressScene {
  readonly view: View;
  readonly around: RenderContext;
  readonly address: Address;
  readonly templates: { readonly copyButton: typeof copyButton };
}

export function pageAddress({ view, around, address, templates }: AddressScene, words: AddressWords): TemplateResult {
  const isShared = address.canShare;
  const className = isShared ? "" : "primary";
  const copy = { what: "address", content: address.text, className, label: words.copyAddress } as const;
  return html`<p class="address">
      <span class="muted">${words.address}</span> <code translate="no">${address.short}</code>
    </p>
    <div class="row">
      ${
        isShared
          ? html`<button type="button" class="primary" data-share @click=${() => address.share(words.title)}>
              ${words.share}
            </button>`
          : nothing
      }
      ${templates.copyButton(view, around, copy)}
      ${
        address.qr === null
          ? html`<button type="button" class="quiet" data-qr @click=${address.drawQr}>${words.showQr}</button>`
          : nothing
      }
    </div>
    ${qr(address.qr, words)}`;
}

function qr(drawing: Address["qr"], words: AddressWords): TemplateResult | typeof nothing {
  if (drawing === null) return nothing;
  if (drawing === "failed") return html`<p role="alert">${words.qrFailed}</p>`;
  return html`<div class="qr">${drawn(drawing, words.qrAlt)}</div>`;
}

function drawn({ size, path }: QrDrawing, label: string): TemplateResult {
  return html`<svg
    role="img"
    aria-label=${label}
    viewBox="0 0 ${size} ${size}"
    width="264"
    height="264"
    shape-rendering="crispEdges"
    data-page-qr
  >
    <path d=${path} />
  </svg>`;
}
