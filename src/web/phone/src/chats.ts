// Groups texts into chats: received ones from the simulator, sent ones from this tab's storage.

import type { Phone, Text } from "./api.ts";
import type { SentText } from "./sent.ts";

export interface Line {
  readonly id: string;
  readonly mine: boolean;
  readonly text: string;
  readonly at: number;
  /** Number of linked devices it was sent to; null for received texts. */
  readonly devices: number | null;
}

export interface Chat {
  /** Number of the other party; the phone's own for notes to oneself. */
  readonly peer: string;
  /** Oldest first. */
  readonly lines: readonly Line[];
}

/**
 * Returns all chats, the latest first. Notes to oneself are always included: they are a way to reach the linked
 * devices.
 */
export function chatsOf(phone: Phone, sent: readonly SentText[]): Chat[] {
  const chats = new Map<string, Map<string, Line>>([[phone.number, new Map()]]);
  const add = (peer: string, line: Line): void => {
    const lines = chats.get(peer) ?? new Map<string, Line>();
    chats.set(peer, lines.set(line.id, line));
  };
  for (const text of phone.texts) add(text.from, received(text, phone.number));
  // A text sent to oneself is also among the received ones, with the same id.
  for (const { to, id, text, at, devices } of sent) add(to, { id, text, at, devices, mine: true });
  return [...chats]
    .map(([peer, lines]) => ({ peer, lines: [...lines.values()].sort((one, other) => one.at - other.at) }))
    .sort((one, other) => lastAt(other) - lastAt(one));
}

function received({ id, from, text, at }: Text, number: string): Line {
  return { id, text, at, devices: null, mine: from === number };
}

function lastAt({ lines }: Chat): number {
  return lines.at(-1)?.at ?? 0;
}
