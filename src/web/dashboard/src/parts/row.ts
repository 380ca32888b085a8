// Cells of one session's row.

import { html, nothing, type TemplateResult } from "lit";
import { isChanging, type SessionRow } from "@linekeeper/client";
import { countdown, displayedPhone } from "@linekeeper/ui/format.ts";
import { icon, refreshIcon } from "@linekeeper/ui/icons.ts";

import { language } from "../language.ts";
import type { Item } from "../model/listing.ts";
import { dateTime, duration, number } from "../model/times.ts";
import { pathOf } from "../router.ts";
import { say as sayChange, sayChange as sayChangeState } from "../texts/change.ts";
import { say as sayCommon } from "../texts/common.ts";
import { say } from "../texts/sessions.ts";
import { badge } from "./bits.ts";

const empty = html`<span class="muted" aria-hidden="true">—</span>`;

/**
 * Renders the cells.
 * @param now the service's time in milliseconds
 */
export function cells({ company, phone, row, since, nextAttempt }: Item, now: number): TemplateResult {
  const at = say("sinceAt", { time: dateTime(language(), since) });
  return html`
    <div role="gridcell" class="state">${badge(row.state)}</div>
    <div role="gridcell" class="company">
      <a href=${pathOf({ page: "session", company })} tabindex="-1">${company}</a>
    </div>
    <div role="gridcell" class="phone tabular">${phone === "" ? empty : displayedPhone(phone)}${mark(row)}</div>
    <div role="gridcell" class="code">${reason(row)}</div>
    <div role="gridcell" class="since tabular" title=${at}>${duration(language(), now - since)}</div>
    <div role="gridcell" class="next tabular">${nextAttempt === null ? empty : attempt(nextAttempt - now)}</div>
    <div role="gridcell" class="restarts tabular" data-none=${row.restarts === 0}>
      <span class="label">${say("restarts")}</span> ${number(language(), row.restarts)}
    </div>
  `;
}

function attempt(ms: number): TemplateResult {
  return html`<span class="label">${say("next")}</span> ${ms <= 0 ? sayCommon("now") : countdown(ms)}`;
}

/** Renders the mark of a number that is being changed. */
function mark(row: SessionRow): TemplateResult | typeof nothing {
  if (!isChanging(row)) return nothing;
  const phone = row.change?.maskedPhone;
  const text = phone == null ? sayChange("changes") : sayChange("changesTo", { phone: displayedPhone(phone) });
  return html`<span class="changes" role="img" aria-label=${text} title=${text}>${icon(refreshIcon)}</span>`;
}

/** Renders the reason for the state, or the progress of the pairing or of the change of its number. */
function reason({ code, message, pairing, change }: SessionRow): TemplateResult | typeof nothing {
  if (code != null) {
    const text = message?.[language()] ?? "";
    return html`<span class="what mono">${code}</span><span class="why" title=${text}>${text}</span>`;
  }
  if (change != null) {
    const more = change.code == null ? sayChangeState(change.state) : `${sayChangeState(change.state)}: ${change.code}`;
    return html`<span class="what">${sayChange("title")}</span><span class="why" title=${more}>${more}</span>`;
  }
  if (pairing == null) return empty;
  const how = say(pairing.method === "code" ? "byCodePairing" : "byQrPairing");
  const more = pairing.phoneAnswered ? say("answered") : say("attempt", { attempt: pairing.attempt });
  return html`<span class="what">${how}</span><span class="why">${more}</span>`;
}
