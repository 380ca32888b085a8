import type { SessionRow } from "@linekeeper/client";

import type { AttentionGroup, CompanyRow, CompanyCounts, Delivery, HelpGroup, Webhook } from "../src/types.ts";

/** Creates a row of the board with defaults for the fields that a test does not set. */
export function row(companyId: string, more: Partial<SessionRow> = {}): SessionRow {
  return {
    attempts: 0,
    companyId,
    correlationId: "c-1",
    linked: true,
    restarts: 0,
    since: "2026-11-25T10:00:00Z",
    state: "connected",
    userAction: "none",
    ...more,
  };
}

/** Creates a row of the list with defaults for the fields that a test does not set. */
export function company(companyId: string, more: Partial<CompanyRow> = {}): CompanyRow {
  return {
    ...{ companyId, name: null, state: "connected", code: null, userAction: "none", since: "2026-11-25T10:00:00Z" },
    ...{ downSince: null, cause: null, attempts: 0, correlationId: "K7MNPQ23", phoneNumber: "7916•••••67" },
    ...{ linked: true, lastFailure: null, message: null, group: null, groupSince: null, acknowledged: null },
    ...more,
  };
}

export function countsOf(more: Partial<CompanyCounts> = {}): CompanyCounts {
  return { total: 0, states: {}, codes: {}, groups: {}, ...more };
}

export function attentionGroup(group: HelpGroup, ...companies: CompanyRow[]): AttentionGroup {
  return { group, count: companies.length, acknowledged: 0, companies };
}

/** Creates an endpoint with defaults for the fields that a test does not set. */
export function webhook(webhookId: string, more: Partial<Webhook> = {}): Webhook {
  return {
    ...{ webhookId, url: "https://market.example/hooks/s3cret", companies: null, events: null, description: "Orders" },
    ...{ madeBy: "key:k3m9p2q8r7s6t5u4", createdAt: "2026-11-25T10:00:00Z", disabled: null, disabledAt: null },
    ...{ failingSince: null, pausedUntil: null, deliveredAt: "2026-11-30T07:48:00Z", oldSecretUntil: null },
    ...{ waiting: 0, dead: 0 },
    ...more,
  };
}

/** Creates a delivery that was given up. */
export function delivery(eventId: string, more: Partial<Delivery> = {}): Delivery {
  return {
    ...{ eventId, type: "message.received", companyId: "997441", seq: 1, timestamp: "2026-11-27T10:00:00Z" },
    ...{
      attempts: 10,
      outcome: "rejected",
      status: 500,
      detail: "…",
      triedAt: "2026-11-30T07:00:00Z",
      notBefore: null,
    },
    ...more,
  };
}
