// Cells of one company's row.

import { html, nothing, type TemplateResult } from "lit";
import { isChanging, parseTime, type SessionRow } from "@linekeeper/client";
import { countdown, displayedPhone } from "@linekeeper/ui/format.ts";
import { checkIcon, icon, refreshIcon } from "@linekeeper/ui/icons.ts";

import type { CompanyRow } from "../types.ts";
import { language } from "../language.ts";
import { nameOf, standingOf, type Item } from "../model/standing.ts";
import { dateTime, duration, number } from "../model/times.ts";
import { pathOf } from "../router.ts";
import { say as sayChange, sayChange as sayChangeState } from "../texts/change.ts";
import { causeOf, meaningOf } from "../texts/codes.ts";
import { say } from "../texts/companies.ts";
import { badge } from "./bits.ts";

const empty = html`<span class="muted" aria-hidden="true">—</span>`;

/**
 * Renders the cells.
 * @param now the service's time in milliseconds
 */
export function cells({ company, row, live }: Item, now: number): TemplateResult {
  const { since, isDown, reference } = standingOf(row);
  const at = say(isDown ? "downSince" : "sinceAt", { time: dateTime(language(), since) });
  const { phoneNumber } = row;
  return html`
    <div role="gridcell" class="state">${badge(row.state)}</div>
    <div role="gridcell" class="company">
      <a href=${pathOf({ page: "session", company })} tabindex="-1">${nameOf(row)}</a>${acknowledged(row)}
      ${row.name === null ? nothing : html`<span class="id muted">${company}</span>`}
    </div>
    <div role="gridcell" class="phone tabular">
      ${phoneNumber === null ? empty : displayedPhone(phoneNumber)}${live === null ? nothing : mark(live)}
    </div>
    <div role="gridcell" class="code">${reason(row, live, now)}</div>
    <div role="gridcell" class="since tabular" title=${at} data-down=${isDown}>
      ${duration(language(), now - since)}
    </div>
    <div role="gridcell" class="reference">
      ${reference === null ? empty : html`<code class="mono" title=${reference}>${reference}</code>`}
    </div>
  `;
}

function acknowledged({ acknowledged: seen }: CompanyRow): TemplateResult | typeof nothing {
  if (seen === null) return nothing;
  const { by, note } = seen;
  const text = note === null ? say("acknowledged", { by }) : say("acknowledgedNote", { by, note });
  return html`<span class="seen" role="img" aria-label=${text} title=${text}>${icon(checkIcon)}</span>`;
}

/** Renders the mark of a number that is being changed. */
function mark(live: SessionRow): TemplateResult | typeof nothing {
  if (!isChanging(live)) return nothing;
  const phone = live.change?.maskedPhone;
  const text = phone == null ? sayChange("changes") : sayChange("changesTo", { phone: displayedPhone(phone) });
  return html`<span class="changes" role="img" aria-label=${text} title=${text}>${icon(refreshIcon)}</span>`;
}

/** Renders the reason for the state, or the progress of the pairing or of the change of its number. */
function reason(row: CompanyRow, live: SessionRow | null, now: number): TemplateResult {
  const { code, attempts, isDown } = standingOf(row);
  const tries = triesOf(attempts, live, now);
  if (code !== null) {
    const text = live?.message?.[language()] ?? (isDown ? causeOf(code) : meaningOf(code));
    return html`<span class="what mono">${code}</span>
      <span class="why" title=${text}>${tries === "" ? text : html`<b>${tries}</b> · ${text}`}</span>`;
  }
  const change = live?.change;
  if (change != null) {
    const more = change.code == null ? sayChangeState(change.state) : `${sayChangeState(change.state)}: ${change.code}`;
    return html`<span class="what">${sayChange("title")}</span><span class="why" title=${more}>${more}</span>`;
  }
  const pairing = live?.pairing;
  if (pairing == null) return tries === "" ? empty : html`<span class="why">${tries}</span>`;
  const how = say(pairing.method === "code" ? "byCodePairing" : "byQrPairing");
  const more = pairing.phoneAnswered ? say("answered") : say("attempt", { attempt: pairing.attempt });
  return html`<span class="what">${how}</span><span class="why">${more}</span>`;
}

/** Tells how often the service has tried, and when it tries again. */
function triesOf(attempts: number, live: SessionRow | null, now: number): string {
  const next = parseTime(live?.nextAttemptAt);
  const wait = next === null ? null : next - now;
  const parts = [
    attempts === 0 ? "" : say("attempts", { count: number(language(), attempts) }),
    wait === null ? "" : wait <= 0 ? say("nextNow") : say("nextIn", { time: countdown(wait) }),
  ];
  return parts.filter((part) => part !== "").join(", ");
}
