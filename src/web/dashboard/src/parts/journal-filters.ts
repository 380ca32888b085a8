// Filters of the journal: what happened, and who caused it.

import { html, type TemplateResult } from "lit";

import type { EventsFilter } from "../api.ts";
import { say, sayActor, sayKind } from "../texts/events.ts";
import type { SessionEvent } from "../types.ts";

/** Kinds that people look for. The others are steps between them. */
const KINDS = [
  ...["connected", "reconnecting", "error", "idle", "crashed", "frozen", "restarted", "restart_limit"],
  ...["pairing_requested", "pairing_code_sent", "pairing_cancelled", "number_changed"],
  ...["restart_requested", "disconnect_requested", "reset_requested", "wiped", "credentials_expired"],
  ...["onboarding_link_made", "onboarding_link_revoked", "restart_policy_set", "restart_policy_removed"],
];

const ACTORS: readonly SessionEvent["actor"][] = [
  ...(["client", "api", "phone", "whatsapp", "session", "supervisor"] as const),
  ...(["gate", "store", "housekeeping"] as const),
];

export function journalFilters(filter: EventsFilter, choose: (filter: EventsFilter) => void): TemplateResult {
  const valueOf = (event: Event): string => (event.target as HTMLSelectElement).value;
  return html`<div class="filters">
    <select
      aria-label=${say("byKind")}
      .value=${filter.event}
      @change=${(event: Event) => choose({ ...filter, event: valueOf(event) })}
    >
      <option value="">${say("anyKind")}</option>
      ${KINDS.map((kind) => html`<option value=${kind}>${sayKind(kind)}</option>`)}
    </select>
    <select
      aria-label=${say("byActor")}
      .value=${filter.actor}
      @change=${(event: Event) => choose({ ...filter, actor: valueOf(event) })}
    >
      <option value="">${say("anyActor")}</option>
      ${ACTORS.map((actor) => html`<option value=${actor}>${sayActor(actor)}</option>`)}
    </select>
  </div>`;
}
