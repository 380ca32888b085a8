// Texts of the change of a number: another phone is linked beside the line.

import type { ChangeState } from "@linekeeper/client";

import { voice } from "../language.ts";

const ru = {
  title: "Смена номера",
  worksNow: "Работает",
  comes: "На смену",
  notKnown: "пока неизвестен",
  plan: "Прежний номер принимает сообщения, пока не подключится новый. Потом его устройство отвяжется само.",
  progress: "Ход",
  cancelChange: "Отменить смену номера",
  cancelChangeText: "Код или QR компании {company} перестанет действовать. Прежний номер останется.",
  changeCancelled: "Смена номера отменена, ничего не изменилось",
  hideChange: "Скрыть неудачную смену",
  hideChangeText: "Сообщение о неудачной смене номера компании {company} исчезнет. Прежний номер останется.",
  changeHidden: "Сообщение скрыто",
  changed: "Номер сменён: теперь работает {phone}",
  unchanged: "Ничего не изменилось: остаётся {phone}",
  stays: "Остаётся прежний номер: {phone}",
  oldNumber: "прежний",
  oldDevice: "Отвязываемое устройство",
  notLoggedOut: "не отвязано {age}",
  oldDeviceHint: "Владелец может отвязать его сам: WhatsApp на этом телефоне → Связанные устройства.",
  changesTo: "Номер меняется на {phone}",
  changes: "Номер меняется",
};

const en: Record<keyof typeof ru, string> = {
  title: "Change of number",
  worksNow: "Works now",
  comes: "Takes its place",
  notKnown: "not known yet",
  plan: "The old number keeps receiving until the new one is connected. Then its device is unlinked by itself.",
  progress: "Progress",
  cancelChange: "Cancel the change",
  cancelChangeText: "The code or QR shown to company {company} becomes invalid. The old number stays.",
  changeCancelled: "The change was cancelled, nothing has changed",
  hideChange: "Hide the failed change",
  hideChangeText: "The message about the failed change of company {company} goes away. The old number stays.",
  changeHidden: "The message was hidden",
  changed: "The number is changed: {phone} works now",
  unchanged: "Nothing has changed: {phone} stays",
  stays: "The old number stays: {phone}",
  oldNumber: "the old one",
  oldDevice: "Device to unlink",
  notLoggedOut: "not unlinked for {age}",
  oldDeviceHint: "The owner can unlink it by hand: WhatsApp on that phone → Linked devices.",
  changesTo: "The number is changing to {phone}",
  changes: "The number is changing",
};

export const say = voice({ ru, en });

const stateRu: Record<ChangeState, string> = {
  creating: "готовим ключи",
  waiting_for_pairing_code: "ждём код",
  pairing_code_sent: "код или QR на экране",
  waiting_for_passkey: "WhatsApp ждёт ключ доступа",
  checking_passkey: "WhatsApp проверяет ключ доступа",
  confirming_passkey: "сравнивают код с телефоном",
  connecting: "новый телефон подключается",
  logging_out: "ненужное устройство отвязывается",
  failed: "не удалась",
};

const stateEn: Record<ChangeState, string> = {
  creating: "preparing keys",
  waiting_for_pairing_code: "waiting for the code",
  pairing_code_sent: "code or QR on the screen",
  waiting_for_passkey: "WhatsApp waits for the passkey",
  checking_passkey: "WhatsApp checks the passkey",
  confirming_passkey: "the code is compared with the phone's",
  connecting: "the new phone is connecting",
  logging_out: "a device that is not needed is being unlinked",
  failed: "failed",
};

const sayStateAloud = voice({ ru: stateRu, en: stateEn });

/** Returns the display name of a change's state; an unknown one, of a newer service, keeps its wire name. */
export function sayChange(state: ChangeState): string {
  return state in stateEn ? sayStateAloud(state) : state;
}
