// Groups messages into chats: texts that the simulator keeps with the phone, its logs of what was sent and taken, and what
// this tab remembers.

import type { Media, Messages, Phone, SentMessage, TakenMessage, Text } from "./api.ts";
import { isDirect, noMessages, tickOf, type Tick } from "./messages.ts";
import type { SentText } from "./sent.ts";

/** File of a message. */
export interface LineFile {
  /** Address of the decrypted file. */
  readonly address: string;
  readonly media: Media;
}

export interface Line {
  readonly id: string;
  readonly mine: boolean;
  /** Kind of the content, as the control API names it. */
  readonly kind: string;
  readonly text: string;
  /** Seconds since 1970. */
  readonly at: number;
  /** Number of linked devices it was sent to; null where it is not known. */
  readonly devices: number | null;
  readonly tick: Tick | null;
  readonly file: LineFile | null;
}

export interface Chat {
  /** Number of the other party; the phone's own for notes to oneself. */
  readonly peer: string;
  /** Oldest first. */
  readonly lines: readonly Line[];
}

const plain = { kind: "text", devices: null, tick: null, file: null } as const;

/**
 * Returns all chats, the latest first. Notes to oneself are always included: they are a way to reach the linked
 * devices.
 */
export function chatsOf(phone: Phone, sent: readonly SentText[], messages: Messages = noMessages): Chat[] {
  const chats = new Map<string, Map<string, Line>>([[phone.number, new Map()]]);
  const add = (peer: string, line: Line): void => {
    const lines = chats.get(peer) ?? new Map<string, Line>();
    // The logs come last and know more, except the number of devices.
    chats.set(peer, lines.set(line.id, { ...line, devices: line.devices ?? lines.get(line.id)?.devices ?? null }));
  };
  for (const text of phone.texts) add(text.from, received(text, phone.number));
  // A text sent to oneself is also among the received ones, with the same id.
  for (const { to, id, text, at, devices } of sent) add(to, { ...plain, id, text, at, devices, mine: true });
  for (const message of messages.taken) if (isDirect(message.chat)) add(message.chat, taken(message, phone.number));
  for (const message of messages.sent) if (isDirect(message.to)) add(message.to, logged(message, phone.number));
  return [...chats]
    .map(([peer, lines]) => ({ peer, lines: [...lines.values()].sort((one, other) => one.at - other.at) }))
    .sort((one, other) => lastAt(other) - lastAt(one));
}

function received({ id, from, text, at }: Text, number: string): Line {
  return { ...plain, id, text, at, mine: from === number };
}

function taken({ seq, id, from, kind, content, at }: TakenMessage, own: string): Line {
  const hasFile = content?.fileEncSha256 !== undefined;
  const file = hasFile ? { address: `/sandbox/api/received/${seq}/file`, media: content } : null;
  return { ...plain, id, kind, text: said(content), at: Math.floor(at / 1000), mine: from === own, file };
}

function logged(message: SentMessage, own: string): Line {
  const { seq, id, kind, text = "", media, at } = message;
  const file = media === undefined ? null : { address: `/sandbox/api/messages/${seq}/file`, media };
  return { ...plain, id, kind, text, at: Math.floor(at / 1000), mine: true, tick: tickOf(message, own), file };
}

/** Words of a content. */
function said(content: TakenMessage["content"]): string {
  if (content === undefined) return "";
  const { text, emoji, caption, name, latitude, longitude } = content;
  const place = latitude === undefined ? undefined : `${latitude}, ${longitude ?? ""}`;
  return text ?? emoji ?? caption ?? name ?? place ?? "";
}

function lastAt({ lines }: Chat): number {
  return lines.at(-1)?.at ?? 0;
}
