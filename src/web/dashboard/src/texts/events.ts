// Journal texts. The service writes `event` and `reason` as names; unknown names are shown unchanged.

import { displayedPhone } from "@linekeeper/ui/format.ts";

import { voice } from "../language.ts";
import { isState } from "../model/states.ts";
import type { SessionEvent } from "../types.ts";
import { sayState } from "./common.ts";

const ru = {
  loaded: "Учётные данные прочитаны",
  load_failed: "Учётные данные не прочитались",
  pairing_requested: "Запрошена привязка",
  pairing_cancelled: "Привязка отменена",
  number_changed: "Новый номер",
  change: "Смена номера",
  change_creating: "Смена номера: готовим ключи",
  change_waiting_for_pairing_code: "Смена номера: ждём код",
  change_pairing_code_sent: "Смена номера: код или QR показан",
  change_connecting: "Смена номера: новый телефон подключается",
  change_connected: "Смена номера: новый телефон подключён",
  change_reconnecting: "Смена номера: новый телефон переподключается",
  change_idle: "Смена номера закончена",
  change_error: "Смена номера не удалась",
  change_waiting_for_passkey: "Смена номера: WhatsApp ждёт ключ доступа",
  change_checking_passkey: "Смена номера: WhatsApp проверяет ключ доступа",
  change_confirming_passkey: "Смена номера: сравнивают код с телефоном",
  change_passkey_requested: "Смена номера: WhatsApp просит ключ доступа",
  change_passkey_answered: "Смена номера: на запрос ключа доступа ответили",
  change_passkey_code_shown: "Смена номера: код для сравнения показан",
  change_passkey_confirmed: "Смена номера: код подтверждён",
  change_passkey_failed: "Смена номера: ключ доступа не принят",
  change_passkey_required: "Смена номера: WhatsApp просит ключ доступа, ответить нельзя",
  change_phone_answered: "Смена номера: телефон ответил",
  change_code_dead: "Смена номера: код больше не действует",
  change_pairing_refused: "Смена номера: привязка отклонена",
  change_settings_delayed: "Смена номера: WhatsApp отдаст настройки аккаунта позже",
  cancel_requested: "Запрошена отмена привязки",
  reset_requested: "Запрошен сброс",
  restart_requested: "Запрошен перезапуск",
  company_named: "Компания названа",
  trouble_acknowledged: "Оператор знает о проблеме",
  acknowledgement_taken_back: "Отметка «знаем» снята",
  disconnect_requested: "Запрошено отключение",
  disconnect_kept: "Отключена оператором",
  disconnect_not_kept: "Отключение не сохранилось",
  credentials_prepared: "Подготовлены новые ключи",
  prepare_failed: "Новые ключи не сохранились",
  prepare_refused: "В коде отказано: лимит исчерпан",
  checked: "Номер проверен",
  denied: "В привязке отказано",
  admitted: "Пропущена к WhatsApp",
  admission_refused: "К WhatsApp пока не пускают",
  wiped: "Учётные данные удалены",
  wipe_failed: "Учётные данные не удалились",
  qr_shown: "WhatsApp прислал QR",
  code_issued: "WhatsApp выдал код",
  code_refused: "WhatsApp отказал в коде",
  code_dead: "Код больше не действует",
  phone_answered: "Телефон ответил",
  phone_seen: "Телефоном пользовались",
  paired: "Телефон привязан",
  pairing_refused: "Привязка отклонена",
  settings_delayed: "WhatsApp отдаст настройки аккаунта позже",
  linking_taken: "WhatsApp подтвердил привязку",
  waiting_for_passkey: "WhatsApp ждёт ключ доступа",
  checking_passkey: "WhatsApp проверяет ключ доступа",
  confirming_passkey: "Код сравнивают с телефоном",
  passkey_requested: "WhatsApp просит ключ доступа",
  passkey_answered: "На запрос ключа доступа ответили",
  passkey_code_shown: "Код для сравнения показан",
  passkey_confirmed: "Код подтверждён",
  passkey_failed: "Ключ доступа не принят",
  passkey_expiry: "время на ключ доступа вышло",
  passkey_required: "WhatsApp просит ключ доступа, ответить нельзя",
  connected: "Подключена к WhatsApp",
  ended: "Соединение закрыто",
  timer: "Сработал таймер",
  timer_fired: "Сработал таймер",
  restart_policy_set: "Задана своя политика перезапуска",
  restart_policy_removed: "Своя политика перезапуска убрана",
  onboarding_link_made: "Создана ссылка для подключения",
  onboarding_link_revoked: "Ссылка для подключения отозвана",
  restart_limit: "Слишком много падений, сессия остановлена",
  credentials_expired: "Неиспользуемые учётные данные удалены",
  credentials_expire_soon: "Неиспользуемые учётные данные скоро удалят",
  stopped: "Сессия остановлена",
  retired: "Сессия завершилась",
  restarted: "Сессия перезапущена",
  imported: "Сессия перенесена из другой системы",
  exported: "Сессия передана другой системе",
  reload: "Сессия начинает заново",
  credentials_lost: "Учётные данные потеряны",
  crashed: "Сессия упала",
  frozen: "Сессия зависла",
  abandoned: "Сессия пропала",
  network: "сеть",
  server_error: "ошибка WhatsApp (500)",
  server_busy: "WhatsApp перегружен (503)",
  logged_out: "телефон отвязал устройство",
  multidevice_mismatch: "устройства аккаунта не сходятся",
  temporarily_banned: "временное ограничение",
  locked: "аккаунт заперт",
  client_outdated: "версия клиента устарела",
  banned: "аккаунт заблокирован",
  refused: "отказ",
  restart_required: "WhatsApp просит подключиться заново (515)",
  replaced: "подключение открыто в другом месте",
  untrusted: "сертификату нельзя верить",
  hmac_mismatch: "секрет QR или кода не тот",
  signature_mismatch: "подпись аккаунта неверна",
  invalid_key: "ключ аккаунта негоден",
  malformed: "данные устройства не читаются",
  no_identity: "данных устройства нет",
  no_request_id: "сообщение без номера",
  no_number: "номера телефона нет",
  finish_refused: "WhatsApp не принял ответ на код",
  account_not_supported: "аккаунт подключён к облаку Meta",
  wrong_phone: "ответил не тот телефон",
  not_finished: "привязка не завершилась",
  qr_exhausted: "QR закончились",
  store: "хранилище",
  pairing_budget: "код не пришёл вовремя",
  pairing_retry: "повтор привязки",
  code_expiry: "код истёк",
  reconnect: "пора переподключиться",
  restart: "новое подключение затянулось",
  connect_watchdog: "подключение затянулось",
  stable: "соединение держится",
  park_over: "пауза закончилась",
  code: "по коду",
  qr: "по QR",
  unknown_outcome: "чем кончилось, неизвестно",
  startsAgain: "начнёт заново через {time}",
  byClient: "Страница подключения",
  byDashboard: "Панель операторов",
  byApi: "API",
  byPhone: "Телефон",
  byWhatsapp: "WhatsApp",
  byStore: "Хранилище",
  byGate: "Очередь подключений",
  bySession: "Сессия",
  bySupervisor: "Супервизор",
  byHousekeeping: "Плановая уборка",
  key: "ключ {id}",
  visit: "оператор {id}",
  link: "ссылка {id}",
  title: "Журнал",
  today: "Сегодня",
  yesterday: "Вчера",
  older: "Показать более ранние",
  loadingOlder: "Загружаем…",
  beginning: "Это начало журнала",
  empty: "В журнале пока пусто",
  emptyHint: "Здесь появятся переходы сессии, запросы и то, чем они кончились",
  withoutId: "Без кода обращения",
  ofReference: "Записи с кодом обращения",
  whole: "Показать весь журнал",
  noneFound: "Таких записей нет",
  byKind: "Что произошло",
  byActor: "Кто",
  anyKind: "Что угодно",
  anyActor: "Кто угодно",
  refresh: "Обновить журнал",
};

