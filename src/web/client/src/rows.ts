import type { SessionRow, SessionsFrame, WatchFrame } from "./generated/frames.ts";

/** What a frame has changed. */
export interface RowsChange {
  /** Companies whose sessions are new or look different. */
  readonly changed: string[];
  /** Companies that have no session any more. */
  readonly gone: string[];
  /** Whether all that the service knows is known here; false in the middle of catching up. */
  readonly complete: boolean;
}

/** All sessions by company, and how far they were read. */
export class Rows {
  readonly byCompany = new Map<string, SessionRow>();
  #read: { epoch: string; seq: number } | null = null;
  /** What was known before the service began anew, and was not told again yet. */
  #stale = new Set<string>();

  /** How to ask for what is not known. */
  watch(): WatchFrame {
    return { type: "watch", ...this.#read };
  }

  /** Takes a frame in. What was known before the service begins anew stays on the screen until all of it is told. */
  take({ epoch, from, seq, sessions, gone, more }: SessionsFrame): RowsChange {
    if (from === 0) this.#stale = new Set(this.byCompany.keys());
    this.#read = { epoch, seq };
    const changed = sessions.map((row) => {
      this.byCompany.set(row.companyId, row);
      this.#stale.delete(row.companyId);
      return row.companyId;
    });
    const over = more ? gone : [...gone, ...this.#stale];
    if (!more) this.#stale.clear();
    return { changed, gone: over.filter((company) => this.byCompany.delete(company)), complete: !more };
  }
}
