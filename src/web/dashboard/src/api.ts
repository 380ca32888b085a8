// HTTP endpoints of the service as methods. The dashboard session's cookie authenticates; the CSRF token is kept in
// memory only.

import type {
  AddedWebhook,
  Attention,
  CompaniesPage,
  CompanyCounts,
  CompanyRow,
  CredentialsStatus,
  DeliveriesPage,
  DeliveryState,
  Done,
  EventsPage,
  FoundEvent,
  LinksPage,
  NewWebhook,
  OnboardingLink,
  OutboxStatus,
  Overview,
  PolicyShown,
  ReplayedEvents,
  RestartPolicy,
  RotatedWebhook,
  Service,
  Visit,
  Webhook,
  WebhookChange,
  WebhookReplay,
  WebhooksPage,
  WebhookTest,
} from "./types.ts";
import { Failure, failureOf, unreachable } from "./failure.ts";
import { filtersOf, type Query } from "./model/query.ts";

/** Request timeout; longer than the service takes for any request. */
const PATIENCE_MS = 40_000;

/** Which entries of the journal are read; empty means all. */
export interface EventsFilter {
  readonly event: string;
  readonly actor: string;
}

/** What an onboarding link is made with. */
export interface LinkWish {
  readonly ttlSeconds: number;
  /** Name of the company, shown to its owner. */
  readonly name: string | null;
}

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

export class Api {
  /** Called when the service no longer knows the dashboard session. */
  onSignedOut: () => void = () => {};
  #fetch: typeof fetch;
  #csrfToken: string | null = null;

  constructor(fetcher: typeof fetch = (...request) => fetch(...request)) {
    this.#fetch = fetcher;
  }

  /** Reads the current dashboard session; null when there is none. */
  async visit(): Promise<Visit | null> {
    try {
      return this.#begun(await this.#call<Visit>("GET", "/api/dashboard/visit"));
    } catch (error) {
      if (error instanceof Failure && error.status === 401) return null;
      throw error;
    }
  }

  async signIn(key: string): Promise<Visit> {
    return this.#begun(await this.#call<Visit>("POST", "/api/dashboard/visit", { key }));
  }

  async signOut(): Promise<void> {
    await this.#change<void>("DELETE", "/api/dashboard/visit");
    this.#csrfToken = null;
  }

  credentials(company: string): Promise<CredentialsStatus> {
    return this.#look(`${sessionPath(company)}/credentials/status`);
  }

  /** Reads how a company's line sends messages. */
  outbox(company: string): Promise<OutboxStatus> {
    return this.#look(`${sessionPath(company)}/outbox`);
  }

  /** Reads a page of the companies that a query leaves, in its order. */
  companies(query: Query, limit: number, cursor: string | null = null): Promise<CompaniesPage> {
    const parameters = new URLSearchParams({ ...filtersOf(query), limit: String(limit) });
    if (cursor !== null) parameters.set("cursor", cursor);
    return this.#look(`/api/whatsapp/companies?${parameters}`);
  }

  /** Counts the companies that a search leaves, by each filter. */
  counts(text: string): Promise<CompanyCounts> {
    const parameters = new URLSearchParams(text.trim() === "" ? {} : { q: text.trim() });
    return this.#look(`/api/dashboard/company-counts?${parameters}`);
  }

  /** Reads one company. The service knows nothing but the id of one that was never linked or named. */
  company(company: string): Promise<CompanyRow> {
    return this.#look(companyPath(company));
  }

  /** Names a company; null removes the name. */
  nameCompany(company: string, name: string | null): Promise<void> {
    return this.#change("PUT", companyPath(company), { name });
  }

  /** Acknowledges a company's trouble until it changes, or for a time. */
  acknowledge(company: string, note: string | null, snoozeSeconds: number | null): Promise<void> {
    const body = { ...(note === null ? {} : { note }), ...(snoozeSeconds === null ? {} : { snoozeSeconds }) };
    return this.#change("PUT", `${companyPath(company)}/acknowledgement`, body);
  }

  removeAcknowledgement(company: string): Promise<void> {
    return this.#change("DELETE", `${companyPath(company)}/acknowledgement`);
  }

  attention(): Promise<Attention> {
    return this.#look("/api/dashboard/attention");
  }

