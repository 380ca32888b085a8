// Texts of what a line sends: how many messages, and how fast. What they say is shown nowhere.
import { voice } from "../language.ts";
import type { SendStatus } from "../types.ts";

const ru = {
  title: "Отправка сообщений",
  none: "Через эту линию сообщений не отправляли",
  pace: "Не чаще",
  paceText: "{perMinute} в минуту, сразу до {burst}",
  held: "WhatsApp отказал новым чатам. Только ответы ещё {time}.",
  many: "{count} и больше",
  status_queued: "Ждут",
  status_sending: "Отправляются",
  status_expired: "Не успели",
  status_unknown: "Неизвестно",
  status_failed: "Не отправлены",
  status_sent: "Отправлены",
  status_delivered: "Доставлены",
  status_read: "Прочитаны",
  status_played: "Прослушаны",
};

const en: typeof ru = {
  title: "Messages sent",
  none: "No messages were sent over this line",
  pace: "At most",
  paceText: "{perMinute} a minute, {burst} at once",
  held: "WhatsApp has refused new chats. Replies only for {time}.",
  many: "{count} or more",
  status_queued: "Waiting",
  status_sending: "Being sent",
  status_expired: "Too late",
  status_unknown: "Unknown",
  status_failed: "Failed",
  status_sent: "Sent",
  status_delivered: "Delivered",
  status_read: "Read",
  status_played: "Played",
};

export const say = voice({ ru, en });

export const sayStatus = (status: SendStatus): string => say(`status_${status}`);
