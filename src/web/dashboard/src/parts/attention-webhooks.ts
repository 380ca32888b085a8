// Webhook endpoints that need a person, on the page of what needs attention.

import { html, nothing, type TemplateResult } from "lit";
import { alertIcon, icon } from "@linekeeper/ui/icons.ts";

import { language } from "../language.ts";
import { hasWebhookTrouble } from "../model/attention.ts";
import { counted } from "../model/times.ts";
import { ENDPOINTS, say } from "../texts/attention.ts";
import type { Attention } from "../types.ts";

export function webhooksInTrouble(attention: Attention): TemplateResult | typeof nothing {
  const { webhooks } = attention;
  if (webhooks == null || !hasWebhookTrouble(attention)) return nothing;
  const endpoints = (count: number): string => counted(language(), count, ENDPOINTS[language()]);
  const parts = [
    ...(webhooks.disabled === 0 ? [] : [say("webhooksDisabled", { endpoints: endpoints(webhooks.disabled) })]),
    ...(webhooks.failing === 0 ? [] : [say("webhooksFailing", { endpoints: endpoints(webhooks.failing) })]),
  ];
  return html`<div class="banner webhooks" data-tone=${webhooks.disabled > 0 ? "error" : "warning"}>
    <span class="tone row">${icon(alertIcon)}</span><strong>${say("webhooks", { troubles: parts.join(", ") })}</strong>
    <a href="/admin/webhooks">${say("toWebhooks")}</a>
  </div>`;
}
