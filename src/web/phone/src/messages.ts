// What the phone has sent and taken, as the simulator logs it: read in pages, merged into what was read before.

import type { MessagePage, Messages, SentMessage, TakenMessage } from "./api.ts";

/** Messages that are kept. */
const LIMIT = 500;
/** Messages that are read once more each time: their ticks may have changed. */
const AGAIN = 50;

export const noMessages: Messages = { sent: [], taken: [] };

/** Returns the place after which the next page is read. */
export function readAfter(known: readonly { readonly seq: number }[]): number {
  const first = known.at(-AGAIN) ?? known[0];
  return first === undefined ? 0 : first.seq - 1;
}

/**
 * Merges a page that was read after a place.
 * A page without the messages that it repeats comes from a simulator that was started again: all is read anew.
 */
export function merged<M extends { readonly seq: number }>(
  known: readonly M[],
  { messages }: MessagePage<M>,
  after: number,
): readonly M[] {
  if (messages.length === 0) return [];
  return [...known.filter(({ seq }) => seq <= after), ...messages].slice(-LIMIT);
}

/** How far a message has got: to the service, to the other side, to its person. */
export type Tick = "sent" | "delivered" | "read";

/** Returns the tick of a message for others; null for notes to oneself. */
export function tickOf({ to, deliveries }: SentMessage, own: string): Tick | null {
  if (to === own) return null;
  const theirs = deliveries.filter(({ number }) => number !== own);
  if (theirs.some(({ read }) => read)) return "read";
  return theirs.some(({ acknowledged }) => acknowledged === "receipt" || acknowledged === "ack") ? "delivered" : "sent";
}

/** Returns whether the chat has messages of devices that were not read. */
export function hasUnread({ taken }: Messages, peer: string, own: string): boolean {
  return taken.some(({ chat, from, read }) => chat === peer && from !== own && !read);
}

/** Returns whether a message is of a chat of two. */
export const isDirect = (chat: string): boolean => !chat.endsWith("@g.us");

/** Returns the messages of others that devices have sent to this phone. */
export function incoming({ taken }: Messages, own: string): readonly TakenMessage[] {
  return taken.filter(({ from, chat }) => from !== own && isDirect(chat));
}