const en: Record<keyof typeof ru, string> = {
  loaded: "Credentials were read",
  load_failed: "Credentials couldn't be read",
  pairing_requested: "Pairing requested",
  pairing_cancelled: "Pairing cancelled",
  number_changed: "New number",
  change: "Change of number",
  change_creating: "Change of number: keys are prepared",
  change_waiting_for_pairing_code: "Change of number: waiting for the code",
  change_pairing_code_sent: "Change of number: code or QR shown",
  change_connecting: "Change of number: the new phone is connecting",
  change_connected: "Change of number: the new phone is connected",
  change_reconnecting: "Change of number: the new phone reconnects",
  change_idle: "The change of number is over",
  change_error: "The change of number failed",
  change_waiting_for_passkey: "Change of number: WhatsApp waits for the passkey",
  change_checking_passkey: "Change of number: WhatsApp checks the passkey",
  change_confirming_passkey: "Change of number: the code is compared with the phone's",
  change_passkey_requested: "Change of number: WhatsApp asks for a passkey",
  change_passkey_answered: "Change of number: the passkey was presented",
  change_passkey_code_shown: "Change of number: a code to compare is shown",
  change_passkey_confirmed: "Change of number: the code was confirmed",
  change_passkey_failed: "Change of number: the passkey was refused",
  change_passkey_required: "Change of number: WhatsApp asks for a passkey that nobody can present",
  change_phone_answered: "Change of number: the phone answered",
  change_code_dead: "Change of number: the code no longer works",
  change_pairing_refused: "Change of number: the linking was refused",
  change_settings_delayed: "Change of number: WhatsApp hands out the account's settings later",
  cancel_requested: "Cancelling the pairing requested",
  reset_requested: "Reset requested",
  restart_requested: "Restart requested",
  company_named: "Company named",
  trouble_acknowledged: "An operator knows of the trouble",
  acknowledgement_taken_back: "Acknowledgement taken back",
  disconnect_requested: "Disconnect requested",
  disconnect_kept: "Disconnected by an operator",
  disconnect_not_kept: "The disconnect couldn't be stored",
  credentials_prepared: "New keys prepared",
  prepare_failed: "New keys couldn't be stored",
  prepare_refused: "The code was denied: a limit is reached",
  checked: "Number checked",
  denied: "The pairing was denied",
  admitted: "Admitted to WhatsApp",
  admission_refused: "Not admitted to WhatsApp for now",
  wiped: "Credentials deleted",
  wipe_failed: "Credentials couldn't be deleted",
  qr_shown: "WhatsApp sent a QR",
  code_issued: "WhatsApp gave a code",
  code_refused: "WhatsApp refused a code",
  code_dead: "The code no longer works",
  phone_answered: "The phone answered",
  phone_seen: "The phone was in use",
  paired: "The phone was linked",
  pairing_refused: "The linking was refused",
  settings_delayed: "WhatsApp hands out the account's settings later",
  linking_taken: "WhatsApp has taken the linking",
  waiting_for_passkey: "WhatsApp waits for the passkey",
  checking_passkey: "WhatsApp checks the passkey",
  confirming_passkey: "The code is compared with the phone's",
  passkey_requested: "WhatsApp asks for a passkey",
  passkey_answered: "The passkey was presented",
  passkey_code_shown: "A code to compare is shown",
  passkey_confirmed: "The code was confirmed",
  passkey_failed: "The passkey was refused",
  passkey_expiry: "the time for the passkey is over",
  passkey_required: "WhatsApp asks for a passkey that nobody can present",
  connected: "Connected to WhatsApp",
  ended: "The connection ended",
  timer: "A timer fired",
  timer_fired: "A timer fired",
  restart_policy_set: "Own restart policy set",
  restart_policy_removed: "Own restart policy removed",
  onboarding_link_made: "Onboarding link made",
  onboarding_link_revoked: "Onboarding link revoked",
  restart_limit: "Died too often, the session is parked",
  credentials_expired: "Unused credentials were deleted",
  credentials_expire_soon: "Unused credentials will soon be deleted",
  stopped: "The session was stopped",
  retired: "The session went to rest",
  restarted: "The session was restarted",
  imported: "The session was taken over from another system",
  exported: "The session was handed over to another system",
  reload: "The session begins anew",
  credentials_lost: "Credentials were lost",
  crashed: "The session crashed",
  frozen: "The session froze",
  abandoned: "The session vanished",
  network: "network",
  server_error: "WhatsApp's error (500)",
  server_busy: "WhatsApp is busy (503)",
  logged_out: "the phone unlinked the device",
  multidevice_mismatch: "the account's devices don't match",
  temporarily_banned: "banned for a time",
  locked: "the account is locked",
  client_outdated: "client version outdated",
  banned: "the account is banned",
  refused: "refused",
  restart_required: "WhatsApp asks to connect again (515)",
  replaced: "the connection is open in another place",
  untrusted: "the certificate cannot be trusted",
  hmac_mismatch: "another secret than the QR or the code has",
  signature_mismatch: "the account's signature is wrong",
  invalid_key: "the account's key is none",
  malformed: "the device's identity cannot be read",
  no_identity: "the device's identity is missing",
  no_request_id: "a message without an id",
  no_number: "no phone number",
  finish_refused: "WhatsApp refused the answer to the code",
  account_not_supported: "the account is connected to the cloud of Meta",
  wrong_phone: "another phone answered",
  not_finished: "the linking did not finish",
  qr_exhausted: "no QR is left",
  store: "storage",
  pairing_budget: "no code in time",
  pairing_retry: "pairing tried again",
  code_expiry: "the code expired",
  reconnect: "time to reconnect",
  restart: "the new connection takes long",
  connect_watchdog: "connecting took too long",
  stable: "the connection holds",
  park_over: "the pause is over",
  code: "by code",
  qr: "by QR",
  unknown_outcome: "with unknown outcome",
  startsAgain: "starts again in {time}",
  byClient: "Onboarding page",
  byDashboard: "Dashboard",
  byApi: "API",
  byPhone: "Phone",
  byWhatsapp: "WhatsApp",
  byStore: "Storage",
  byGate: "Gate",
  bySession: "Session",
  bySupervisor: "Supervisor",
  byHousekeeping: "Housekeeping",
  key: "key {id}",
  visit: "operator {id}",
  link: "link {id}",
  title: "Journal",
  today: "Today",
  yesterday: "Yesterday",
  older: "Load older",
  loadingOlder: "Loading…",
  beginning: "This is where the journal begins",
  empty: "The journal is empty",
  emptyHint: "Transitions, requests and what came of them appear here",
  withoutId: "Without reference",
  ofReference: "Entries with the reference",
  whole: "Show the whole journal",
  noneFound: "There are no such entries",
  byKind: "What happened",
  byActor: "Who",
  anyKind: "Anything",
  anyActor: "Anybody",
  refresh: "Refresh the journal",
};

