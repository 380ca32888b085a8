// @vitest-environment happy-dom

import { afterEach, beforeEach, expect, test, vi } from "vitest";

import type { Context } from "../src/context.ts";
import { Failure } from "../src/failure.ts";
import { choose } from "../src/language.ts";
import "../src/pages/webhook.ts";
import "../src/pages/webhooks.ts";
import type { Delivery, Webhook, WebhookReplay } from "../src/types.ts";
import { delivery, webhook } from "./rows.ts";

const NOW = Date.UTC(2026, 10, 30, 8);
const SECRET = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

type Element = HTMLElement & { updateComplete: Promise<boolean> };

let endpoints: Webhook[];
let deliveries: Delivery[];
let asked: unknown[][];
let refused: Failure | null;
let went: string[];
let query: URLSearchParams;
let page: Element;

const text = { ru: "Нельзя", en: "Not so" };

function context(): Context {
  const answer =
    <Answer>(name: string, made: (...rest: never[]) => Answer) =>
    async (...rest: unknown[]): Promise<Answer> => {
      asked.push([name, ...rest]);
      if (refused !== null) throw refused;
      return made(...(rest as never[]));
    };
  const found = (): Webhook => {
    if (endpoints[0] === undefined) throw new Failure({ code: "NOT_FOUND", text, status: 404 });
    return endpoints[0];
  };
  const api = {
    webhooks: async () => {
      if (refused !== null) throw refused;
      return { webhooks: endpoints, next: null };
    },
    webhook: async () => found(),
    deliveries: async ({ state }: { state: string }) => {
      asked.push(["deliveries", state]);
      return { deliveries, next: null };
    },
    addWebhook: answer("add", () => ({ ...webhook("n"), secret: SECRET })),
    changeWebhook: answer("change", found),
    deleteWebhook: answer("delete", () => undefined),
    enableWebhook: answer("enable", found),
    disableWebhook: answer("disable", found),
    rotateWebhook: answer("rotate", () => ({ webhookId: "a", secret: SECRET, oldSecretUntil: "2026-12-01T08:00:00Z" })),
    testWebhook: answer("test", () => ({ outcome: "rejected", status: 500, delivered: false, tookMs: 12 })),
    replay: answer("replay", (_: never, body: WebhookReplay) => ({ replayed: body.eventIds?.length ?? 2, next: null })),
  };
  const board = { on: () => () => undefined, serverNow: () => NOW };
  const router = {
    go: (to: string) => went.push(to),
    choose: (changes: Record<string, string>) => (query = new URLSearchParams(changes)),
    get query() {
      return query;
    },
  };
  return { api, board, router } as unknown as Context;
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 6; turn += 1) {
    await new Promise((done) => setImmediate(done));
    await page.updateComplete;
  }
}

async function shown(name: "lk-webhooks" | "lk-webhook"): Promise<ShadowRoot> {
  page = document.createElement(name) as Element;
  Object.assign(page, { context: context(), webhook: "a" });
  document.body.append(page);
  await settled();
  return page.shadowRoot!;
}

const textOf = (node: { textContent: string | null } | null): string =>
  (node?.textContent ?? "").replace(/\s+/g, " ").trim();
const inside = (name: string): ShadowRoot => page.shadowRoot!.querySelector(name)!.shadowRoot!;

async function press(root: ParentNode, name: string): Promise<void> {
  const found = [...root.querySelectorAll("button")].filter((button) => textOf(button).startsWith(name));
  expect(found, name).toHaveLength(1);
  found[0]!.click();
  await settled();
}

