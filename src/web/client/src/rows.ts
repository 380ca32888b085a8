import type { SessionRow, SessionsFrame, WatchFrame } from "./generated/frames.ts";

/** Changes made by one frame. */
export interface RowsChange {
  /** Companies whose sessions are new or changed. */
  readonly changed: string[];
  /** Companies whose session no longer exists. */
  readonly gone: string[];
  /** Whether everything that the service knows is known here; false while catching up. */
  readonly complete: boolean;
}

/** All sessions by company, and the position up to which they were read. */
export class Rows {
  readonly byCompany = new Map<string, SessionRow>();
  #read: { epoch: string; seq: number } | null = null;
  /** Companies known before the service started a new epoch and not yet sent again. */
  #stale = new Set<string>();

  /** Returns the frame that subscribes from the last position. */
  watch(): WatchFrame {
    return { type: "watch", ...this.#read };
  }

  /** Applies a frame. At the start of a new epoch the old rows stay visible until the new ones are complete. */
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
