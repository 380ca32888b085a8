// @vitest-environment happy-dom
/// <reference types="node" />

import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test, vi } from "vitest";

import { PAGE, PagedList } from "../src/model/paged.ts";
import { faultOf, fieldOf, replayAll, replayOf } from "../src/model/replay.ts";
import {
  changeOf,
  concealed,
  countOf,
  draftOf,
  EMPTY,
  faultsOf,
  healthOf,
  hostOf,
  isValid,
  nameOf,
  newWebhookOf,
} from "../src/model/webhooks.ts";
import { OUTCOMES_EN } from "../src/texts/deliveries.ts";
import { EVENT_TYPES } from "../src/texts/webhooks.ts";
import type { Webhook, WebhookReplay } from "../src/types.ts";
import { webhook } from "./rows.ts";

const NOW = Date.UTC(2026, 10, 30, 8);
const at = (minutes: number): string => new Date(NOW + minutes * 60_000).toISOString();

describe("the health of an endpoint", () => {
  test.each<[string, Partial<Webhook>, object]>([
    ["is good after a success", {}, { kind: "healthy" }],
    ["is not known before the first delivery", { deliveredAt: null }, { kind: "unused" }],
    ["is bad since its first failure", { failingSince: at(-5) }, { kind: "failing", since: NOW - 300_000 }],
    [
      "is slow while it is paused",
      { failingSince: at(-5), pausedUntil: at(1) },
      { kind: "slowed", until: NOW + 60_000 },
    ],
    ["is bad once its pause is over", { failingSince: at(-5), pausedUntil: at(-1) }, { kind: "failing" }],
    [
      "is bad after an hour of failures, paused or not",
      { failingSince: at(-60), pausedUntil: at(1) },
      { kind: "failing" },
    ],
    [
      "is told by why it was disabled, whatever else is so",
      { disabled: "gone", disabledAt: at(-1), failingSince: at(-5), pausedUntil: at(1) },
      { kind: "disabled", reason: "gone", since: NOW - 60_000 },
    ],
  ])("%s", (_, more, expected) => {
    expect(healthOf(webhook("a", more), NOW)).toMatchObject(expected);
  });
});

describe("what is shown of an endpoint", () => {
  test("is its host, and no more of the URL than that", () => {
    const url = "https://market.example:8443/hooks/s3cret?key=1";
    expect([hostOf(url), concealed(url)]).toEqual(["market.example:8443", "https://market.example:8443/…"]);
    expect(concealed("https://market.example/")).toBe("https://market.example");
    expect(concealed("https://market.example/?key=1")).toBe("https://market.example/…");
    expect([nameOf(webhook("a")), nameOf(webhook("a", { description: null }))]).toEqual(["Orders", "market.example"]);
  });

  test("a number that is counted up to a thousand stands for more", () => {
    expect([0, 999, 1000].map((count) => countOf(count, String))).toEqual(["0", "999", "1000+"]);
  });
});

describe("the form of an endpoint", () => {
  test("wants a URL, and names where it does not mean all", () => {
    expect(faultsOf(EMPTY)).toEqual({ url: "empty" });
    const named = { ...EMPTY, url: "https://a.example", isOfAllCompanies: false, isOfAllEvents: false };
    expect(faultsOf(named)).toEqual({ companies: { kind: "noCompanies" }, events: "noEvents" });
    expect(faultsOf({ ...named, companies: "1 a.b" }).companies).toEqual({ kind: "notCompany", id: "a.b" });
    const many = Array.from({ length: 1001 }, (_, id) => id).join(" ");
    expect(faultsOf({ ...named, companies: many }).companies).toEqual({ kind: "manyCompanies" });
    expect(isValid({ ...named, companies: "1,2", events: ["message.received"] })).toBe(true);
  });

  test("sends what was typed, and null for all", () => {
    expect(newWebhookOf({ ...EMPTY, url: " https://a.example/x " })).toEqual({
      ...{ url: "https://a.example/x", description: null, companies: null, events: null },
    });
    const draft = { ...EMPTY, url: "https://a.example", description: " orders ", isOfAllCompanies: false };
    expect(newWebhookOf({ ...draft, companies: "1, 2\n2;3" })).toMatchObject({
      ...{ description: "orders", companies: ["1", "2", "3"] },
    });
  });

  test("changes only what was changed", () => {
    const before = webhook("a", { companies: ["1", "2"], events: ["message.received", "message.edited"] });
    const draft = draftOf(before);
    expect(changeOf(draft, before)).toEqual({});
    expect(changeOf({ ...draft, companies: "2 1" }, before)).toEqual({});
    expect(changeOf({ ...draft, description: "" }, before)).toEqual({ description: null });
    expect(changeOf({ ...draft, isOfAllCompanies: true, events: ["message.edited"] }, before)).toEqual({
      ...{ companies: null, events: ["message.edited"] },
    });
  });
});

