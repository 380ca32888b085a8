// How a company's line stands: since when it is as it is, why, and with which reference. What is told survives attempts:
// a line that is down since Friday is not "down for 3 seconds" because it was tried again.

import { parseTime, type SessionRow } from "@linekeeper/client";

import type { CompanyRow } from "../types.ts";

/** Company of a list: the database's row under what its running session says. */
export interface Item {
  readonly company: string;
  readonly row: CompanyRow;
  /** The running session; null if none runs, or the board is not connected. */
  readonly live: SessionRow | null;
}

export interface Standing {
  /** Time since which the line is down, or is as it is; in milliseconds since 1970. */
  readonly since: number;
  readonly isDown: boolean;
  /** Code of the failure; null if there is none. */
  readonly code: string | null;
  /** Failed attempts to connect since then. */
  readonly attempts: number;
  readonly reference: string | null;
}

type Facts = Pick<
  CompanyRow,
  "state" | "code" | "since" | "linked" | "correlationId" | "downSince" | "cause" | "attempts" | "lastFailure"
>;

export function standingOf(facts: Facts): Standing {
  const { state, code, linked, correlationId, lastFailure } = facts;
  const since = parseTime(facts.since) ?? 0;
  if (linked && state !== "connected") {
    return {
      since: parseTime(facts.downSince) ?? since,
      isDown: true,
      code: code ?? facts.cause ?? null,
      attempts: facts.attempts ?? 0,
      reference: correlationId,
    };
  }
  const isOver = !linked && (state === "idle" || state === "error") && lastFailure != null;
  if (isOver) {
    const { at, correlationId: reference } = lastFailure;
    return {
      ...{ since: parseTime(at) ?? since, isDown: false, code: code ?? lastFailure.code, attempts: 0 },
      reference: reference ?? correlationId,
    };
  }
  return { since, isDown: false, code: code ?? null, attempts: 0, reference: correlationId };
}

/** Code that filters and counts know a row by. */
export function codeOf({ code, lastFailure }: Pick<CompanyRow, "code" | "lastFailure">): string | null {
  return code ?? lastFailure?.code ?? null;
}

/** Lays a running session over its company's row. What the session does not say stays. */
export function overlaid(row: CompanyRow, live: SessionRow | undefined): Item {
  if (live === undefined) return { company: row.companyId, row, live: null };
  const told = {
    ...{ state: live.state, code: live.code ?? null, userAction: live.userAction, since: live.since },
    ...{ linked: live.linked, correlationId: live.correlationId },
    ...(live.phoneNumber == null ? {} : { phoneNumber: live.phoneNumber }),
    ...(live.downSince === undefined ? {} : { downSince: live.downSince }),
    ...(live.cause === undefined ? {} : { cause: live.cause }),
    attempts: live.attempts,
    ...(live.lastFailure === undefined ? {} : { lastFailure: live.lastFailure }),
  };
  return { company: row.companyId, row: { ...row, ...told }, live };
}

/** Name that people know the company by. */
export function nameOf({ name, companyId }: Pick<CompanyRow, "name" | "companyId">): string {
  return name ?? companyId;
}
