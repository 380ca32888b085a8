// Texts of what needs a person: the groups, what helps, acknowledging, and many restarts at once.

import type { HelpGroup } from "../types.ts";
import { voice } from "../language.ts";

const ru = {
  title: "Требует внимания",
  nothing: "Вмешательство не нужно",
  nothingHint: "Здесь появятся компании, которым должен помочь человек: кому позвонить и что нажать",
  summary: "{companies}, дольше всех без связи {name}: {time}",
  summaryWait: "Срочного нет. Владельцев ждут {companies}",
  connected: "Подключено {connected} из {total}",
  webhooks: "Вебхуки: {troubles}",
  webhooksDisabled: "из-за неудач отключено {endpoints}",
  webhooksFailing: "больше часа не удаётся доставка: {endpoints}",
  toWebhooks: "К вебхукам",
  stale: "Не удалось обновить, данные на {time}",
  acknowledgedCount: "принято к сведению: {count}",
  inList: "Все в списке: {count}",
  down: "без связи {age}",
  sinceAt: "с {time}",
  attempts: "попыток: {count}",
  reference: "код {id}",
  restart: "Перезапустить",
  switchOn: "Включить",
  restarting: "Перезапускаем…",
  restarted: "Перезапущена",
  link: "Ссылка владельцу",
  open: "Открыть страницу",
  acknowledge: "Принять к сведению",
  snooze: "Отложить…",
  acknowledgeTitle: "Принять к сведению: {company}",
  acknowledgeText: "Компания уйдёт из этого списка, пока неполадка не изменится или не выйдет время.",
  note: "Заметка для коллег",
  noteHint: "Например: позвонили, перезвонят после обеда",
  howLong: "На сколько",
  untilChange: "Пока не изменится",
  for3600: "1 час",
  for14400: "4 часа",
  for86400: "1 день",
  for259200: "3 дня",
  for604800: "7 дней",
  untilMorning: "До завтра, 9:00",
  acknowledgedBy: "Приняли к сведению: {by}, {at}",
  acknowledgedUntil: "до {until}",
  acknowledgedUntilChange: "пока неполадка не изменится",
  removeAcknowledgement: "Вернуть в список",
  bulk: "Перезапустить все ({count})",
  bulkTitle: "Перезапустить компании",
  bulkText: "Не больше {most} за раз, по четыре одновременно. Снимите отметку с тех, кого не трогать.",
  bulkFirst: "Выбраны первые {most} из {all}",
  bulkNone: "Перезапускать некого",
  bulkStart: "Перезапустить {count}",
  bulkStop: "Остановить",
  bulkProgress: "{done} из {all}",
  bulkDone: "Готово: перезапущено {done}, не удалось {failed}, пропущено {skipped}",
  left_connected: "работает, не трогаем",
  left_unlinked: "телефон не привязан, перезапускать нечего",
  left_not_in_bulk: "только по одной, с её страницы",
  left_acknowledged: "принята к сведению",
  leftOut: "Не вошли: {reasons}",
  is_waiting: "ждёт",
  is_running: "перезапускаем…",
  is_done: "перезапущена",
  is_cancelled: "остановлено",
};

const en: Record<keyof typeof ru, string> = {
  title: "Needs attention",
  nothing: "Nobody is needed",
  nothingHint: "Companies that a person has to help appear here: whom to call and what to press",
  summary: "{companies}, down longest {name}: {time}",
  summaryWait: "Nothing is urgent. Waiting for their owners: {companies}",
  connected: "{connected} of {total} connected",
  webhooks: "Webhooks: {troubles}",
  webhooksDisabled: "failures have disabled {endpoints}",
  webhooksFailing: "failing for more than an hour: {endpoints}",
  toWebhooks: "To webhooks",
  stale: "Couldn't refresh, data of {time}",
  acknowledgedCount: "acknowledged: {count}",
  inList: "All in the list: {count}",
  down: "down for {age}",
  sinceAt: "since {time}",
  attempts: "attempts: {count}",
  reference: "reference {id}",
  restart: "Restart",
  switchOn: "Switch on",
  restarting: "Restarting…",
  restarted: "Restarted",
  link: "Link for the owner",
  open: "Open the page",
  acknowledge: "Acknowledge",
  snooze: "Snooze…",
  acknowledgeTitle: "Acknowledge: {company}",
  acknowledgeText: "The company leaves this list until its trouble changes, or the time is over.",
  note: "Note for colleagues",
  noteHint: "For example: called, will call back after lunch",
  howLong: "For how long",
  untilChange: "Until it changes",
  for3600: "1 hour",
  for14400: "4 hours",
  for86400: "1 day",
  for259200: "3 days",
  for604800: "7 days",
  untilMorning: "Until tomorrow, 9:00",
  acknowledgedBy: "Acknowledged by {by}, {at}",
  acknowledgedUntil: "until {until}",
  acknowledgedUntilChange: "until the trouble changes",
  removeAcknowledgement: "Put back on the list",
  bulk: "Restart all ({count})",
  bulkTitle: "Restart companies",
  bulkText: "At most {most} a go, four at once. Uncheck those to leave alone.",
  bulkFirst: "The first {most} of {all} are chosen",
  bulkNone: "There is nobody to restart",
  bulkStart: "Restart {count}",
  bulkStop: "Stop",
  bulkProgress: "{done} of {all}",
  bulkDone: "Done: {done} restarted, {failed} failed, {skipped} left alone",
  left_connected: "works, left alone",
  left_unlinked: "no phone is linked, nothing to restart",
  left_not_in_bulk: "one by one only, on its page",
  left_acknowledged: "acknowledged",
  leftOut: "Not among them: {reasons}",
  is_waiting: "waits",
  is_running: "restarting…",
  is_done: "restarted",
  is_cancelled: "stopped",
};

