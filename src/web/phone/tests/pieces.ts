// Phones, devices and texts for the tests.
import type { Device, PasskeyLinking, Phone, SentMessage, TakenMessage, Text } from "../src/api.ts";
import type { SentText } from "../src/sent.ts";

export const NUMBER = "79006464263";
export const OTHER = "79161234567";
export const now = new Date(2026, 10, 23, 14, 5);
export const seconds = (date: Date): number => date.getTime() / 1000;

export function device(id: number, changes: Partial<Device> = {}): Device {
  const jid = `${NUMBER}:${id}@s.whatsapp.net`;
  const usual = { platform: "Chrome (Linux)", online: true, active: true, linkedAt: seconds(now), queued: 0 };
  return { device: jid, ...usual, ...changes };
}

export function text(id: string, changes: Partial<Text> = {}): Text {
  const from = changes.from ?? OTHER;
  return { id, from, device: `${from}@s.whatsapp.net`, text: `text ${id}`, at: seconds(now), ...changes };
}

export function sentText(id: string, changes: Partial<SentText> = {}): SentText {
  return { id, to: OTHER, text: `text ${id}`, at: seconds(now), devices: 0, ...changes };
}

/** A text that the phone has sent, as the simulator logs it. */
export function sentMessage(seq: number, changes: Partial<SentMessage> = {}): SentMessage {
  const usual = { to: OTHER, kind: "text", text: `text ${seq}`, at: now.getTime(), deliveries: [] };
  return { seq, id: `S${seq}`, ...usual, ...changes };
}

/** A text of a linked device that the phone has taken. */
export function taken(seq: number, changes: Partial<TakenMessage> = {}): TakenMessage {
  const usual = { from: OTHER, chat: OTHER, kind: "text", content: { text: `text ${seq}` }, read: false };
  return { seq, id: `T${seq}`, at: now.getTime(), ...usual, ...changes };
}

export function phone(changes: Partial<Phone> = {}): Phone {
  const nothing = { businessName: null, devices: [], texts: [], passkey: "off", passkeyLinking: null } as const;
  return { number: NUMBER, pushName: "Phone", ...nothing, ...changes };
}

/** A linking that waits for the account's passkey. */
export function passkeyLinking(changes: Partial<PasskeyLinking> = {}): PasskeyLinking {
  return { step: "assertion", options: { challenge: "c-1" }, code: null, confirmed: false, ...changes };
}
