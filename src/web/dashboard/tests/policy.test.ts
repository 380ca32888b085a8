import { describe, expect, test } from "vitest";

import { draftOf, faultsOf, isSame, pausesOf, policyOf, type NumberField } from "../src/model/policy.ts";
import type { RestartPolicy } from "../src/types.ts";

const policy: RestartPolicy = {
  kind: "transient",
  maxRestarts: 10,
  windowSeconds: 600,
  backoff: { kind: "fibonacci", initialMs: 1000, capMs: 900_000, jitterPercent: 10, stableAfterSeconds: 30 },
};

describe("the restart policy's form", () => {
  test("says what the policy says, and leads back to it", () => {
    expect(policyOf(draftOf(policy))).toEqual(policy);
    expect(faultsOf(draftOf(policy))).toEqual({});
  });

  test.each<[NumberField, string, string]>([
    ["maxRestarts", "10001", "range"],
    ["windowSeconds", "0", "range"],
    ["initialMs", "86400001", "range"],
    ["jitterPercent", "101", "range"],
    ["stableAfterSeconds", "86401", "range"],
    ["maxRestarts", "", "empty"],
    ["maxRestarts", "1.5", "notWhole"],
    ["maxRestarts", "-1", "notWhole"],
    ["maxRestarts", "ten", "notWhole"],
    ["capMs", "999", "belowFirst"],
  ])("names what is wrong with %s: %s is %s", (field, text, kind) => {
    const draft = { ...draftOf(policy), [field]: text };
    expect(faultsOf(draft)[field]?.kind).toBe(kind);
    expect(policyOf(draft)).toBeNull();
  });

  test("spaces around a number change nothing", () => {
    const draft = { ...draftOf(policy), maxRestarts: " 10 " };
    expect(policyOf(draft)).toEqual(policy);
    expect(isSame(draft, draftOf(policy))).toBe(true);
    expect(isSame({ ...draft, maxRestarts: "11" }, draftOf(policy))).toBe(false);
  });

  test("shows the pauses that it leads to", () => {
    expect(pausesOf(policy, 6)).toEqual([1000, 1000, 2000, 3000, 5000, 8000]);
    const doubling = { ...policy, backoff: { ...policy.backoff, kind: "exponential" as const, capMs: 5000 } };
    expect(pausesOf(doubling, 5)).toEqual([1000, 2000, 4000, 5000, 5000]);
  });
});
