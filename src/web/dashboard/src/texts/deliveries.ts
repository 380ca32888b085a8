// Texts of deliveries: their list, the outcomes of attempts, and replays. The English sentences of the outcomes equal
// those of the service; a test compares them.

import type { DeliveryState, Outcome, ReplayedState } from "../types.ts";
import type { Forms } from "../model/times.ts";
import type { Language } from "@linekeeper/ui/i18n.ts";
import { voice } from "../language.ts";

const ru = {
  title: "Доставки",
  byState: "Состояние доставок",
  waiting: "Ждут",
  delivered: "Доставлены",
  dead: "Не доставлены",
  noWaiting: "Ничего не ждёт отправки",
  noDelivered: "За последние три дня ничего не доставлено",
  noDead: "Недоставленных нет",
  hint_waiting: "В порядке компаний и чатов: событие чата ждёт предыдущего.",
  hint_delivered: "За последние три дня, новые сверху.",
  hint_dead: "Все попытки не удались. Хранятся столько же, сколько события, новые сверху.",
  more: "Показать ещё",
  attempt: "{count}-я попытка",
  attempts: "Попыток: {count}",
  notTried: "Ждёт своей очереди",
  next: "следующая попытка {time}",
  unreadable: "Событие не удалось прочитать. Подробности в журнале сервиса.",
  event: "Событие",
  copyEvent: "Копировать номер события {id}",
  written: "Записано {time}",
  again: "Отправить снова",
  againNamed: "Отправить снова событие {id}",
  againDone: "Отправляется",
  againNothing: "Уже ждёт отправки, или приёмнику больше не положено",
  allDead: "Отправить снова все недоставленные",
  range: "Отправить за период…",
  confirmDead:
    "Все недоставленные события встанут в очередь снова, каждый чат по порядку. Номера событий не меняются: приёмник узнает, что уже получал.",
  rangeTitle: "Отправить за период",
  what: "Что отправить",
  what_dead: "Недоставленные",
  what_delivered: "Доставленные за последние три дня",
  what_missed: "Пропущенные: приёмника тогда не было или он был отключён",
  from: "С",
  until: "По",
  fromHint_dead: "По времени последней попытки",
  fromHint_delivered: "По времени доставки",
  fromHint_missed: "По времени события",
  fault_from: "Укажите начало",
  fault_order: "Конец раньше начала",
  send: "Отправить",
  sending: "Ставим в очередь: {count}…",
  stop: "Остановить",
  replayed: "В очереди на отправку: {events}",
  replayedNone: "Отправлять нечего",
  disabledHint: "Приёмник отключён: они подождут, пока его не включат.",
};

const en: Record<keyof typeof ru, string> = {
  title: "Deliveries",
  byState: "State of deliveries",
  waiting: "Waiting",
  delivered: "Delivered",
  dead: "Dead letters",
  noWaiting: "Nothing waits",
  noDelivered: "Nothing was delivered within the last three days",
  noDead: "There are no dead letters",
  hint_waiting: "In the order of companies and chats: an event of a chat waits for the one before it.",
  hint_delivered: "Of the last three days, the latest first.",
  hint_dead: "All attempts have failed. They are kept as long as their events; the latest first.",
  more: "Show more",
  attempt: "Attempt {count}",
  attempts: "Attempts: {count}",
  notTried: "Waits for its turn",
  next: "next attempt {time}",
  unreadable: "The event could not be read. The service's log says more.",
  event: "Event",
  copyEvent: "Copy event id {id}",
  written: "Logged {time}",
  again: "Send again",
  againNamed: "Send again event {id}",
  againDone: "Being sent",
  againNothing: "It waits already, or is no longer owed to the endpoint",
  allDead: "Send all dead letters again",
  range: "Send a period…",
  confirmDead:
    "All dead letters wait to be sent again, each chat in its order. Events keep their ids: the receiver recognises what it had before.",
  rangeTitle: "Send a period",
  what: "What to send",
  what_dead: "Dead letters",
  what_delivered: "What was delivered within the last three days",
  what_missed: "What was missed: the endpoint was not there then, or disabled",
  from: "From",
  until: "Until",
  fromHint_dead: "By the time of the last attempt",
  fromHint_delivered: "By the time of the delivery",
  fromHint_missed: "By the time of the event",
  fault_from: "Enter the beginning",
  fault_order: "The end is before the beginning",
  send: "Send",
  sending: "Queueing: {count}…",
  stop: "Stop",
  replayed: "Waiting to be sent: {events}",
  replayedNone: "There is nothing to send",
  disabledHint: "The endpoint is disabled: they wait until it is enabled.",
};

export const say = voice({ ru, en });

export const EVENTS: Readonly<Record<Language, Forms>> = {
  ru: { one: "событие", few: "события", many: "событий", other: "события" },
  en: { one: "event", other: "events" },
};

export const STATES: readonly DeliveryState[] = ["waiting", "delivered", "dead"];
export const REPLAYED: readonly ReplayedState[] = ["dead", "delivered", "missed"];

/** Returns what the page says where there are no deliveries of a state. */
export function sayNone(state: DeliveryState): string {
  return say(({ waiting: "noWaiting", delivered: "noDelivered", dead: "noDead" } as const)[state]);
}

const outcomesRu: Record<Outcome, string> = {
  delivered: "Приёмник принял событие.",
  gone: "Приёмник ответил 410: больше не хочет событий, и отключён.",
  redirect: "Приёмник ответил перенаправлением, оно не выполняется. Укажите конечный адрес.",
  overloaded: "Приёмник перегружен или недоступен. События отправляются ему реже.",
  rejected: "Приёмник ответил ошибкой.",
  timeout: "Приёмник не ответил вовремя. Сначала отвечайте, потом обрабатывайте событие.",
  address_refused: "Адрес приёмника не публичный, и настройки его не разрешают.",
  dns: "Имя сервера приёмника не найдено.",
  tls: "Ошибка TLS. Проверьте, что сертификат действует, полон и выдан этому серверу.",
  connection: "Приёмник недоступен или закрыл соединение до ответа.",
  protocol: "Приёмник ответил не по HTTP.",
};

export const OUTCOMES_EN: Record<Outcome, string> = {
  delivered: "The endpoint has taken the event.",
  gone: "The endpoint answered 410: it wants no more events and was disabled.",
  redirect: "The endpoint answered with a redirect, which is not followed. Enter its final address.",
  overloaded: "The endpoint is overloaded or away. Events for it are sent more slowly.",
  rejected: "The endpoint answered with an error.",
  timeout: "The endpoint did not answer in time. Answer first and process the event afterwards.",
  address_refused: "The endpoint's address is not public, and the configuration does not allow it.",
  dns: "The name of the endpoint's host could not be resolved.",
  tls: "TLS failed. Check that the certificate is valid, complete and for this host.",
  connection: "The endpoint could not be reached, or closed the connection before it answered.",
  protocol: "What the endpoint answered is not HTTP.",
};

const sayKnownOutcome = voice({ ru: outcomesRu, en: OUTCOMES_EN });

/** Returns the sentence of an outcome; an unknown one, of a newer service, keeps its wire name. */
export function sayOutcome(outcome: Outcome): string {
  return Object.hasOwn(OUTCOMES_EN, outcome) ? sayKnownOutcome(outcome) : outcome;
}