  /** Finds journal entries of any company by their correlation id, newest first. */
  async reference(correlationId: string): Promise<FoundEvent[]> {
    const parameters = new URLSearchParams({ correlationId });
    return (await this.#look<{ events: FoundEvent[] }>(`/api/whatsapp/events?${parameters}`)).events;
  }

  /** Reads a page of the journal, newest first. */
  events(
    company: string,
    limit: number,
    { cursor = null, filter }: { cursor?: string | null; filter?: EventsFilter } = {},
  ): Promise<EventsPage> {
    const query = new URLSearchParams({ limit: String(limit) });
    if (cursor !== null) query.set("cursor", cursor);
    for (const [name, value] of Object.entries(filter ?? {})) if (value !== "") query.set(name, value);
    return this.#look(`${sessionPath(company)}/events?${query}`);
  }

  policy(company: string): Promise<PolicyShown> {
    return this.#look(`${sessionPath(company)}/restart-policy`);
  }

  setPolicy(company: string, policy: RestartPolicy): Promise<PolicyShown> {
    return this.#change("PUT", `${sessionPath(company)}/restart-policy`, policy);
  }

  removePolicy(company: string): Promise<PolicyShown> {
    return this.#change("DELETE", `${sessionPath(company)}/restart-policy`);
  }

  makeLink(company: string, { ttlSeconds, name }: LinkWish): Promise<OnboardingLink> {
    const body = name === null ? { ttlSeconds } : { ttlSeconds, name };
    return this.#change("POST", `${sessionPath(company)}/onboarding-links`, body);
  }

  /** Reads a page of a company's onboarding links, newest first. */
  links(company: string, cursor: string | null = null): Promise<LinksPage> {
    const parameters = new URLSearchParams(cursor === null ? {} : { cursor });
    return this.#look(`${sessionPath(company)}/onboarding-links?${parameters}`);
  }

  revokeLink(company: string, link: string): Promise<void> {
    return this.#change("DELETE", `${sessionPath(company)}/onboarding-links/${encodeURIComponent(link)}`);
  }

  restart(company: string): Promise<Done> {
    return this.#change("POST", `${sessionPath(company)}/restart`);
  }

  disconnect(company: string): Promise<Done> {
    return this.#change("POST", `${sessionPath(company)}/disconnect`);
  }

  reset(company: string): Promise<Done> {
    return this.#change("POST", `${sessionPath(company)}/reset`);
  }

  cancelPairing(company: string): Promise<Done> {
    return this.#change("DELETE", `${sessionPath(company)}/pairing`);
  }

  overview(hours: number): Promise<Overview> {
    return this.#look(`/api/dashboard/overview?hours=${hours}`);
  }

  service(): Promise<Service> {
    return this.#look("/api/dashboard/service");
  }

  /** Reads a page of the webhook endpoints, newest first. */
  webhooks(limit: number, cursor: string | null = null): Promise<WebhooksPage> {
    return this.#look(`/api/whatsapp/webhooks?${pageOf(limit, cursor)}`);
  }

  webhook(webhook: string): Promise<Webhook> {
    return this.#look(webhookPath(webhook));
  }

  addWebhook(webhook: NewWebhook): Promise<AddedWebhook> {
    return this.#change("POST", "/api/whatsapp/webhooks", webhook);
  }

  changeWebhook(webhook: string, change: WebhookChange): Promise<Webhook> {
    return this.#change("PATCH", webhookPath(webhook), change);
  }

  deleteWebhook(webhook: string): Promise<void> {
    return this.#change("DELETE", webhookPath(webhook));
  }

  enableWebhook(webhook: string): Promise<Webhook> {
    return this.#change("POST", `${webhookPath(webhook)}/enable`);
  }

  disableWebhook(webhook: string): Promise<Webhook> {
    return this.#change("POST", `${webhookPath(webhook)}/disable`);
  }

  /** Makes a new secret; the present one signs, too, for some seconds. */
  rotateWebhook(webhook: string, overlapSeconds: number): Promise<RotatedWebhook> {
    return this.#change("POST", `${webhookPath(webhook)}/rotate`, { overlapSeconds });
  }

  testWebhook(webhook: string): Promise<WebhookTest> {
    return this.#change("POST", `${webhookPath(webhook)}/test`);
  }

  /** Reads a page of the deliveries of an endpoint. */
  deliveries(
    { webhook, state }: { webhook: string; state: DeliveryState },
    limit: number,
    cursor: string | null = null,
  ): Promise<DeliveriesPage> {
    const parameters = pageOf(limit, cursor);
    parameters.set("state", state);
    return this.#look(`${webhookPath(webhook)}/deliveries?${parameters}`);
  }

  /** Sends events once more, at most a thousand. */
  replay(webhook: string, replay: WebhookReplay): Promise<ReplayedEvents> {
    return this.#change("POST", `${webhookPath(webhook)}/replay`, replay);
  }

  #begun(visit: Visit): Visit {
    this.#csrfToken = visit.csrfToken;
    return visit;
  }

  #look<Answer>(path: string): Promise<Answer> {
    return this.#watched(this.#call<Answer>("GET", path));
  }

  /**
   * Sends a changing request. On 403 the CSRF token is read again and, if it has changed, the request is retried:
   * another tab that signed in got a newer token for the dashboard session that both share.
   */
  async #change<Answer>(method: Method, path: string, body?: unknown): Promise<Answer> {
    const token = this.#csrfToken;
    try {
      return await this.#watched(this.#call<Answer>(method, path, body));
    } catch (error) {
      const isForbidden = error instanceof Failure && error.status === 403;
      if (!isForbidden || (await this.visit())?.csrfToken === token) throw error;
      return await this.#watched(this.#call<Answer>(method, path, body));
    }
  }

  async #watched<Answer>(answer: Promise<Answer>): Promise<Answer> {
    try {
      return await answer;
    } catch (error) {
      if (error instanceof Failure && error.status === 401) this.onSignedOut();
      throw error;
    }
  }

  async #call<Answer>(method: Method, path: string, body?: unknown): Promise<Answer> {
    const headers: Record<string, string> = { accept: "application/json, application/problem+json" };
    if (body !== undefined) headers["content-type"] = "application/json";
    if (method !== "GET" && this.#csrfToken !== null) headers["x-csrf-token"] = this.#csrfToken;
    const request: RequestInit = { method, headers, cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS) };
    if (body !== undefined) request.body = JSON.stringify(body);
    const response = await this.#fetch(path, request).catch(() => {
      throw unreachable();
    });
    if (!response.ok) throw await failureOf(response);
    if (response.status === 204) return undefined as Answer;
    return (await response.json().catch(() => {
      throw unreachable();
    })) as Answer;
  }
}

function pageOf(limit: number, cursor: string | null): URLSearchParams {
  return new URLSearchParams({ limit: String(limit), ...(cursor === null ? {} : { cursor }) });
}

function webhookPath(webhook: string): string {
  return `/api/whatsapp/webhooks/${encodeURIComponent(webhook)}`;
}

function companyPath(company: string): string {
  return `/api/whatsapp/companies/${encodeURIComponent(company)}`;
}

function sessionPath(company: string): string {
  return `/api/whatsapp/sessions/${encodeURIComponent(company)}`;
}