export const say = voice({ ru, en });

export const ATTEMPTS = {
  ru: { one: "попытка", few: "попытки", many: "попыток", other: "попытки" },
  en: { one: "attempt", other: "attempts" },
};

/** Returns whether there is a text for a name that the service writes. */
export function isKnown(name: string): boolean {
  return Object.hasOwn(en, name);
}

type Key = keyof typeof ru;

function word(name: string): string {
  return isKnown(name) ? say(name as Key) : name;
}

/** Returns a short description of an event, and details where the service gives some. */
export function headlineOf(
  { event, reason, to }: SessionEvent,
  span: (ms: number) => string,
): { what: string; more: string } {
  const change = /^change_(.+)$/.exec(event);
  if (change !== null) return ofChange(event, change[1]!, reason);
  // The event of a transition is named after its target state; the reason tells more.
  const name = to !== null && reason !== null ? reason : event;
  const [head = name, tail = ""] = name.split(/: (.*)/s);
  const rest = name === reason ? tail : (reason ?? "");
  const again = /^starts again in (\d+) ms$/.exec(rest);
  const link = /^link:(.+)$/.exec(rest);
  const numbers = /^from ([\d•]+) to ([\d•]+)$/.exec(rest);
  if (numbers !== null) {
    return { what: word(head), more: `${displayedPhone(numbers[1]!)} → ${displayedPhone(numbers[2]!)}` };
  }
  if (again !== null) return { what: word(head), more: say("startsAgain", { time: span(Number(again[1])) }) };
  return { what: word(head), more: link !== null ? say("link", { id: link[1]! }) : word(rest) };
}

