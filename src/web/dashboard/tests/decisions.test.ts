import { describe, expect, test } from "vitest";

import { keyOf } from "../src/model/keys.ts";
import { standingOfLink } from "../src/model/links.ts";
import { newCompanyOf, referenceOf } from "../src/model/palette.ts";
import { snoozeOf } from "../src/model/snooze.ts";
import { isWell, troublesOf } from "../src/model/troubles.ts";
import { GROUPS, isCalm, isRestartedInBulk, stepsOf } from "../src/model/attention.ts";

describe("what is typed into the search", () => {
  test.each(["K7MNPQ23", "k7mnpq23", " K7MN PQ23 ", "k7mn-pq23", "K7MN\u2011PQ23"])(
    "a reference is one as people say and write it: %s",
    (text) => {
      expect(referenceOf(text)).toBe("K7MNPQ23");
    },
  );

  test.each(["K7MNPQ2", "K7MNPQ234", "K7MNPQ2O", "K7MNPQ21", "salon-17", "+7 916 123-45-67", ""])(
    "what cannot be one is not looked for: %s",
    (text) => {
      expect(referenceOf(text)).toBeNull();
    },
  );

  test("references of older entries and of callers are found as they are", () => {
    const id = "pairing-01a2b3c4-0000-7000-8000-000000000001";
    expect(referenceOf(` ${id} `)).toBe(id);
    expect(newCompanyOf(id, [])).toBeNull();
  });

  test("an id that nobody has yet opens its page, so that a link can be made", () => {
    expect(newCompanyOf(" salon-17 ", ["salon-1"])).toBe("salon-17");
    expect(newCompanyOf("salon-17", ["salon-17"])).toBeNull();
    expect(newCompanyOf("Salon Anna", [])).toBeNull();
  });
});

describe("keys", () => {
  test("are the same on a Russian keyboard", () => {
    expect(keyOf({ key: "л", code: "KeyK" })).toBe("k");
    expect(keyOf({ key: "о", code: "KeyJ" })).toBe("j");
    expect(keyOf({ key: ".", code: "Slash" })).toBe("/");
    expect(keyOf({ key: ".", code: "Period" })).toBe(".");
    expect(keyOf({ key: "ArrowDown", code: "ArrowDown" })).toBe("ArrowDown");
  });

  test("are the letters that are printed on other Latin keyboards", () => {
    expect(keyOf({ key: "t", code: "KeyK" })).toBe("t");
  });
});

describe("an acknowledgement", () => {
  test("ends in the morning of the next day, after a time, or with the trouble", () => {
    const evening = new Date(2026, 10, 25, 18, 30).getTime();
    expect(snoozeOf("untilMorning", evening)).toBe(14.5 * 3600);
    expect(snoozeOf("for14400", evening)).toBe(14_400);
    expect(snoozeOf("untilChange", evening)).toBeNull();
  });
});

describe("an onboarding link", () => {
  const link = {
    ...{ linkId: "l", companyId: "1", createdAt: "2026-11-25T10:00:00Z", expiresAt: "2026-11-26T10:00:00Z" },
    ...{ revokedAt: null, madeBy: "key:k1", madeByLabel: null, name: null },
  };

  test("counts until it expires or is revoked", () => {
    const now = Date.parse("2026-11-25T12:00:00Z");
    expect(standingOfLink(link, now)).toMatchObject({ standing: "valid", at: Date.parse(link.expiresAt) });
    expect(standingOfLink(link, Date.parse(link.expiresAt)).standing).toBe("expired");
    const revokedAt = "2026-11-25T11:00:00Z";
    expect(standingOfLink({ ...link, revokedAt }, now)).toEqual({ standing: "revoked", at: Date.parse(revokedAt) });
  });
});

describe("trouble of the whole service", () => {
  const well = {
    ...{ ready: true, breaker: { open: false, since: null, nextProbeAt: null } },
    store: { up: true, serverVersion: "17", latencyMs: null },
  } as unknown as Parameters<typeof troublesOf>[0];

  test("is told by the service, and then it is not ready, whatever its checks say", () => {
    const troubles = [{ kind: "whatsapp" as const, code: "NETWORK_ERROR" as const, since: null }];
    expect(isWell(well)).toBe(true);
    expect(isWell({ ...well, troubles })).toBe(false);
    expect(troublesOf({ ...well, troubles: [] })).toEqual([]);
  });

  test("is read from the checks of a service that does not tell it", () => {
    const open = { ...well, breaker: { open: true, since: "2026-11-25T10:00:00Z", nextProbeAt: null } };
    expect(troublesOf(open)).toEqual([
      { kind: "client_outdated", code: "CLIENT_OUTDATED", since: "2026-11-25T10:00:00Z" },
    ]);
    expect(isWell(open)).toBe(false);
    expect(troublesOf({ ...well, ready: false }).map(({ kind }) => kind)).toEqual(["database"]);
  });
});

describe("what needs a person", () => {
  test("has something to press in every group, and no bulk where an attempt counts against an account", () => {
    for (const group of GROUPS) expect(stepsOf(group).length, group).toBeGreaterThan(0);
    expect(GROUPS.filter(isRestartedInBulk)).toEqual(["unreachable", "replaced", "restart_limit"]);
  });

  test("is calm about those who wait for nobody of the service", () => {
    expect(GROUPS.filter(isCalm)).toEqual(["waits_for_owner", "off"]);
  });
});
