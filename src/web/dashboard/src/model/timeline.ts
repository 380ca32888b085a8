// Groups the journal by day, within a day by request, and folds what belongs together: the steps of one deed, and
// attempts to connect that follow each other.

import { parseTime } from "@linekeeper/client";

import type { SessionEvent } from "../types.ts";

/** One line of the journal. Events are newest first. */
export type Entry =
  | { readonly kind: "event"; readonly events: readonly [SessionEvent] }
  /** A request and what came of it. */
  | { readonly kind: "deed"; readonly events: readonly SessionEvent[] }
  /** The line was lost and tried again, more than once. */
  | { readonly kind: "attempts"; readonly events: readonly SessionEvent[]; readonly count: number };

/** Consecutive entries with the same correlation id. */
export interface Chapter {
  readonly correlationId: string | null;
  readonly entries: readonly Entry[];
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

/** Folds events, newest first, into lines, newest first. */
export function folded(events: readonly SessionEvent[]): Entry[] {
  const entries: Entry[] = [];
  const inTime = [...events].reverse();
  for (let at = 0; at < inTime.length;) {
    const length = Math.max(1, attemptsFrom(inTime, at), deedFrom(inTime, at));
    const part = inTime.slice(at, at + length).reverse();
    entries.push(entryOf(part));
    at += length;
  }
  return entries.reverse();
}

function entryOf(events: readonly SessionEvent[]): Entry {
  const [first] = events;
  if (events.length === 1) return { kind: "event", events: [first!] };
  if (isRequest(events.at(-1)!)) return { kind: "deed", events };
  return { kind: "attempts", events, count: events.filter(isLoss).length };
}

/** One line for each event: a journal that is filtered has gaps, and is not folded. */
export function unfolded(events: readonly SessionEvent[]): Entry[] {
  return events.map((event) => ({ kind: "event", events: [event] }));
}

/** Length of the attempts that begin at an event; 0 if it does not begin any, or only one. */
function attemptsFrom(inTime: readonly SessionEvent[], from: number): number {
  let [length, losses] = [0, 0];
  while (isAttempt(inTime[from + length])) {
    losses += Number(isLoss(inTime[from + length]!));
    length += 1;
  }
  return losses > 1 ? length : 0;
}

/**
 * Length of the deed that begins at an event: a request, and what has its correlation id until the session rests. What
 * happens later has the same id, and is no part of it.
 */
function deedFrom(inTime: readonly SessionEvent[], from: number): number {
  const request = inTime[from]!;
  if (!isRequest(request) || request.correlationId === null) return 0;
  let length = 1;
  for (let event = inTime[from + 1]; event !== undefined; event = inTime[from + length]) {
    if (event.correlationId !== request.correlationId || isRequest(event)) break;
    length += 1;
    if (RESTS.includes(event.to ?? "")) break;
  }
  return length;
}

/** States in which a deed is over. */
const RESTS: readonly string[] = ["connected", "idle", "error", "reconnecting"];

function isRequest({ event }: SessionEvent): boolean {
  return event.endsWith("_requested") && event !== "passkey_requested" && event !== "change_passkey_requested";
}

/** A step of connecting again that nobody has asked for. */
function isAttempt(event: SessionEvent | undefined): boolean {
  return event !== undefined && event.principal === null && (event.to === "reconnecting" || event.to === "connecting");
}

/** The connection was lost, or not made. */
function isLoss({ to }: SessionEvent): boolean {
  return to === "reconnecting";
}

export function daysOf(entries: readonly Entry[]): Day[] {
  const days: { start: number; chapters: { correlationId: string | null; entries: Entry[] }[] }[] = [];
  for (const entry of entries) {
    const [newest] = entry.events;
    const start = midnight(parseTime(newest!.at) ?? 0);
    let day = days.at(-1);
    if (day?.start !== start) days.push((day = { start, chapters: [] }));
    const chapter = day.chapters.at(-1);
    const { correlationId } = newest!;
    if (chapter !== undefined && chapter.correlationId === correlationId) chapter.entries.push(entry);
    else day.chapters.push({ correlationId, entries: [entry] });
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

export function isSameDay(one: number, other: number): boolean {
  return midnight(one) === midnight(other);
}

function midnight(time: number): number {
  return new Date(time).setHours(0, 0, 0, 0);
}
