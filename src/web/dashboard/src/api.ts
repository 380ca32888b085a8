// HTTP endpoints of the service as methods. The dashboard session's cookie authenticates; the CSRF token is kept in
// memory only.

import { Failure, failureOf, unreachable } from "./failure.ts";
import type {
  CredentialsStatus,
  Done,
  EventsPage,
  OnboardingLink,
  Overview,
  PolicyShown,
  RestartPolicy,
  Service,
  Visit,
} from "./types.ts";

/** Request timeout; longer than the service takes for any request. */
const PATIENCE_MS = 40_000;

type Method = "GET" | "POST" | "PUT" | "DELETE";

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

  /** Reads a page of the journal, newest first. */
  events(company: string, limit: number, cursor: string | null = null): Promise<EventsPage> {
    const query = new URLSearchParams({ limit: String(limit) });
    if (cursor !== null) query.set("cursor", cursor);
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

  makeLink(company: string, ttlSeconds: number): Promise<OnboardingLink> {
    return this.#change("POST", `${sessionPath(company)}/onboarding-links`, { ttlSeconds });
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

function sessionPath(company: string): string {
  return `/api/whatsapp/sessions/${encodeURIComponent(company)}`;
}
