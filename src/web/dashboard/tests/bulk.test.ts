import { describe, expect, test } from "vitest";

import { leftOut } from "../src/model/attention.ts";
import { MOST, planOf, runBulk, type Outcome } from "../src/model/bulk.ts";
import { company } from "./rows.ts";

const names = (count: number): string[] => Array.from({ length: count }, (_, index) => `salon-${index}`);

function told(outcomes: Map<string, Outcome>, is: Outcome["is"]): number {
  return [...outcomes.values()].filter((outcome) => outcome.is === is).length;
}

describe("many restarts", () => {
  test("never has more than four requests at once, nor more than a hundred companies", async () => {
    let [running, most, asked] = [0, 0, 0];
    const outcomes = new Map<string, Outcome>();
    await runBulk({
      companies: names(250),
      restart: async () => {
        [running, asked] = [running + 1, asked + 1];
        most = Math.max(most, running);
        await new Promise((resolve) => setImmediate(resolve));
        running -= 1;
      },
      leftOut: () => null,
      told: (name, outcome) => outcomes.set(name, outcome),
      signal: new AbortController().signal,
    });
    expect([most, asked, told(outcomes, "done")]).toEqual([4, MOST, MOST]);
  });

  test("lets finish what has begun at a cancel, and begins nothing more", async () => {
    const cancel = new AbortController();
    const outcomes = new Map<string, Outcome>();
    const running = runBulk({
      companies: names(20),
      restart: async () => new Promise((resolve) => setImmediate(resolve)),
      leftOut: () => null,
      told: (name, outcome) => outcomes.set(name, outcome),
      signal: cancel.signal,
    });
    cancel.abort();
    await running;
    expect([told(outcomes, "done"), told(outcomes, "cancelled")]).toEqual([4, 16]);
  });

  test("leaves alone a line that works by the time of its turn", async () => {
    const asked: string[] = [];
    const outcomes = new Map<string, Outcome>();
    await runBulk({
      companies: ["down", "works"],
      restart: async (name) => void asked.push(name),
      leftOut: (name) => (name === "works" ? "connected" : null),
      told: (name, outcome) => outcomes.set(name, outcome),
      signal: new AbortController().signal,
    });
    expect(asked).toEqual(["down"]);
    expect(outcomes.get("works")).toEqual({ is: "left_out", why: "connected" });
  });

  test("goes on after a failure, which is told for its company", async () => {
    const outcomes = new Map<string, Outcome>();
    await runBulk({
      companies: names(6),
      restart: async (name) => {
        if (name === "salon-2") throw new Error("refused");
      },
      leftOut: () => null,
      told: (name, outcome) => outcomes.set(name, outcome),
      signal: new AbortController().signal,
    });
    expect([told(outcomes, "done"), outcomes.get("salon-2")?.is]).toEqual([5, "failed"]);
  });

  test("is only for lines that are down and that an attempt does not harm", () => {
    const error = { state: "error", linked: true } as const;
    expect(leftOut(company("1", { ...error, group: "restart_limit" }))).toBeNull();
    expect(leftOut(company("1", { state: "reconnecting", group: "unreachable" }))).toBeNull();
    expect(leftOut(company("1", { state: "connected" }))).toBe("connected");
    expect(leftOut(company("1", { state: "connecting", group: "unreachable" }))).toBe("connected");
    expect(leftOut(company("1", { state: "idle", linked: false, group: "waits_for_owner" }))).toBe("unlinked");
    for (const group of ["banned", "locked", "off", "damaged", "passkey"] as const)
      expect(leftOut(company("1", { ...error, group })), group).toBe("not_in_bulk");
    const acknowledged = { by: "key:k1", label: "Anna", note: null, at: "2026-11-25T10:00:00Z", until: null };
    expect(leftOut(company("1", { ...error, group: "unreachable", acknowledged }))).toBe("acknowledged");
  });

  test("says whom it leaves out, and why", () => {
    const plan = planOf([
      company("1"),
      company("2", { state: "error", group: "restart_limit" }),
      company("3", { state: "error", group: "banned" }),
      company("4"),
    ]);
    expect(plan.wanted.map(({ companyId }) => companyId)).toEqual(["2"]);
    expect(Object.fromEntries(plan.leftOut)).toEqual({ connected: 2, not_in_bulk: 1 });
    const many = planOf(names(250).map((name) => company(name, { state: "error", group: "replaced" })));
    expect([many.wanted.length, many.all]).toEqual([MOST, 250]);
  });
});
