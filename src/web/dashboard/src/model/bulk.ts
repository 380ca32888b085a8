// Many restarts in one go: bounded, few at once, and none after a cancel.

import type { CompanyRow } from "../types.ts";
import { asFailure, type Failure } from "../failure.ts";
import { leftOut, type LeftOut } from "./attention.ts";

/** Companies of one go. */
export const MOST = 100;
/** Requests at once. */
const AT_ONCE = 4;

export type Outcome =
  | { readonly is: "waiting" | "running" | "done" | "cancelled" }
  | { readonly is: "left_out"; readonly why: LeftOut }
  | { readonly is: "failed"; readonly failure: Failure };

export interface Bulk {
  readonly companies: readonly string[];
  /** Restarts one company. */
  restart: (company: string) => Promise<unknown>;
  /** Why a company needs no restart any more; asked right before its turn. */
  leftOut: (company: string) => LeftOut | null;
  told: (company: string, outcome: Outcome) => void;
  signal: AbortSignal;
}

/** Restarts companies and tells the outcome of each. A cancel lets finish what has begun. */
export async function runBulk({ companies, restart, leftOut: isLeftOut, told, signal }: Bulk): Promise<void> {
  const queue = companies.slice(0, MOST);
  for (const company of queue) told(company, { is: "waiting" });
  let next = 0;
  const work = async (): Promise<void> => {
    for (let company = queue[next]; company !== undefined; company = queue[next]) {
      next += 1;
      if (signal.aborted) {
        told(company, { is: "cancelled" });
        continue;
      }
      const why = isLeftOut(company);
      if (why !== null) {
        told(company, { is: "left_out", why });
        continue;
      }
      told(company, { is: "running" });
      try {
        await restart(company);
        told(company, { is: "done" });
      } catch (error) {
        told(company, { is: "failed", failure: asFailure(error) });
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

/** What a go is about: companies to restart, and those left out, by why. */
export interface Plan {
  /** Number of companies that a restart helps, of which one go takes the first ones. */
  readonly all: number;
  readonly wanted: readonly CompanyRow[];
  readonly leftOut: ReadonlyMap<LeftOut, number>;
}

export function planOf(rows: readonly CompanyRow[]): Plan {
  const wanted: CompanyRow[] = [];
  const left = new Map<LeftOut, number>();
  for (const row of rows) {
    const why = leftOut(row);
    if (why === null) wanted.push(row);
    else left.set(why, (left.get(why) ?? 0) + 1);
  }
  return { all: wanted.length, wanted: wanted.slice(0, MOST), leftOut: left };
}