function type(root: ParentNode, selector: string, value: string): void {
  const field = root.querySelector<HTMLInputElement>(selector)!;
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

async function pick(root: ParentNode, selector: string): Promise<void> {
  const box = root.querySelector<HTMLInputElement>(selector)!;
  box.checked = true;
  box.dispatchEvent(new Event("input", { bubbles: true }));
  await settled();
}

async function submit(root: ParentNode): Promise<void> {
  root.querySelector("form")!.requestSubmit();
  await settled();
}

beforeEach(() => {
  vi.useFakeTimers({ now: NOW, toFake: ["Date", "setInterval", "clearInterval", "setTimeout", "clearTimeout"] });
  choose("en");
  [endpoints, deliveries, asked, refused, went, query] = [[], [], [], null, [], new URLSearchParams()];
});

afterEach(() => {
  page.remove();
  vi.useRealTimers();
  choose("ru");
});

test("the list tells of each endpoint what it is, how it is doing, and nothing that its path has", async () => {
  endpoints = [
    webhook("a", { companies: ["1", "2", "3", "4"], events: ["message.received"], waiting: 3, dead: 1000 }),
    webhook("b", { description: null, disabled: "gone", disabledAt: "2026-11-29T20:00:00Z" }),
  ];
  const root = await shown("lk-webhooks");
  const rows = [...root.querySelectorAll("li")].map(textOf);
  expect(rows[0]).toBe(
    "Orders market.example Healthy 1, 2, 3 and 1 more Message received Waiting 3 Dead letters 1,000+ Last success 12 min ago",
  );
  expect(rows[1]).toMatch(/^market\.example Disabled Disabled 29 Nov, .* the endpoint answered 410/);
  expect(root.querySelector("li a")!.getAttribute("href")).toBe("/admin/webhooks/a");
  expect(root.innerHTML).not.toContain("s3cret");
});

test("a service that keeps no messages says how to turn it on, and is not asked again", async () => {
  refused = new Failure({ code: "NOT_FOUND", text, status: 404 });
  const root = await shown("lk-webhooks");
  expect(textOf(root)).toContain("Webhooks are off");
  expect(textOf(root.querySelector("pre"))).toBe("[messages] enabled = true");
  refused = null;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(textOf(root)).toContain("Webhooks are off");
});

test("a key without the scope is told so", async () => {
  refused = new Failure({ code: "FORBIDDEN", text, status: 403 });
  expect(textOf(await shown("lk-webhooks"))).toContain("webhooks:write");
});

test("an endpoint is added with what was typed, and its secret is shown once", async () => {
  const root = await shown("lk-webhooks");
  expect(textOf(root)).toContain("There are no endpoints yet");
  await press(root, "Add endpoint");
  const dialog = inside("lk-webhook-dialog");
  await submit(dialog);
  expect([textOf(dialog.querySelector("#url-fault")), asked]).toEqual(["Enter the URL", []]);
  type(dialog, "#url", "https://market.example/hooks");
  await pick(dialog, "[name=isOfAllCompanies][value=named]");
  type(dialog, "#companies", "997441 8");
  await pick(dialog, "[name=isOfAllEvents][value=named]");
  await pick(dialog, "[value='message.edited']");
  await submit(dialog);
  expect(asked).toEqual([
    [
      "add",
      {
        ...{ url: "https://market.example/hooks", description: null },
        ...{ companies: ["997441", "8"], events: ["message.edited"] },
      },
    ],
  ]);
  expect(dialog.querySelector<HTMLInputElement>("#secret")!.value).toBe(SECRET);
  expect(dialog.querySelector("a")!.getAttribute("href")).toBe("/docs/webhooks");
  dialog.querySelector("dialog")!.close();
  await settled();
  expect(dialog.querySelector("#secret")).toBeNull();
  expect(went).toEqual(["/admin/webhooks/n"]);
});

test("a URL that the service refuses is told beside the field, in words", async () => {
  const root = await shown("lk-webhooks");
  await press(root, "Add endpoint");
  const dialog = inside("lk-webhook-dialog");
  const problem = (rule: string) => new Failure({ code: "BAD_REQUEST", text, status: 422, detail: "url: no", rule });
  refused = problem("scheme");
  type(dialog, "#url", "http://market.example");
  await submit(dialog);
  expect(textOf(dialog.querySelector("#url-fault"))).toBe("The URL begins with https://");
  expect(dialog.querySelector("#url")!.getAttribute("aria-invalid")).toBe("true");
  expect(dialog.querySelector(".banner")).toBeNull();
  type(dialog, "#url", "https://market.example");
  await settled();
  expect(textOf(dialog.querySelector("#url-fault"))).toBe("");
  refused = problem("moonphase");
  await submit(dialog);
  expect(textOf(dialog.querySelector("#url-fault"))).toBe("The service refuses the URL: url: no");
});

test("an endpoint that was deleted elsewhere is told", async () => {
  expect(textOf(await shown("lk-webhook"))).toContain("There is no such endpoint");
});

test("the page of an endpoint begins with its dead letters, and says what came of each", async () => {
  [endpoints, deliveries] = [[webhook("a", { dead: 2, waiting: 1 })], [delivery("evt_1")]];
  const root = await shown("lk-webhook");
  expect(asked).toContainEqual(["deliveries", "dead"]);
  const list = inside("lk-deliveries");
  expect(textOf(list.querySelector("li"))).toMatch(
    /^Message received 997441 Logged .* Answer 500\. The endpoint answered with an error\. .* Attempts: 10 evt_1/,
  );
  expect(root.innerHTML).not.toContain("s3cret");
  await press(root, "Show all of it");
  expect(textOf(root)).toContain("https://market.example/hooks/s3cret");
});

test("deliveries are chosen by their state, which the address keeps", async () => {
  [endpoints, deliveries] = [
    [webhook("a")],
    [delivery("evt_1", { outcome: null, status: null, triedAt: null, attempts: 0 })],
  ];
  query = new URLSearchParams("state=waiting");
  await shown("lk-webhook");
  const list = inside("lk-deliveries");
  expect(asked).toEqual([["deliveries", "waiting"]]);
  expect(textOf(list.querySelector("li"))).toContain("Waits for its turn");
  expect(textOf(list.querySelector("li"))).not.toContain("Send again");
  await press(list, "Delivered");
  expect([asked.at(-1), String(query)]).toEqual([["deliveries", "delivered"], "state=delivered"]);
});

test("one event, all dead letters, or a time range is sent again", async () => {
  [endpoints, deliveries] = [[webhook("a", { dead: 2 })], [delivery("evt_1")]];
  await shown("lk-webhook");
  const list = inside("lk-deliveries");
  const sent = (): unknown => asked.filter(([name]) => name === "replay").at(-1)?.[2];
  await press(list, "Send again");
  expect(sent()).toEqual({ eventIds: ["evt_1"] });
  expect(textOf(list.querySelector(".banner"))).toContain("Waiting to be sent: 1 event");
  await press(list, "Send all dead letters again");
  expect(sent()).toEqual({ eventIds: ["evt_1"] });
  list.querySelector("lk-confirm")!.shadowRoot!.querySelector("dialog")!.close("yes");
  await settled();
  expect(sent()).toEqual({ state: "dead" });
  expect(textOf(list.querySelector(".banner"))).toContain("2 events");
  await press(list, "Send a period");
  const range = list.querySelector("lk-replay-dialog")!.shadowRoot!;
  type(range, "#state", "missed");
  await submit(range);
  expect(textOf(range.querySelector("#range-fault"))).toBe("Enter the beginning");
  type(range, "#from", "2026-11-29T10:00");
  await submit(range);
  expect(sent()).toEqual({ state: "missed", from: new Date("2026-11-29T10:00").toISOString() });
});

test("a replay that is refused halfway says so, and what waits already", async () => {
  [endpoints, deliveries] = [[webhook("a", { dead: 2 })], [delivery("evt_1")]];
  await shown("lk-webhook");
  const list = inside("lk-deliveries");
  refused = new Failure({ code: "STORE_UNAVAILABLE", text, status: 503 });
  await press(list, "Send again");
  expect(textOf(list.querySelector("[role=alert]"))).toContain("STORE_UNAVAILABLE");
  expect(textOf(list)).not.toContain("Waiting to be sent");
});

test("a test event is told with its outcome in words", async () => {
  endpoints = [webhook("a")];
  const root = await shown("lk-webhook");
  await press(root, "Send test event");
  expect(asked).toContainEqual(["test", "a"]);
  expect(textOf(root.querySelector("[data-test=rejected]"))).toMatch(
    /^The test event was not delivered Answer 500\. The endpoint answered with an error\. [\d:]{8}, in 12 ms$/,
  );
});

test("a secret is rotated after a choice, and gone with its dialog", async () => {
  endpoints = [webhook("a")];
  const root = await shown("lk-webhook");
  await press(root, "Rotate secret");
  const dialog = inside("lk-rotate-dialog");
  expect(asked.some(([name]) => name === "rotate")).toBe(false);
  const overlap = dialog.querySelector("select")!;
  overlap.value = "3600";
  overlap.dispatchEvent(new Event("change"));
  await submit(dialog);
  expect(asked).toContainEqual(["rotate", "a", 3600]);
  expect(dialog.querySelector<HTMLInputElement>("#secret")!.value).toBe(SECRET);
  expect(textOf(dialog)).toContain("The old secret signs until 1 Dec");
  dialog.querySelector("dialog")!.close();
  await settled();
  expect(dialog.querySelector("#secret")).toBeNull();
});

test("a disabled endpoint says what helps, is enabled, and offers what it missed", async () => {
  endpoints = [webhook("a", { disabled: "gone", disabledAt: "2026-11-29T20:00:00Z", waiting: 4 })];
  const root = await shown("lk-webhook");
  expect(textOf(root.querySelector(".why"))).toContain("Ask who runs the endpoint");
  await press(root, "Enable");
  expect(textOf(inside("lk-confirm"))).toContain("what waits (4) is sent at once");
  inside("lk-confirm").querySelector("dialog")!.close("yes");
  await settled();
  expect(asked).toContainEqual(["enable", "a"]);
  await press(root, "Send what was missed");
  const range = inside("lk-deliveries").querySelector("lk-replay-dialog")!.shadowRoot!;
  expect(range.querySelector("select")!.value).toBe("missed");
  expect(new Date(range.querySelector<HTMLInputElement>("#from")!.value).toISOString()).toBe(
    "2026-11-29T20:00:00.000Z",
  );
});

test("an endpoint is disabled and deleted only after a question that says what is lost", async () => {
  endpoints = [webhook("a", { waiting: 4, dead: 2 })];
  const root = await shown("lk-webhook");
  const confirm = inside("lk-confirm");
  await press(root, "Disable");
  confirm.querySelector("dialog")!.close("no");
  await settled();
  await press(root, "Delete");
  expect(textOf(confirm)).toMatch(/What waits \(4\) and the dead letters \(2\) are lost/);
  type(confirm, "#word", "market.example");
  await settled();
  expect(asked.map(([name]) => name)).not.toContain("disable");
  confirm.querySelector("dialog")!.close("yes");
  await settled();
  expect(asked).toContainEqual(["delete", "a"]);
  expect(went).toEqual(["/admin/webhooks"]);
});

test("only what was changed is sent, and the page says that it is saved", async () => {
  endpoints = [webhook("a")];
  const root = await shown("lk-webhook");
  await press(root, "Edit");
  const dialog = inside("lk-webhook-dialog");
  type(dialog, "#description", "Orders of the north");
  await submit(dialog);
  expect(asked).toContainEqual(["change", "a", { description: "Orders of the north" }]);
  expect(textOf(root)).toContain("The changes are saved");
});