export const say = voice({ ru, en });

export const ENDPOINTS = {
  ru: { one: "приёмник", few: "приёмника", many: "приёмников", other: "приёмника" },
  en: { one: "endpoint", other: "endpoints" },
};

export const COMPANIES = {
  ru: { one: "компания", few: "компании", many: "компаний", other: "компании" },
  en: { one: "company", other: "companies" },
};

const groupsRu: Record<HelpGroup, { title: string; help: string }> = {
  banned: {
    title: "Заблокированы WhatsApp",
    help: "Позвоните владельцу: снять блокировку может только он, в приложении WhatsApp. С другим номером его подключит ссылка",
  },
  locked: {
    title: "Аккаунт заперт",
    help: "Позвоните владельцу: пусть откроет WhatsApp на телефоне и пройдёт проверку. Потом перезапустите",
  },
  unreachable: {
    title: "Нет связи больше 10 минут",
    help: "Сервис пробует сам. Если так у многих, посмотрите страницу «Сервис»; иначе перезапустите",
  },
  replaced: {
    title: "Подключение занято другой программой",
    help: "Выключите вторую программу с теми же данными, потом перезапустите",
  },
  restart_limit: {
    title: "Остановлены после частых сбоев",
    help: "Перезапустите. Если повторится, передайте разработчикам код обращения",
  },
  damaged: {
    title: "Сохранённые данные повреждены",
    help: "Откройте страницу компании, сбросьте подключение и отправьте владельцу ссылку",
  },
  passkey: {
    title: "WhatsApp просит ключ доступа",
    help: "Откройте страницу компании и подтвердите ключ вместе с владельцем",
  },
  waits_for_owner: {
    title: "Ждут владельца",
    help: "Телефон не привязан: владельцу нужна ссылка для подключения",
  },
  off: { title: "Отключены намеренно", help: "Включите, когда это снова нужно" },
};

const groupsEn: Record<HelpGroup, { title: string; help: string }> = {
  banned: {
    title: "Banned by WhatsApp",
    help: "Call the owner: only they can appeal, in the WhatsApp app. A link connects them with another number",
  },
  locked: {
    title: "Account locked",
    help: "Call the owner: let them open WhatsApp on the phone and pass its check. Then restart",
  },
  unreachable: {
    title: "Down for more than 10 minutes",
    help: "The service keeps trying. If many are, look at the Service page; otherwise restart",
  },
  replaced: {
    title: "Connection used by another program",
    help: "Switch off the second program with the same credentials, then restart",
  },
  restart_limit: {
    title: "Stopped after many crashes",
    help: "Restart. If it happens again, give the reference to the developers",
  },
  damaged: {
    title: "Stored data damaged",
    help: "Open the company's page, reset the connection and send a link to the owner",
  },
  passkey: {
    title: "WhatsApp asks for a passkey",
    help: "Open the company's page and confirm the passkey together with the owner",
  },
  waits_for_owner: {
    title: "Waiting for the owner",
    help: "No phone is linked: the owner needs an onboarding link",
  },
  off: { title: "Off on purpose", help: "Switch on when it is wanted again" },
};

const sayTitle = voice({ ru: titles(groupsRu), en: titles(groupsEn) });
const sayHelp = voice({ ru: helps(groupsRu), en: helps(groupsEn) });

/** Returns the name of a group; an unknown one, of a newer service, keeps its wire name. */
export function titleOf(group: HelpGroup): string {
  return group in groupsEn ? sayTitle(group) : group;
}

/** Returns what helps, in a sentence; empty for an unknown group. */
export function helpOf(group: HelpGroup): string {
  return group in groupsEn ? sayHelp(group) : "";
}

type Groups = Record<HelpGroup, { title: string; help: string }>;

function titles(groups: Groups): Record<HelpGroup, string> {
  return mapped(groups, ({ title }) => title);
}

function helps(groups: Groups): Record<HelpGroup, string> {
  return mapped(groups, ({ help }) => help);
}

function mapped(groups: Groups, of: (group: Groups[HelpGroup]) => string): Record<HelpGroup, string> {
  return Object.fromEntries(Object.entries(groups).map(([name, group]) => [name, of(group)])) as Record<
    HelpGroup,
    string
  >;
}
