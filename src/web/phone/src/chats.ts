// Texts sorted into chats: received ones as the simulator knows them, sent ones as this tab remembers them.

import type { Phone, Text } from "./api.ts";
import type { SentText } from "./sent.ts";

export interface Line {
  readonly id: string;
  readonly mine: boolean;
  readonly text: string;
  readonly at: number;
  /** How many linked devices it was for; null for what others sent. */
  readonly devices: number | null;
}

export interface Chat {
  /** The other's number; the phone's own for notes to oneself. */
  readonly peer: string;
  /** Oldest first. */
  readonly lines: readonly Line[];
}

/** All chats, the one that spoke last first. Notes to oneself are always there, the way to the linked devices. */
export function chatsOf(phone: Phone, sent: readonly SentText[]): Chat[] {
  const chats = new Map<string, Map<string, Line>>([[phone.number, new Map()]]);
  const add = (peer: string, line: Line): void => {
    const lines = chats.get(peer) ?? new Map<string, Line>();
    chats.set(peer, lines.set(line.id, line));
  };
  for (const text of phone.texts) add(text.from, received(text, phone.number));
  // What one sent to oneself is among the received, too: the id is the same.
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
