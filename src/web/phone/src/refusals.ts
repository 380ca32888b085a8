// Texts of the simulator's refusals.

import type { Refusal } from "./api.ts";
import type { Key, Sentence } from "./texts.ts";

const KNOWN: ReadonlyMap<string, Key> = new Map([
  ["bad_number", "badNumber"],
  ["no_pairing", "noPairing"],
  ["wrong_code", "wrongCode"],
  ["expired", "expired"],
  ["too_many_tries", "tooManyTries"],
  ["too_many_devices", "tooManyDevices"],
  ["companion_gone", "companionGone"],
  ["companion_refused", "companionRefused"],
  ["passkey_required", "passkeyRequired"],
  ["passkey_expired", "passkeyExpired"],
  ["passkey_refused", "passkeyRefused"],
  ["no_passkey_linking", "noPasskeyLinking"],
  ["bad_qr", "badQr"],
  ["no_device", "noDevice"],
  ["busy", "busyPhone"],
]);

export function refusalSentence({ error, message }: Refusal): Sentence {
  if (error === null) return { key: "unreachable" };
  const key = KNOWN.get(error);
  return key === undefined ? { key: "refused", parameters: { message } } : { key };
}
