// Error codes explained to operators, one sentence each. The English sentences equal those of the service's catalogue;
// a test compares them.

import type { Language } from "@linekeeper/ui/i18n.ts";

import { language } from "../language.ts";

export const MEANINGS: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  INVALID_PHONE: {
    ru: "Введён не номер телефона.",
    en: "What was typed is no phone number.",
  },
  PHONE_MISMATCH: {
    ru: "Запрошен не тот номер, который привязан, а согласия сменить номер нет.",
    en: "Another number than the linked one was asked for, without the consent to change the number.",
  },
  PHONE_IN_USE: {
    ru: "Этот телефон, или тот же аккаунт WhatsApp под другой записью номера, привязала другая компания.",
    en: "Another company has linked this phone, or the same WhatsApp account under another way of writing its number.",
  },
  CREDENTIALS_CONFLICT: {
    ru: "Сохранённые учётные данные не читаются.",
    en: "Stored credentials cannot be read.",
  },
  RATE_LIMITED: {
    ru: "WhatsApp ограничивает номер, или достигнут предел кодов: номера, компании (5 номеров, 10 кодов в сутки) или ссылки (3 номера в сутки); или компания за час начала 30 привязок, по коду или QR.",
    en: "WhatsApp throttles the number, or a limit of codes is reached: the number's, the company's (5 numbers, 10 codes a day) or the onboarding link's (3 numbers a day); or the company has begun 30 pairings within the hour, by code or QR.",
  },
  LINKING_UNAVAILABLE: {
    ru: "WhatsApp не привязывает этот аккаунт по номеру (452).",
    en: "WhatsApp does not link this account by number (452).",
  },
  PASSKEY_REQUIRED: {
    ru: "WhatsApp требует ключ доступа, но так, что ответить на это нельзя.",
    en: "WhatsApp demands the account's passkey, and its demand has a form that cannot be answered.",
  },
  NO_PASSKEY_REQUESTED: {
    ru: "Ключ доступа никто не просит: привязка закончилась, или сервис перезапускался.",
    en: "An answer or a confirmation came while nothing waits for one: the pairing has ended, or the service was restarted, which loses the challenge.",
  },
  PASSKEY_OUTDATED: {
    ru: "Ответ или подтверждение относится к другому запросу, не к открытому.",
    en: "An answer or a confirmation names, or was signed for, another challenge than the one at hand.",
  },
  PASSKEY_ALREADY_ANSWERED: {
    ru: "На этот запрос уже ответили, или его код уже подтвердили.",
    en: "The challenge was answered before, or its code confirmed: each counts once.",
  },
  PASSKEY_INVALID: {
    ru: "Ответ не PublicKeyCredential или больше 16 КиБ.",
    en: "The answer is not a `PublicKeyCredential` of an assertion as JSON, or is larger than 16 KiB.",
  },
  PASSKEY_EXPIRED: {
    ru: "Никто вовремя не ответил на запрос ключа доступа или не сравнил код: на это не больше десяти минут.",
    en: "WhatsApp demands the account's passkey, and nobody has answered, or compared the code on the phone, within the time that WhatsApp gives (at most ten minutes).",
  },
  PASSKEY_REFUSED: {
    ru: "WhatsApp не принял ответ ключа доступа.",
    en: "WhatsApp has refused the passkey's answer: it is that of another account, or came too late.",
  },
  PASSKEY_NOT_CONFIRMED: {
    ru: "В привязке отказано после ответа ключа: на телефоне, или обмен с ним не удался.",
    en: "WhatsApp took the passkey's answer, and the linking was refused after that: on the phone, or because its exchange with the service failed.",
  },
  PAIRING_TIMEOUT: {
    ru: "Код не пришёл за 20 с, считая повторы.",
    en: "No code came within 20 s, retries included.",
  },
  CODE_EXPIRED: {
    ru: "Код (180 с) или последний QR истёк, или WhatsApp хочет другой код.",
    en: "The code (180 s) or the last QR ran out, or WhatsApp wants another code.",
  },
  PAIRING_NOT_FINISHED: {
    ru: "Телефон ответил на код, но за 60 с WhatsApp не сообщил о привязке (код неверный или уже привязаны четыре устройства), либо процесс упал посреди привязки.",
    en: "The phone answered the code, but WhatsApp did not say within 60 s that it is linked (a wrong code, or four devices are linked already); or the process died in the middle of the linking.",
  },
  SUPERSEDED: {
    ru: "Место привязки занял другой запрос.",
    en: "Another request took the pairing's place.",
  },
  PAIRING_CODE_FAILED: {
    ru: "WhatsApp не дал код, не довёл привязку до конца, или его слово о привязке не проходит проверку, по причине без своего кода.",
    en: "WhatsApp refused to give a code or to finish with it, or its word that the phone is linked does not verify, for a reason that has no code of its own.",
  },
  NETWORK_ERROR: {
    ru: "Связь с WhatsApp прервалась во время привязки телефона.",
    en: "The connection to WhatsApp was lost while a phone was being linked.",
  },
  ACCOUNT_NOT_SUPPORTED: {
    ru: "Аккаунт размещён у Meta: компания подключена к её облаку («coexistence»), и привязку с ним нельзя довести до конца.",
    en: 'The account is hosted: its business is connected to Meta\'s cloud ("coexistence"), and the linking cannot be completed with it.',
  },
  WRONG_PHONE_LINKED: {
    ru: "Код ввёл или QR отсканировал не тот телефон.",
    en: "Another phone scanned or typed than the one that was asked for.",
  },
  LOGGED_OUT: {
    ru: "Телефон отвязал это устройство, или устройства аккаунта не сходятся (401, 411, 516, device_removed).",
    en: "The phone unlinked this device, or the account's devices do not match (401, 411, 516, device_removed).",
  },
  REMOVED_AFTER_LINK: {
    ru: "WhatsApp убрал устройство меньше чем через 5 минут после привязки: это оценка аккаунта.",
    en: "WhatsApp removed the device less than 5 minutes after it was linked: a judgement on the account.",
  },
  REPLACED: {
    ru: "Эти учётные данные использует другое подключение (409, 440, conflict replaced).",
    en: "Another connection uses these credentials (409, 440, conflict replaced).",
  },
  TEMPORARILY_BANNED: {
    ru: "WhatsApp временно ограничил аккаунт (402).",
    en: "WhatsApp has banned the account for a time (402).",
  },
  BANNED: {
    ru: "WhatsApp заблокировал аккаунт (406).",
    en: "WhatsApp has banned the account (406).",
  },
  ACCOUNT_LOCKED: {
    ru: "WhatsApp запер аккаунт (403).",
    en: "WhatsApp has locked the account (403).",
  },
  CLIENT_OUTDATED: {
    ru: "WhatsApp не принимает версию нашего клиента (405), для всех сессий.",
    en: "WhatsApp refuses our client version (405), for every session.",
  },
  DISCONNECTED: {
    ru: "Сессию отключил человек.",
    en: "A person disconnected the session.",
  },
  RESTART_LIMIT: {
    ru: "Актор сессии падал чаще, чем допускает её политика перезапуска.",
    en: "The session's actor died more often than its restart policy allows.",
  },
  STORE_UNAVAILABLE: {
    ru: "PostgreSQL не отвечает, или процесс останавливается.",
    en: "PostgreSQL does not answer, or the process is stopping.",
  },
  NOT_CONNECTED: {
    ru: "Запросу нужна линия компании, а она не подключена: телефона нет, идёт переподключение или линию отключили.",
    en: "The request needs the company's line, and that is not connected: it has no phone, reconnects, or was disconnected.",
  },
  MEDIA_GONE: {
    ru: "Серверы WhatsApp удалили файл, что происходит через несколько недель, и на телефоне его тоже нет.",
    en: "WhatsApp's media servers have deleted a file, which they do after some weeks, and the phone does not have it either.",
  },
  MEDIA_UNAVAILABLE: {
    ru: "Серверы файлов WhatsApp не отвечают, зависают или обрывают передачу, или не отвечает телефон, который должен загрузить файл заново.",
    en: "WhatsApp's media servers do not answer, hang or break off, or the phone that has to upload the file again does not answer.",
  },
  MEDIA_DAMAGED: {
    ru: "Полученный из WhatsApp файл не тот, который описан в сообщении: отличается код подлинности или хеш. Или сохранённые байты файла не те, что были сохранены.",
    en: "A file was fetched from WhatsApp and is not the one that its message describes: its authenticator or its hash differs. Or the stored bytes of a file are not those that were stored.",
  },
  MEDIA_STORE_FULL: {
    ru: "Файлы всех компаний заняли `media.quota_mb`, или диск почти заполнен.",
    en: "The files of all companies have reached `media.quota_mb`, or the disk is almost full.",
  },
  MEDIA_STORE_UNAVAILABLE: {
    ru: "Папка или хранилище S3, где лежат файлы, не читается или не пишется.",
    en: "The folder or the bucket in which files are kept cannot be read or written.",
  },
  UNAUTHORIZED: {
    ru: "Не предъявлены учётные данные.",
    en: "No credentials were presented.",
  },
  FORBIDDEN: {
    ru: "Предъявленных прав недостаточно.",
    en: "The presented credentials do not allow it.",
  },
  TOO_MANY_REQUESTS: {
    ru: "Кто-то шлёт слишком много запросов или держит слишком много подключений.",
    en: "One caller sends too much, or has too many connections open.",
  },
  NOT_FOUND: {
    ru: "Такого пути нет.",
    en: "There is no such path.",
  },
  BAD_REQUEST: {
    ru: "Запрос или кадр составлен неверно.",
    en: "The request or frame is malformed.",
  },
  INTERNAL: {
    ru: "Наша ошибка: WhatsApp отвергает протокол или настройки (400, 409, 415, 418, 501), или его сертификату нельзя верить.",
    en: "A fault of ours: WhatsApp refuses our protocol or configuration (400, 409, 415, 418, 501 at connect), or its certificate cannot be trusted.",
  },
};

/** Codes that mean something else for a line that is linked than while it is being linked. */
const CAUSES: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  NETWORK_ERROR: {
    ru: "Связь с WhatsApp прервалась или не устанавливается.",
    en: "The connection to WhatsApp was lost, or cannot be made.",
  },
};

/** Returns why a linked line is down. */
export function causeOf(code: string): string {
  return CAUSES[code]?.[language()] ?? meaningOf(code);
}

/** Returns the meaning of a code; empty for an unknown one, of a newer service. */
export function meaningOf(code: string): string {
  return MEANINGS[code]?.[language()] ?? "";
}