/** Describes an event of the change of the number: by its own name, so that it is not taken for one of the line. */
function ofChange(event: string, name: string, reason: string | null): { what: string; more: string } {
  const what = isKnown(event) ? word(event) : `${say("change")}: ${word(name)}`;
  const [head = "", tail = ""] = reason?.split(/: (.*)/s) ?? [];
  const isSaid = head === name || head === "";
  const parts = [isSaid ? "" : word(head), tail === "" ? "" : word(tail)];
  return { what, more: parts.filter((part) => part !== "").join(", ") };
}

/** Returns the name of a kind of event, or the name that the service gave it. */
export function sayKind(event: string): string {
  return isState(event) ? sayState(event) : word(event);
}

/** Returns the name of who may have caused an event. */
export function sayActor(actor: SessionEvent["actor"]): string {
  return word(`by${actor.charAt(0).toUpperCase()}${actor.slice(1)}`);
}

type Author = Pick<SessionEvent, "actor" | "principal"> & Partial<Pick<SessionEvent, "principalLabel">>;

/** Returns the author of an event: by the name of the person's or the system's key, else by the key's id. */
export function authorOf({ actor, principal, principalLabel }: Author): string {
  const [kind = "", id = ""] = principal?.split(":") ?? [];
  // Operators pair over the same socket as owners; the principal tells them apart.
  const isOperator = kind === "visit" && (actor === "client" || actor === "api");
  const who = isOperator ? say("byDashboard") : sayActor(actor);
  if (principal === null) return who;
  if (principalLabel != null && principalLabel !== "") return `${who}, ${principalLabel}`;
  const hasWords = kind === "key" || kind === "visit" || kind === "link";
  return `${who}, ${hasWords ? say(kind, { id }) : principal}`;
}
