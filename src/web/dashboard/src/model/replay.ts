// Replays: what is sent once more, and the requests for it, of which each takes a thousand events.

import type { ReplayedEvents, ReplayedState, WebhookReplay } from "../types.ts";

/** A time range as typed into fields of the type `datetime-local`; empty for an open end. */
export interface Range {
  readonly state: ReplayedState;
  readonly from: string;
  readonly until: string;
}

export type RangeFault = "from" | "order";

/** Returns what is wrong with a range. Only dead letters may be sent without a beginning. */
export function faultOf({ state, from, until }: Range): RangeFault | null {
  if (from === "") return state === "dead" ? null : "from";
  return until !== "" && Date.parse(until) <= Date.parse(from) ? "order" : null;
}

/** Returns the request for a range; its fields have the time of this machine's zone. */
export function replayOf({ state, from, until }: Range): WebhookReplay {
  const time = (typed: string): string => new Date(typed).toISOString();
  return { state, ...(from === "" ? {} : { from: time(from) }), ...(until === "" ? {} : { until: time(until) }) };
}

/** Returns a time as a field of the type `datetime-local` has it. */
export function fieldOf(ms: number): string {
  const pad = (value: number): string => String(value).padStart(2, "0");
  const at = new Date(ms);
  const day = [at.getFullYear(), pad(at.getMonth() + 1), pad(at.getDate())].join("-");
  return `${day}T${pad(at.getHours())}:${pad(at.getMinutes())}`;
}

/**
 * Sends everything that is selected once more, request after request, until nothing is left or `isWanted` says no.
 * `tell` hears how many events wait so far.
 */
export async function replayAll(
  send: (body: WebhookReplay) => Promise<ReplayedEvents>,
  body: WebhookReplay,
  { isWanted, tell }: { isWanted: () => boolean; tell: (count: number) => void },
): Promise<number> {
  let [count, cursor]: [number, string | null] = [0, null];
  do {
    const answer: ReplayedEvents = await send(cursor === null ? body : { ...body, cursor });
    count += answer.replayed;
    cursor = answer.next;
    tell(count);
  } while (cursor !== null && isWanted());
  return count;
}