describe("a time range", () => {
  test("needs a beginning, except for dead letters, and ends after it", () => {
    const range = { state: "missed", from: "2026-11-29T10:00", until: "" } as const;
    expect(faultOf(range)).toBeNull();
    expect(faultOf({ ...range, from: "" })).toBe("from");
    expect(faultOf({ ...range, state: "dead", from: "" })).toBeNull();
    expect(faultOf({ ...range, until: range.from })).toBe("order");
  });

  test("is sent with the times of this machine's zone", () => {
    const [from, until] = [fieldOf(NOW), fieldOf(NOW + 3_600_000)];
    expect(replayOf({ state: "dead", from, until })).toEqual({
      ...{ state: "dead", from: at(0), until: at(60) },
    });
    expect(replayOf({ state: "dead", from: "", until: "" })).toEqual({ state: "dead" });
  });
});

describe("a replay", () => {
  const answers = (...counts: number[]) =>
    vi.fn(async (_: WebhookReplay) => {
      const replayed = counts.shift()!;
      return { replayed, next: counts.length > 0 ? `after ${replayed}` : null };
    });

  test("goes on until nothing is left, and tells how far it is", async () => {
    const [send, tell] = [answers(1000, 1000, 7), vi.fn()];
    expect(await replayAll(send, { state: "dead" }, { isWanted: () => true, tell })).toBe(2007);
    expect(send.mock.calls.map(([body]) => body)).toEqual([
      { state: "dead" },
      { state: "dead", cursor: "after 1000" },
      { state: "dead", cursor: "after 1000" },
    ]);
    expect(tell.mock.calls.flat()).toEqual([1000, 2000, 2007]);
  });

  test("ends where nobody wants it any more", async () => {
    const send = answers(1000, 1000);
    expect(await replayAll(send, { state: "dead" }, { isWanted: () => false, tell: () => {} })).toBe(1000);
    expect(send).toHaveBeenCalledOnce();
  });
});

describe("a list by pages", () => {
  /** A service with so many items, which the test may change. */
  function service(count: number) {
    const items = Array.from({ length: count }, (_, item) => item);
    const read = vi.fn(async (limit: number, cursor: string | null) => {
      const first = cursor === null ? 0 : items.indexOf(Number(cursor)) + 1;
      const page = items.slice(first, first + limit);
      return { items: page, next: first + limit < items.length ? String(page.at(-1)) : null };
    });
    return { items, read, list: new PagedList(read, String) };
  }

  test("is read again as long as it is shown", async () => {
    const { read, list } = service(PAGE * 3);
    await list.refresh();
    await list.more();
    await list.refresh();
    expect(list.items).toHaveLength(PAGE * 2);
    expect(read.mock.calls).toEqual([
      [PAGE, null],
      [PAGE, String(PAGE - 1)],
      [PAGE * 2, null],
    ]);
    await list.more();
    expect([list.items?.length, list.next]).toEqual([PAGE * 3, null]);
    await list.more();
    expect(read).toHaveBeenCalledTimes(4);
  });

  test("shows once what moved to the next page", async () => {
    const { items, list } = service(PAGE + 5);
    await list.refresh();
    items.push(0);
    await list.more();
    expect(list.items?.filter((item) => item === 0)).toHaveLength(1);
  });

  test("drops an answer that a later one has overtaken", async () => {
    const { items, read, list } = service(3);
    let answer = (): void => {};
    read.mockImplementationOnce(async () => {
      await new Promise<void>((resolve) => (answer = resolve));
      return { items: [9], next: null };
    });
    const slow = list.refresh();
    await list.refresh();
    answer();
    await slow;
    expect(list.items).toEqual(items);
  });
});

describe("words", () => {
  const source = (file: string): string =>
    readFileSync(path.join(import.meta.dirname, "../../../domain", file), "utf8");

  test("every outcome has the service's sentence", () => {
    const outcome = source("webhooks/outcome.rs");
    const names = new Map([...outcome.matchAll(/Self::(\w+) => "([a-z_]+)",/g)].map(([, arm, name]) => [arm, name]));
    const sentences = [...outcome.matchAll(/Self::(\w+) => "([A-Z][^"]+)",/g)];
    expect(sentences).toHaveLength(names.size);
    expect(Object.fromEntries(sentences.map(([, arm, sentence]) => [names.get(arm!), sentence]))).toEqual(OUTCOMES_EN);
  });

  test("every type of events is offered", () => {
    const types = [...source("messages/event_type.rs").matchAll(/Self::\w+ => "([a-z]+\.[a-z_]+)",/g)].map(
      ([, type]) => type,
    );
    expect(types.length).toBeGreaterThan(5);
    expect([...EVENT_TYPES].sort()).toEqual([...types].sort());
  });
});
