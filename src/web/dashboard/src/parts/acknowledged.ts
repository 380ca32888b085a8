// Who has acknowledged a company's trouble, on its page.

import { html, nothing, type TemplateResult } from "lit";
import { parseTime } from "@linekeeper/client";

import type { CompanyRow } from "../types.ts";
import { language } from "../language.ts";
import { dateTime } from "../model/times.ts";
import { say } from "../texts/attention.ts";

interface Acts {
  readonly acknowledge: () => void;
  readonly remove: () => void;
}

export function acknowledgedCard(
  { acknowledged, group }: CompanyRow,
  { acknowledge, remove }: Acts,
): TemplateResult | typeof nothing {
  const time = (text: string): string => dateTime(language(), parseTime(text) ?? 0);
  if (acknowledged !== null) {
    const { label, at, until, note } = acknowledged;
    const by = label ?? acknowledged.by;
    const end = until === null ? say("acknowledgedUntilChange") : say("acknowledgedUntil", { until: time(until) });
    return html`<div class="acknowledged">
      <p>
        <strong>${say("acknowledgedBy", { by, at: time(at) })}</strong>, ${end}
        ${note === null ? nothing : html`<br />${note}`}
      </p>
      <button type="button" class="small" @click=${remove}>${say("removeAcknowledgement")}</button>
    </div>`;
  }
  if (group === null || group === "off") return nothing;
  return html`<button type="button" @click=${acknowledge}>${say("acknowledge")}</button>`;
}
