import type { SessionRow } from "@linekeeper/client";

/** Creates a row with defaults for the fields that a test does not set. */
export function row(companyId: string, more: Partial<SessionRow> = {}): SessionRow {
  return {
    companyId,
    correlationId: "c-1",
    linked: true,
    restarts: 0,
    since: "2026-11-25T10:00:00Z",
    state: "connected",
    userAction: "none",
    ...more,
  };
}

export function rowsOf(...rows: SessionRow[]): Map<string, SessionRow> {
  return new Map(rows.map((one) => [one.companyId, one]));
}
