// Groups the journal by day, and within a day by request, newest first.

import { parseTime } from "@linekeeper/client";

import type { SessionEvent } from "../types.ts";

/** Consecutive events with the same correlation id. */
export interface Chapter {
  readonly correlationId: string | null;
  readonly events: readonly SessionEvent[];
}

export interface Day {
  /** Local midnight, in milliseconds. */
  readonly start: number;
  readonly chapters: readonly Chapter[];
}

/** Merges pages of events by id, newest first; overlaps count once. */
export function joined(known: readonly SessionEvent[], more: readonly SessionEvent[]): SessionEvent[] {
  const byId = new Map([...known, ...more].map((event) => [event.id, event]));
  return [...byId.values()].sort((a, b) => b.id - a.id);
}

/** Returns whether a fresh first page overlaps the known events, so that none are missing in between. */
export function meets(known: readonly SessionEvent[], fresh: readonly SessionEvent[], isLast: boolean): boolean {
  const newest = known[0]?.id;
  return newest === undefined || isLast || fresh.some(({ id }) => id <= newest);
}

export function daysOf(events: readonly SessionEvent[]): Day[] {
  const days: { start: number; chapters: { correlationId: string | null; events: SessionEvent[] }[] }[] = [];
  for (const event of events) {
    const start = midnight(parseTime(event.at) ?? 0);
    let day = days.at(-1);
    if (day?.start !== start) days.push((day = { start, chapters: [] }));
    const chapter = day.chapters.at(-1);
    if (chapter !== undefined && chapter.correlationId === event.correlationId) chapter.events.push(event);
    else day.chapters.push({ correlationId: event.correlationId, events: [event] });
  }
  return days;
}

/** Tells whether a day is today, yesterday, or earlier. */
export function dayName(start: number, now: number): "today" | "yesterday" | "earlier" {
  if (start === midnight(now)) return "today";
  const before = new Date(midnight(now));
  before.setDate(before.getDate() - 1);
  return start === before.getTime() ? "yesterday" : "earlier";
}

function midnight(time: number): number {
  return new Date(time).setHours(0, 0, 0, 0);
}
