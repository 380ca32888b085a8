import { describe, expect, test } from "vitest";

import type { SessionRow } from "@linekeeper/client";
import { codeOf, overlaid, standingOf } from "../src/model/standing.ts";
import { company, row } from "./rows.ts";

const FRIDAY = "2026-11-20T17:16:00Z";
const failed = { code: "CODE_EXPIRED", at: "2026-11-24T09:00:00Z", correlationId: "QR23MNPK" } as const;

describe("how a line stands", () => {
  test("a line that is down since Friday is down since Friday, however often it was tried", () => {
    const fields = { state: "reconnecting", downSince: FRIDAY, cause: "NETWORK_ERROR", attempts: 4112 } as const;
    expect(standingOf(company("1", fields))).toEqual({
      ...{ since: Date.parse(FRIDAY), isDown: true, code: "NETWORK_ERROR", attempts: 4112, reference: "K7MNPQ23" },
    });
  });

  test("an attempt that a session tells of moves neither the time nor the reference of the outage", () => {
    const before = company("1", { state: "reconnecting", downSince: FRIDAY, cause: "NETWORK_ERROR", attempts: 7 });
    const told = { state: "connecting", since: "2026-11-25T12:00:00Z", downSince: FRIDAY, attempts: 8 } as const;
    const { row: now } = overlaid(before, { ...row("1", { correlationId: "K7MNPQ23" }), ...told } as SessionRow);
    expect(standingOf(now)).toMatchObject({ since: Date.parse(FRIDAY), attempts: 8, code: "NETWORK_ERROR" });
  });

  test("a service that does not tell the outage yet is believed about the state", () => {
    expect(standingOf(company("1", { state: "error", code: "BANNED", linked: true }))).toMatchObject({
      ...{ since: Date.parse("2026-11-25T10:00:00Z"), isDown: true, code: "BANNED", attempts: 0 },
    });
  });

  test("a line that works is never called down, and has no old cause", () => {
    const works = company("1", { cause: "NETWORK_ERROR", downSince: null, attempts: 0 });
    expect(standingOf(works)).toMatchObject({ isDown: false, code: null });
  });

  test("a company without a line tells how its last pairing ended, with the reference of that", () => {
    const none = company("1", { state: "idle", linked: false, lastFailure: failed });
    expect(standingOf(none)).toMatchObject({ code: "CODE_EXPIRED", reference: "QR23MNPK", isDown: false });
    expect(standingOf(none).since).toBe(Date.parse(failed.at));
    expect(codeOf(none)).toBe("CODE_EXPIRED");
  });

  test("a pairing under way is no failure, whatever the last one was", () => {
    const pairing = company("1", { state: "pairing_code_sent", linked: false, lastFailure: failed });
    expect(standingOf(pairing)).toMatchObject({ code: null, reference: "K7MNPQ23" });
  });

  test("what a running session says goes over what was read, and what it does not say stays", () => {
    const read = company("1", {
      state: "idle",
      linked: false,
      lastFailure: failed,
      name: "Anna",
      group: "waits_for_owner",
    });
    const { row: now, live } = overlaid(read, row("1", { state: "idle", linked: false, phoneNumber: null }));
    expect(now).toMatchObject({
      name: "Anna",
      lastFailure: failed,
      group: "waits_for_owner",
      phoneNumber: "7916•••••67",
    });
    expect(live?.restarts).toBe(0);
    expect(overlaid(read, undefined)).toEqual({ company: "1", row: read, live: null });
  });
});
