// Derives the texts of the screens from devices and messages. Pure.

import { displayedPhone } from "@linekeeper/ui/format.ts";
import type { Language } from "@linekeeper/ui/i18n.ts";

import type { Device, Phone } from "./api.ts";
import { chatsOf, type Chat } from "./chats.ts";
import { momentText } from "./moments.ts";
import type { SentText } from "./sent.ts";
import { say, type Key } from "./texts.ts";

export interface DeviceRow {
  readonly id: string;
  readonly name: string;
  readonly online: boolean;
  readonly details: string;
}

export interface ChatRow {
  readonly peer: string;
  readonly name: string;
  readonly self: boolean;
  readonly preview: string;
  readonly time: string;
  readonly unread: number;
}

export interface Bubble {
  readonly id: string;
  readonly mine: boolean;
  readonly text: string;
  readonly details: string;
}

export interface PhoneView {
  readonly name: string;
  readonly number: string;
  readonly devices: readonly DeviceRow[];
  readonly chats: readonly ChatRow[];
  readonly unread: number;
}

export interface Setting {
  readonly language: Language;
  readonly now: Date;
}

/** Returns the name that the phone shows to others. */
export const ownerName = (phone: Phone): string => phone.businessName || phone.pushName || "";
export const deviceName = (device: Device): string => device.platform || device.device;

export function phoneView(
  phone: Phone,
  sent: readonly SentText[],
  unread: ReadonlySet<string>,
  setting: Setting,
): PhoneView {
  return {
    name: ownerName(phone),
    number: displayedPhone(phone.number),
    devices: phone.devices.map((device) => deviceRow(device, setting)),
    chats: chatsOf(phone, sent).map((chat) => chatRow(chat, phone.number, unread, setting)),
    unread: unread.size,
  };
}

function deviceRow(device: Device, { language, now }: Setting): DeviceRow {
  const lines = [
    say(language, device.online ? "online" : "offline"),
    say(language, "linkedAt", { time: momentText(language, device.linkedAt, now) }),
  ];
  if (device.queued > 0) lines.push(say(language, "queued", { count: device.queued }));
  return { id: device.device, name: deviceName(device), online: device.online, details: lines.join(" · ") };
}

function chatRow(chat: Chat, own: string, unread: ReadonlySet<string>, setting: Setting): ChatRow {
  const last = chat.lines.at(-1);
  const none: Key = chat.peer === own ? "selfHint" : "textsNone";
  return {
    peer: chat.peer,
    name: chatName(chat.peer, own, setting.language),
    self: chat.peer === own,
    preview: last === undefined ? say(setting.language, none) : previewOf(last, setting.language),
    time: last === undefined ? "" : momentText(setting.language, last.at, setting.now),
    unread: chat.lines.filter(({ id }) => unread.has(id)).length,
  };
}

function previewOf({ mine, text }: { mine: boolean; text: string }, language: Language): string {
  return mine ? say(language, "mine", { text }) : text;
}

export function chatName(peer: string, own: string, language: Language): string {
  return peer === own ? say(language, "self") : displayedPhone(peer);
}

/** Returns the lines of one chat, oldest first. */
export function bubblesOf(
  phone: Phone,
  sent: readonly SentText[],
  peer: string,
  { language, now }: Setting,
): readonly Bubble[] {
  const chat = chatsOf(phone, sent).find((one) => one.peer === peer);
  return (chat?.lines ?? []).map(({ id, mine, text, at, devices }) => {
    const details = [momentText(language, at, now)];
    if (devices !== null && devices > 0) details.push(say(language, "reached", { count: devices }));
    return { id, mine, text, details: details.join(" · ") };
  });
}
