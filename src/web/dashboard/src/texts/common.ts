// Texts of the frame around the pages, and those used by several pages.

import type { StateName } from "@linekeeper/client";

import { voice } from "../language.ts";

const ru = {
  overview: "Обзор",
  sessions: "Сессии",
  service: "Сервис",
  sections: "Разделы",
  language: "Язык",
  russian: "Русский",
  english: "English",
  toContent: "К содержанию",
  signOut: "Выйти",
  signedInAs: "Ключ {key}",
  signOutFailed: "Не удалось выйти",
  live: "На связи",
  connecting: "Подключаемся…",
  reconnecting: "Связь с сервисом прервалась, подключаемся снова. Данные на {time}",
  reconnectingIn: "Следующая попытка через {time}",
  tryNow: "Попробовать сейчас",
  neverLoaded: "Нет связи с сервисом, подключаемся снова",
  refused: "Сервис не пускает к списку сессий",
  notFound: "Такой страницы нет",
  notFoundHint: "Проверьте адрес или начните с обзора",
  toOverview: "К обзору",
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
  none: "—",
};

const en: Record<keyof typeof ru, string> = {
  overview: "Overview",
  sessions: "Sessions",
  service: "Service",
  sections: "Sections",
  language: "Language",
  russian: "Русский",
  english: "English",
  toContent: "Skip to content",
  signOut: "Sign out",
  signedInAs: "Key {key}",
  signOutFailed: "Couldn't sign out",
  live: "Live",
  connecting: "Connecting…",
  reconnecting: "The connection to the service was lost, reconnecting. Data of {time}",
  reconnectingIn: "Next attempt in {time}",
  tryNow: "Try now",
  neverLoaded: "No connection to the service, reconnecting",
  refused: "The service refuses the list of sessions",
  notFound: "There is no such page",
  notFoundHint: "Check the address, or begin with the overview",
  toOverview: "To the overview",
  retry: "Try again",
  cancel: "Cancel",
  close: "Close",
  copy: "Copy",
  copied: "Copied",
  copyFailed: "Couldn't copy",
  correlation: "Correlation id",
  copyCorrelation: "Copy correlation id {id}",
  details: "Details",
  retryIn: "Try again in {time}",
  loading: "Loading…",
  loadFailed: "Couldn't load",
  now: "now",
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
