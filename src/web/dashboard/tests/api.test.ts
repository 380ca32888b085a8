import { describe, expect, test, vi } from "vitest";

import { Api } from "../src/api.ts";
import { asFailure } from "../src/failure.ts";
import { EVERYTHING } from "../src/model/query.ts";
import { company } from "./rows.ts";

const visit = { key: "k3m9p2q8r7s6t5u4", scopes: ["admin"], csrfToken: "first", expiresAt: "2026-11-25T12:00:00Z" };
const done = { success: true, sessionId: "997441", correlationId: "http-1" };

function json(body: unknown, status = 200): Response {
  return new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json" } });
}

function problem(status: number, code: string, more: object = {}): Response {
  const message = { ru: "Нельзя", en: "Not so" };
  return json({ type: `/docs/errors#${code}`, title: "Not so", status, detail: "why", code, message, ...more }, status);
}

/** Creates a fetch stub that returns these answers in turn and records the requests. */
function service(...answers: (Response | Error)[]) {
  return vi.fn(async (_: RequestInfo | URL, __?: RequestInit) => {
    const answer = answers.shift();
    if (answer === undefined) throw new Error("nothing more was expected");
    if (answer instanceof Error) throw answer;
    return answer;
  });
}

const csrfTokens = (fetcher: ReturnType<typeof service>): (string | null)[] =>
  fetcher.mock.calls.map(([, request]) => new Headers(request?.headers).get("x-csrf-token"));

describe("the service's endpoints", () => {
  test("what changes something carries the token of the visit, what looks does not", async () => {
    const fetcher = service(json(visit), json(done), json({ events: [], next: null }));
    const api = new Api(fetcher);
    await api.visit();
    await api.restart("997441");
    await api.events("997441", 50, { cursor: "17", filter: { event: "connected", actor: "" } });
    expect(csrfTokens(fetcher)).toEqual([null, "first", null]);
    expect(fetcher.mock.calls[2]![0]).toBe("/api/whatsapp/sessions/997441/events?limit=50&cursor=17&event=connected");
  });

  test("a list asks for what it is filtered by, in its order", async () => {
    const fetcher = service(json({ companies: [], next: null }), json({}));
    const api = new Api(fetcher);
    await api.companies({ ...EVERYTHING, text: " +7 916 ", states: ["error", "idle"], sort: "since" }, 200, "next");
    await api.counts(" +7 916 ");
    const asked = fetcher.mock.calls.map(([url]) => new URL(String(url), "http://here"));
    expect(Object.fromEntries(asked[0]!.searchParams)).toEqual({
      ...{ q: "+7 916", state: "error,idle", sort: "since", limit: "200", cursor: "next" },
    });
    expect(asked[1]!.searchParams.get("q")).toBe("+7 916");
  });

  test("one company is asked for by its id", async () => {
    const fetcher = service(json(company("a_1")));
    expect((await new Api(fetcher).company("a_1")).companyId).toBe("a_1");
    expect(fetcher.mock.calls[0]?.[0]).toBe("/api/whatsapp/companies/a_1");
  });

  test("an endpoint is asked for by its id, and its deliveries by state and page", async () => {
    const fetcher = service(json({ deliveries: [], next: null }), json({}), json({ replayed: 1, next: null }));
    const api = new Api(fetcher);
    await api.deliveries({ webhook: "k3m9", state: "dead" }, 50, "7.1.2");
    await api.changeWebhook("k3m9", { description: null });
    await api.replay("k3m9", { eventIds: ["evt_1"] });
    const asked = fetcher.mock.calls.map(([url, request]) => [request?.method, url, request?.body]);
    expect(asked).toEqual([
      ["GET", "/api/whatsapp/webhooks/k3m9/deliveries?limit=50&cursor=7.1.2&state=dead", undefined],
      ["PATCH", "/api/whatsapp/webhooks/k3m9", '{"description":null}'],
      ["POST", "/api/whatsapp/webhooks/k3m9/replay", '{"eventIds":["evt_1"]}'],
    ]);
  });

  test("an acknowledgement says only what was chosen", async () => {
    const fetcher = service(new Response(null, { status: 204 }), new Response(null, { status: 204 }));
    const api = new Api(fetcher);
    await api.acknowledge("1", null, null);
    await api.acknowledge("1", "called", 3600);
    const bodies = fetcher.mock.calls.map(([, request]) => request?.body);
    expect(bodies).toEqual(["{}", '{"note":"called","snoozeSeconds":3600}']);
  });

  test("no visit is no error", async () => {
    const api = new Api(service(problem(401, "UNAUTHORIZED")));
    api.onSignedOut = vi.fn();
    expect(await api.visit()).toBeNull();
    expect(api.onSignedOut).not.toHaveBeenCalled();
  });

  test("a wrong key is no end of a visit", async () => {
    const api = new Api(service(problem(401, "UNAUTHORIZED")));
    api.onSignedOut = vi.fn();
    await expect(api.signIn("lk_wrong")).rejects.toMatchObject({ status: 401 });
    expect(api.onSignedOut).not.toHaveBeenCalled();
  });

  test("401 anywhere else ends the visit", async () => {
    const api = new Api(service(problem(401, "UNAUTHORIZED")));
    api.onSignedOut = vi.fn();
    await expect(api.service()).rejects.toMatchObject({ code: "UNAUTHORIZED" });
    expect(api.onSignedOut).toHaveBeenCalledOnce();
  });

  test("a visit that another tab began anew goes on with its newer token", async () => {
    const fetcher = service(
      json(visit),
      problem(403, "FORBIDDEN"),
      json({ ...visit, csrfToken: "second" }),
      json(done),
    );
    const api = new Api(fetcher);
    await api.visit();
    expect(await api.restart("997441")).toEqual(done);
    expect(csrfTokens(fetcher)).toEqual([null, "first", null, "second"]);
  });

  test("what is forbidden with the right token is forbidden", async () => {
    const api = new Api(service(json(visit), problem(403, "FORBIDDEN"), json(visit)));
    await api.visit();
    await expect(api.restart("997441")).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  test("a problem document keeps its words, its wait and what support asks for", async () => {
    const api = new Api(
      service(problem(503, "STORE_UNAVAILABLE", { retryAfterMs: 5000, correlationId: "http-7", rule: "port" })),
    );
    await expect(api.overview(24)).rejects.toMatchObject({
      code: "STORE_UNAVAILABLE",
      text: { ru: "Нельзя", en: "Not so" },
      detail: "why",
      retryAfterMs: 5000,
      correlationId: "http-7",
      rule: "port",
    });
  });

  test("no answer, and an answer that is not the service's, are told apart", async () => {
    const api = new Api(service(new TypeError("network"), new Response("<html>", { status: 502 })));
    await expect(api.service()).rejects.toMatchObject({ code: "UNREACHABLE", status: 0 });
    await expect(api.service()).rejects.toMatchObject({ code: "UNREADABLE", status: 502 });
  });

  test("whatever is thrown can be shown", () => {
    expect(asFailure(new Error("broken"))).toMatchObject({ code: "UNREADABLE", detail: "broken" });
  });
});
