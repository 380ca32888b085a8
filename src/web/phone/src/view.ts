// Derives the texts of the screens from devices and messages. Pure.

import { displayedPhone } from "@linekeeper/ui/format.ts";
import type { Language } from "@linekeeper/ui/i18n.ts";

import type { Device, Messages, Phone } from "./api.ts";
import { chatsOf, type Chat, type Line } from "./chats.ts";
import { sizeText } from "./files.ts";
import { noMessages, type Tick } from "./messages.ts";
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
  readonly tick?: Tick | undefined;
  readonly file?: BubbleFile | undefined;
}

/** File of a message: a picture is shown, another one is offered under its name. */
export interface BubbleFile {
  readonly address: string;
  readonly isPicture: boolean;
  readonly name: string;
  readonly size: string;
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
  messages: Messages = noMessages,
): PhoneView {
  return {
    name: ownerName(phone),
    number: displayedPhone(phone.number),
    devices: phone.devices.map((device) => deviceRow(device, setting)),
    chats: chatsOf(phone, sent, messages).map((chat) => chatRow(chat, phone.number, unread, setting)),
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

function previewOf(line: Line, language: Language): string {
  const text = wordsOf(line, language) || say(language, KINDS[line.kind] ?? "kindOther");
  return line.mine ? say(language, "mine", { text }) : text;
}

/** Names of kinds that have no words of their own. */
const KINDS: Readonly<Record<string, Key>> = {
  image: "kindImage",
  video: "kindVideo",
  audio: "kindAudio",
  voice: "kindVoice",
  document: "kindDocument",
  sticker: "kindSticker",
};

/** Returns the words of a message; empty for a file without a caption. */
function wordsOf({ kind, text, file }: Line, language: Language): string {
  switch (kind) {
    case "reaction":
      return text === "" ? say(language, "unreacted") : say(language, "reacted", { text });
    case "edit":
      return say(language, "edited", { text });
    case "revoke":
      return say(language, "revoked");
    case "location":
      return say(language, "place", { text });
    case "contact":
      return say(language, "contact", { text });
    default:
      return text === "" && file === null ? say(language, KINDS[kind] ?? "kindOther") : text;
  }
}

const PICTURES: ReadonlySet<string> = new Set(["image/jpeg", "image/png", "image/webp", "image/gif"]);

function fileOf({ kind, file }: Line, language: Language): BubbleFile | undefined {
  if (file === null) return undefined;
  const { fileName, mimetype = "", fileLength } = file.media;
  return {
    address: file.address,
    isPicture: (kind === "image" || kind === "sticker") && PICTURES.has(mimetype),
    name: fileName ?? say(language, KINDS[kind] ?? "kindDocument"),
    size: fileLength === undefined ? "" : sizeText(fileLength),
  };
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
  messages: Messages = noMessages,
): readonly Bubble[] {
  const chat = chatsOf(phone, sent, messages).find((one) => one.peer === peer);
  return (chat?.lines ?? []).map((line) => {
    const { id, mine, at, devices, tick } = line;
    const details = [momentText(language, at, now)];
    if (devices !== null && devices > 0) details.push(say(language, "reached", { count: devices }));
    const text = wordsOf(line, language);
    return { id, mine, text, details: details.join(" · "), tick: tick ?? undefined, file: fileOf(line, language) };
  });
}
