// Texts of the hosted page around the element.

import { sayFrom, type Texts } from "@linekeeper/ui/i18n.ts";

const ru = {
  title: "Подключение WhatsApp · Linekeeper",
  language: "Язык",
  trust: "Linekeeper подключается как связанное устройство. Отключить его можно на телефоне: Связанные устройства.",
  sandbox: "Песочница",
  phone: "Открыть виртуальный телефон",
  copyQr: "Копировать QR текстом",
  copied: "Скопировано",
  copyFailed: "Не удалось скопировать",
};

export type Key = keyof typeof ru;

const en: Record<Key, string> = {
  title: "Connect WhatsApp · Linekeeper",
  language: "Language",
  trust: "Linekeeper connects as a linked device. You can remove it on the phone at any time: Linked devices.",
  sandbox: "Sandbox",
  phone: "Open the virtual phone",
  copyQr: "Copy the QR as text",
  copied: "Copied",
  copyFailed: "Couldn't copy",
};

export const texts: Texts<Key> = { ru, en };

export const say = sayFrom(texts);
