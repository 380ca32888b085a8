// Endpoints of webhooks: how one is doing, and what a person enters about it.

import { parseTime } from "@linekeeper/client";
import { isCompany } from "@linekeeper/ui/address.ts";

import type { EventType, NewWebhook, Webhook, WebhookChange } from "../types.ts";

/** How an endpoint is doing. Times are in milliseconds. */
export type Health =
  | { readonly kind: "disabled"; readonly reason: NonNullable<Webhook["disabled"]>; readonly since: number | null }
  | { readonly kind: "failing"; readonly since: number }
  | { readonly kind: "slowed"; readonly until: number }
  | { readonly kind: "healthy" }
  /** Nothing was delivered yet, and nothing failed. */
  | { readonly kind: "unused" };

/** Time after which failures are told as such although the endpoint is slowed down, as the service counts them. */
const LASTING_MS = 3_600_000;

export function healthOf(webhook: Webhook, now: number): Health {
  const { disabled, disabledAt, failingSince, pausedUntil, deliveredAt } = webhook;
  if (disabled !== null) return { kind: "disabled", reason: disabled, since: parseTime(disabledAt) };
  const [since, until] = [parseTime(failingSince), parseTime(pausedUntil)];
  // An overload that lasts is no passing one, whatever the pause at hand.
  if (since !== null && now - since >= LASTING_MS) return { kind: "failing", since };
  if (until !== null && until > now) return { kind: "slowed", until };
  if (since !== null) return { kind: "failing", since };
  return { kind: deliveredAt === null ? "unused" : "healthy" };
}

/** Number up to which the service counts deliveries of an endpoint: it stands for more, too. */
const COUNTED = 1000;

/** Returns a number of deliveries as it is shown. */
export function countOf(count: number, shown: (count: number) => string): string {
  return count >= COUNTED ? `${shown(COUNTED)}+` : shown(count);
}

/** Host of a URL: what may be shown of it. Receivers keep secrets in paths and queries. */
export function hostOf(url: string): string {
  return parsed(url)?.host ?? url;
}

/** Returns a URL without what follows the host. */
export function concealed(url: string): string {
  const { origin, pathname, search } = parsed(url) ?? {};
  if (origin === undefined) return url;
  return pathname === "/" && search === "" ? origin : `${origin}/…`;
}

function parsed(url: string): URL | null {
  return URL.canParse(url) ? new URL(url) : null;
}

/** Name of an endpoint among people: its description, or its host. */
export function nameOf({ description, url }: Pick<Webhook, "description" | "url">): string {
  return description ?? hostOf(url);
}

/** Rules of URLs, by the names of the service. */
export type UrlRule = "too_long" | "blank" | "malformed" | "scheme" | "credentials" | "fragment" | "port" | "address";

/** Content of the form, as typed. */
export interface Draft {
  readonly url: string;
  readonly description: string;
  readonly isOfAllCompanies: boolean;
  /** Company ids, separated by spaces, commas or lines. */
  readonly companies: string;
  readonly isOfAllEvents: boolean;
  readonly events: readonly EventType[];
}

export const EMPTY: Draft = {
  ...{ url: "", description: "", isOfAllCompanies: true, companies: "", isOfAllEvents: true, events: [] },
};

export function draftOf({ url, description, companies, events }: Webhook): Draft {
  return {
    url,
    description: description ?? "",
    isOfAllCompanies: companies === null,
    companies: (companies ?? []).join("\n"),
    isOfAllEvents: events === null,
    events: events ?? [],
  };
}

/** Validation errors. The rules of URLs are the service's. */
export interface Faults {
  readonly url?: "empty";
  readonly companies?: { readonly kind: "noCompanies" | "manyCompanies" | "notCompany"; readonly id?: string };
  readonly events?: "noEvents";
}

const MOST_COMPANIES = 1000;

export function faultsOf(draft: Draft): Faults {
  const ids = idsOf(draft.companies);
  const wrong = ids.find((id) => !isCompany(id));
  const companies: Faults["companies"] | null = draft.isOfAllCompanies
    ? null
    : ids.length === 0
      ? { kind: "noCompanies" }
      : wrong !== undefined
        ? { kind: "notCompany", id: wrong }
        : ids.length > MOST_COMPANIES
          ? { kind: "manyCompanies" }
          : null;
  return {
    ...(draft.url.trim() === "" ? { url: "empty" as const } : {}),
    ...(companies === null ? {} : { companies }),
    ...(!draft.isOfAllEvents && draft.events.length === 0 ? { events: "noEvents" as const } : {}),
  };
}

export function isValid(draft: Draft): boolean {
  return Object.keys(faultsOf(draft)).length === 0;
}

export function newWebhookOf(draft: Draft): NewWebhook {
  const description = draft.description.trim();
  return {
    url: draft.url.trim(),
    description: description === "" ? null : description,
    companies: draft.isOfAllCompanies ? null : idsOf(draft.companies),
    events: draft.isOfAllEvents ? null : [...draft.events],
  };
}

/** Returns what the form changes of an endpoint; the rest may have been changed by others meanwhile. */
export function changeOf(draft: Draft, webhook: Webhook): WebhookChange {
  const [wanted, before] = [newWebhookOf(draft), newWebhookOf(draftOf(webhook))];
  const isChanged = (field: keyof NewWebhook): boolean => listed(wanted[field]) !== listed(before[field]);
  const fields = (Object.keys(wanted) as (keyof NewWebhook)[]).filter(isChanged);
  return Object.fromEntries(fields.map((field) => [field, wanted[field]]));
}

/** Returns a setting as a text to compare; the order of a list says nothing. */
function listed(value: string | readonly string[] | null | undefined): string {
  return JSON.stringify(Array.isArray(value) ? [...value].sort() : (value ?? null));
}

function idsOf(text: string): string[] {
  return [...new Set(text.split(/[\s,;]+/).filter((id) => id !== ""))];
}
