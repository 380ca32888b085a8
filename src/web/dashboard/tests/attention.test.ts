// @vitest-environment happy-dom

import { afterEach, beforeEach, expect, test, vi } from "vitest";

import type { Context } from "../src/context.ts";
import type { Attention, CompanyRow } from "../src/types.ts";
import { choose } from "../src/language.ts";
import "../src/pages/attention.ts";
import { attentionGroup, company, countsOf } from "./rows.ts";

const NOW = Date.UTC(2026, 10, 30, 8);
const SUNDAY = "2026-11-29T20:00:00Z";
const FRIDAY = "2026-11-27T17:16:00Z";

const banned = company("7", { name: "Anna", state: "error", code: "BANNED", group: "banned", downSince: FRIDAY });
const crashed = company("8", { state: "error", code: "RESTART_LIMIT", group: "restart_limit", downSince: SUNDAY });
const off = company("9", { state: "error", code: "DISCONNECTED", group: "off", downSince: FRIDAY });

let attention: Attention;
let webhooks: Attention["webhooks"];
let asked: unknown[][];
let page: HTMLElement & { updateComplete: Promise<boolean> };

function context(): Context {
  const note =
    (name: string) =>
    async (...rest: unknown[]): Promise<unknown> => (asked.push([name, ...rest]), {});
  const api = {
    attention: async () => attention,
    counts: async () => countsOf({ total: 40, states: { connected: 37 }, groups: { banned: 1, off: 1 } }),
    companies: async () => ({ companies: [crashed, company("1")], next: null }),
    credentials: async () => ({ storedPhone: "79161234567" }),
    restart: note("restart"),
    acknowledge: note("acknowledge"),
  };
  const board = { on: () => () => undefined, serverNow: () => NOW };
  const left = { offset: 0, company: null };
  return { api, board, live: new Map(), leftAttention: left, router: {} } as unknown as Context;
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) {
    await new Promise((done) => setImmediate(done));
    await page.updateComplete;
  }
}

async function shown(...groups: CompanyRow[]): Promise<ShadowRoot> {
  attention = { groups: groups.map((row) => attentionGroup(row.group!, row)), webhooks };
  page = document.createElement("lk-attention") as typeof page;
  Object.assign(page, { context: context() });
  document.body.append(page);
  await settled();
  return page.shadowRoot!;
}

const textOf = (node: Element | null): string => (node?.textContent ?? "").replace(/\s+/g, " ").trim();
const press = (root: ParentNode, selector: string): void => root.querySelector<HTMLElement>(selector)!.click();

beforeEach(() => {
  vi.useFakeTimers({ now: NOW, toFake: ["Date", "setInterval", "clearInterval", "setTimeout", "clearTimeout"] });
  choose("en");
  asked = [];
  webhooks = null;
});

afterEach(() => {
  page.remove();
  vi.useRealTimers();
  choose("ru");
});

test("says in one sentence how bad it is since when, and what to do for each company", async () => {
  const root = await shown(off, crashed, banned);
  expect(textOf(root.querySelector(".summary"))).toBe("2 companies, down longest Anna: 2 d 14 h 37 of 40 connected");
  const groups = [...root.querySelectorAll<HTMLElement>(".group")];
  expect(groups.map((group) => group.dataset["group"])).toEqual(["banned", "restart_limit", "off"]);
  const row = textOf(root.querySelector("li[data-company='7']"));
  expect(row).toMatch(/^Anna 7 \+7 916 •••-••-67 down for 2 d 14 h since 27 Nov/);
  expect(row).toContain("BANNED WhatsApp has banned the account");
  expect(row).toContain("K7MNPQ23");
});

test("has no restart for a banned account, and none in bulk for one that was switched off", async () => {
  const root = await shown(banned, off);
  const steps = (id: string): unknown[] =>
    [...root.querySelectorAll<HTMLElement>(`li[data-company='${id}'] [data-step]`)].map((step) => step.dataset["step"]);
  expect([steps("7"), steps("9")]).toEqual([["link", "acknowledge"], ["restart"]]);
  expect(root.querySelector("header button")).toBeNull();
});

test("a line that was switched off is switched on only after a question", async () => {
  const root = await shown(off);
  press(root, "[data-step=restart]");
  await settled();
  expect(asked).toEqual([]);
  press(root.querySelector("lk-confirm")!.shadowRoot!, "[data-answer=no]");
  await settled();
  expect(asked).toEqual([]);
});

test("a restart is one press, and its refusal is told in the row", async () => {
  const root = await shown(crashed);
  press(root, "[data-step=restart]");
  await settled();
  expect(asked).toEqual([["restart", "8"]]);
  expect(textOf(root.querySelector("[data-step=restart]"))).toBe("Restarted");
});

test("what is acknowledged is sent with its note and its time", async () => {
  const root = await shown(banned);
  press(root, "[data-step=acknowledge]");
  await settled();
  const dialog = root.querySelector("lk-acknowledge")!.shadowRoot!;
  dialog.querySelector("textarea")!.value = " called ";
  dialog.querySelector("select")!.value = "for14400";
  dialog.querySelector("form")!.requestSubmit();
  await settled();
  expect(asked).toEqual([["acknowledge", "7", "called", 14_400]]);
});

test("when nobody is needed it says so, and those who wait for their owners are no alarm", async () => {
  const waits = company("5", { state: "idle", linked: false, group: "waits_for_owner" });
  const root = await shown(waits);
  expect(textOf(root.querySelector(".placeholder strong"))).toBe("Nobody is needed");
  expect(textOf(root.querySelector(".summary strong"))).toBe("Nothing is urgent. Waiting for their owners: 1 company");
  expect(root.querySelector<HTMLElement>(".group")!.dataset["calm"]).toBe("true");
});

test("webhook endpoints in trouble are told, and then it is not said that nobody is needed", async () => {
  webhooks = { disabled: 1, failing: 2 };
  const root = await shown();
  expect(textOf(root.querySelector(".webhooks"))).toBe(
    "Webhooks: failures have disabled 1 endpoint, failing for more than an hour: 2 endpoints To webhooks",
  );
  expect(root.querySelector(".placeholder")).toBeNull();
  page.remove();
  webhooks = { disabled: 0, failing: 0 };
  const calm = await shown();
  expect(calm.querySelector(".webhooks")).toBeNull();
  expect(textOf(calm.querySelector(".placeholder strong"))).toBe("Nobody is needed");
});

test("a group of a newer service is shown under its wire name", async () => {
  const root = await shown({ ...banned, group: "haunted" as never });
  expect(textOf(root.querySelector(".group h2"))).toBe("haunted 1");
  expect(root.querySelector("li[data-company='7'] a.name")).not.toBeNull();
});
