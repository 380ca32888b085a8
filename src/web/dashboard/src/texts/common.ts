// Texts of the frame around the pages, and those used by several pages.

import type { StateName } from "@linekeeper/client";

import { voice } from "../language.ts";

const ru = {
  attention: "Внимание",
  companies: "Компании",
  overview: "Обзор",
  webhooks: "Вебхуки",
  search: "Найти",
  service: "Сервис",
  sections: "Разделы",
  language: "Язык",
  russian: "Русский",
  english: "English",
  toContent: "К содержанию",
  signOut: "Выйти",
  signedInAs: "Вы: {key}",
  signOutFailed: "Не удалось выйти",
  live: "На связи",
  connecting: "Подключаемся…",
  reconnecting: "Связь с сервисом прервалась, подключаемся снова. Данные на {time}",
  reconnectingIn: "Следующая попытка через {time}",
  tryNow: "Попробовать сейчас",
  neverLoaded: "Нет связи с сервисом, подключаемся снова",
  refused: "Сервис не показывает сессии вживую",
  notFound: "Такой страницы нет",
  notFoundHint: "Проверьте адрес или начните с того, что требует внимания",
  toAttention: "К тому, что требует внимания",
  retry: "Повторить",
  cancel: "Отмена",
  close: "Закрыть",
  copy: "Копировать",
  copied: "Скопировано",
  copyFailed: "Не удалось скопировать",
  correlation: "Код обращения",
  copyCorrelation: "Скопировать код обращения {id}",
  details: "Подробности",
  retryIn: "Повторить можно через {time}",
  loading: "Загружаем…",
  loadFailed: "Не удалось загрузить",
  now: "сейчас",
  callNumber: "Показать номер",
  call: "Позвонить {phone}",
  noNumber: "Номера нет",
  copyNumber: "Скопировать номер",
  none: "—",
};

const en: Record<keyof typeof ru, string> = {
  attention: "Attention",
  companies: "Companies",
  overview: "Overview",
  webhooks: "Webhooks",
  search: "Search",
  service: "Service",
  sections: "Sections",
  language: "Language",
  russian: "Русский",
  english: "English",
  toContent: "Skip to content",
  signOut: "Sign out",
  signedInAs: "You: {key}",
  signOutFailed: "Couldn't sign out",
  live: "Live",
  connecting: "Connecting…",
  reconnecting: "The connection to the service was lost, reconnecting. Data of {time}",
  reconnectingIn: "Next attempt in {time}",
  tryNow: "Try now",
  neverLoaded: "No connection to the service, reconnecting",
  refused: "The service refuses the live view of sessions",
  notFound: "There is no such page",
  notFoundHint: "Check the address, or begin with what needs attention",
  toAttention: "To what needs attention",
  retry: "Try again",
  cancel: "Cancel",
  close: "Close",
  copy: "Copy",
  copied: "Copied",
  copyFailed: "Couldn't copy",
  correlation: "Reference",
  copyCorrelation: "Copy reference {id}",
  details: "Details",
  retryIn: "Try again in {time}",
  loading: "Loading…",
  loadFailed: "Couldn't load",
  now: "now",
  callNumber: "Show number",
  call: "Call {phone}",
  noNumber: "There is no number",
  copyNumber: "Copy number",
  none: "—",
};

export const say = voice({ ru, en });

const stateRu: Record<StateName, string> = {
  idle: "Не подключена",
  creating: "Готовит привязку",
  waiting_for_pairing_code: "Ждёт код",
  pairing_code_sent: "Код показан",
  connecting: "Подключается",
  connected: "Подключена",
  reconnecting: "Переподключается",
  waiting_for_passkey: "Ждёт ключ доступа",
  checking_passkey: "Проверяется ключ доступа",
  confirming_passkey: "Сравнивают код",
  passkey_required: "Нужен ключ доступа",
  error: "Остановлена",
};

const stateEn: Record<StateName, string> = {
  idle: "Not linked",
  creating: "Preparing",
  waiting_for_pairing_code: "Waiting for code",
  pairing_code_sent: "Code shown",
  connecting: "Connecting",
  connected: "Connected",
  reconnecting: "Reconnecting",
  waiting_for_passkey: "Waiting for passkey",
  checking_passkey: "Checking passkey",
  confirming_passkey: "Comparing code",
  passkey_required: "Passkey required",
  error: "Stopped",
};

const sayStateAloud = voice({ ru: stateRu, en: stateEn });

/** Returns the display name of a state; an unknown one, of a newer service, keeps its wire name. */
export function sayState(state: StateName): string {
  return state in stateEn ? sayStateAloud(state) : state;
}
