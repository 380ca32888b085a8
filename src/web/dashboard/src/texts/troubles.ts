// Texts of the bar that tells trouble of the whole service.

import type { ServiceTrouble } from "../types.ts";
import { voice } from "../language.ts";

const ru = {
  title: "Неполадки сервиса",
  client_outdated: "WhatsApp не принимает версию нашего клиента: никто не может подключиться",
  database: "База данных не отвечает: ничего не сохраняется и не привязывается",
  whatsapp: "WhatsApp недоступен: линии не подключаются",
  journal: "Журнал не записывается",
  message_log_full: "Место для сообщений кончилось: новые не принимаются, WhatsApp хранит их у себя",
  since: "с {time}",
  toService: "Подробнее",
};

const en: Record<keyof typeof ru, string> = {
  title: "Trouble of the service",
  client_outdated: "WhatsApp refuses our client version: nobody can connect",
  database: "The database doesn't answer: nothing is stored or linked",
  whatsapp: "WhatsApp cannot be reached: lines don't connect",
  journal: "The journal is not written",
  message_log_full: "There is no space for messages: none is taken, WhatsApp keeps them meanwhile",
  since: "since {time}",
  toService: "Details",
};

export const say = voice({ ru, en });

/** Returns what is wrong; an unknown kind, of a newer service, keeps its wire name. */
export function sayTrouble(kind: ServiceTrouble["kind"]): string {
  return Object.hasOwn(en, kind) ? say(kind) : kind;
}
