//! Entries of the error catalogue.

use serde::{Deserialize, Serialize};

use super::table::catalogue;
use super::{AlertPolicy, Entry, Recovery, UserAction};
use crate::Text;

catalogue! {
    /// The input is not a phone number.
    InvalidPhone = "INVALID_PHONE" {
        422, Retry, User, No, kept: false, retry: None,
        ru: "Проверьте номер: нужен код страны и только цифры, например +7 900 646-42-63",
        en: "Check the number: country code and digits only, for example +7 900 646-42-63",
        meaning: "What was typed is no phone number.",
        service: "Asks WhatsApp nothing.",
        person: "The owner corrects the number.",
    }
    /// Another number than the linked one was requested.
    PhoneMismatch = "PHONE_MISMATCH" {
        409, ChangeNumber, User, No, kept: false, retry: None,
        ru: "Подключён другой номер. Чтобы подключить этот, подтвердите смену номера",
        en: "Another number is connected. To connect this one, change the number",
        meaning: "Another number than the linked one was asked for, without the consent to change the number.",
        service: "Leaves the linked phone as it is and tells its number, masked (`storedPhone`).",
        person: "The owner confirms the change (`changeNumber: true`), by which the linked phone works until the new one is connected, or asks for the linked number.",
    }
    /// Another company has linked this phone.
    PhoneInUse = "PHONE_IN_USE" {
        409, ContactSupport, Support, No, kept: false, retry: None,
        ru: "Этот номер уже подключён к другому салону",
        en: "This number is already connected to another salon",
        meaning: "Another company has linked this phone, or the same WhatsApp account under another way of writing its number.",
        service: "Refuses before anything of either company is touched; a phone that scans or types all the same is not linked. Companies that had linked one account before the service knew that it is one: all but the last connected are parked, keep their credentials, and are listed in the log at each start.",
        person: "Support finds out which salon the number belongs to and resets the other one; a parked salon that keeps the number is restarted.",
    }
    /// Stored credentials cannot be used.
    CredentialsConflict = "CREDENTIALS_CONFLICT" {
        409, Reset, User, EachTime, kept: true, retry: None,
        ru: "Сохранённое подключение повреждено. Сбросьте его и начните заново",
        en: "The stored connection is damaged. Reset it and start again",
        meaning: "Stored credentials cannot be read.",
        service: "Keeps them and parks the session.",
        person: "The owner resets and links again; an operator looks at what damaged the row.",
    }
    /// A rate limit of the number, the company or the onboarding link is reached.
    RateLimited = "RATE_LIMITED" {
        429, Wait, User, No, kept: true, retry: Some(900),
        ru: "Слишком много попыток. Подождите или подключите по QR",
        en: "Too many attempts. Wait, or link by QR",
        meaning: "WhatsApp throttles the number, or a limit of codes is reached: the number's, the company's (5 numbers, 10 codes a day) or the onboarding link's (3 numbers a day); or the company has begun 30 pairings within the hour, by code or QR.",
        service: "Asks WhatsApp for no code until the pause is over (after a throttle 15 min, 1 h, 6 h, 24 h) and tells the time left; remembers it across restarts. `linekeeper_code_refusals_total` says by which limit.",
        person: "The owner waits, or scans the QR (not beyond 30 an hour); what an operator asks for does not count for the company.",
    }
    /// 452: the account cannot be linked by number.
    LinkingUnavailable = "LINKING_UNAVAILABLE" {
        409, UseQr, User, No, kept: false, retry: None,
        ru: "По номеру для этого аккаунта нельзя — используйте QR",
        en: "Linking by number isn't available for this account — use QR",
        meaning: "WhatsApp does not link this account by number (452).",
        service: "Ends the attempt.",
        person: "The owner scans the QR.",
    }
    /// The account demands a passkey.
    PasskeyRequired = "PASSKEY_REQUIRED" {
        409, ContactSupport, Support, No, kept: true, retry: None,
        ru: "WhatsApp запросил ключ доступа так, что ответить отсюда нельзя. Попробуйте ещё раз или напишите в поддержку",
        en: "WhatsApp asks for a passkey in a way that can't be answered here. Try again or contact support",
        meaning: "WhatsApp demands the account's passkey, and its demand has a form that cannot be answered.",
        service: "Ends the attempt; keys of the half-finished pairing are deleted.",
        person: "The owner tries again; if it goes on, support explains, and the owner removes the passkey from the account or links another one.",
    }
    /// Nobody answered or compared in time.
    PasskeyExpired = "PASSKEY_EXPIRED" {
        410, Retry, User, No, kept: false, retry: None,
        ru: "Время для ключа доступа вышло. Начните подключение заново",
        en: "The time for the passkey is over. Start linking again",
        meaning: "WhatsApp demands the account's passkey, and nobody has answered, or compared the code on the phone, within the time that WhatsApp gives (at most ten minutes).",
        service: "Ends the attempt; keys of the half-finished pairing are deleted.",
        person: "The owner starts again at a computer with the browser extension, or support answers in the dashboard.",
    }
    /// WhatsApp refused the assertion.
    PasskeyRefused = "PASSKEY_REFUSED" {
        409, Retry, User, No, kept: false, retry: None,
        ru: "WhatsApp не принял ключ доступа. Начните заново и выберите ключ того же аккаунта",
        en: "WhatsApp didn't accept the passkey. Start again and choose the passkey of the same account",
        meaning: "WhatsApp has refused the passkey's answer: it is that of another account, or came too late.",
        service: "Ends the attempt; keys of the half-finished pairing are deleted.",
        person: "The owner starts again and answers with the passkey of the account that is being linked.",
    }
    /// The linking was refused after the assertion.
    PasskeyNotConfirmed = "PASSKEY_NOT_CONFIRMED" {
        409, Retry, User, No, kept: false, retry: None,
        ru: "Телефон не подтвердил подключение. Начните заново и подтвердите код на телефоне",
        en: "The phone didn't confirm the linking. Start again and confirm the code on the phone",
        meaning: "WhatsApp took the passkey's answer, and the linking was refused after that: on the phone, or because its exchange with the service failed.",
        service: "Ends the attempt; keys of the half-finished pairing are deleted.",
        person: "The owner starts again, compares the codes and confirms on the phone, too.",
    }
    /// A step of a linking with a passkey that nothing waits for.
    NoPasskeyRequested = "NO_PASSKEY_REQUESTED" {
        404, Retry, User, No, kept: false, retry: None,
        ru: "WhatsApp сейчас не ждёт ключ доступа. Начните подключение заново",
        en: "WhatsApp isn't waiting for a passkey now. Start linking again",
        meaning: "An answer or a confirmation came while nothing waits for one: the pairing has ended, or the service was restarted, which loses the challenge.",
        service: "Changes nothing.",
        person: "The owner starts the pairing again.",
    }
    /// The answer is for another challenge.
    PasskeyOutdated = "PASSKEY_OUTDATED" {
        409, Retry, User, No, kept: false, retry: None,
        ru: "Этот ответ — на прежний запрос WhatsApp. Ответьте на тот, что на экране",
        en: "This answers an earlier request of WhatsApp. Answer the one on the screen",
        meaning: "An answer or a confirmation names, or was signed for, another challenge than the one at hand.",
        service: "Changes nothing; the challenge stays open.",
        person: "The owner answers the challenge that is on the screen.",
    }
    /// The challenge was answered before.
    PasskeyAlreadyAnswered = "PASSKEY_ALREADY_ANSWERED" {
        409, None, User, No, kept: false, retry: None,
        ru: "На этот запрос уже ответили. Подождите",
        en: "This request was answered already. Wait",
        meaning: "The challenge was answered before, or its code confirmed: each counts once.",
        service: "Changes nothing and goes on with the first answer.",
        person: "The owner waits for the outcome, which the page shows.",
    }
    /// The answer is no assertion.
    PasskeyInvalid = "PASSKEY_INVALID" {
        422, Retry, User, No, kept: false, retry: None,
        ru: "Это не ответ ключа доступа. Скопируйте его целиком и отправьте ещё раз",
        en: "This is not the answer of a passkey. Copy the whole of it and send it again",
        meaning: "The answer is not a `PublicKeyCredential` of an assertion as JSON, or is larger than 16 KiB.",
        service: "Changes nothing; the challenge stays open. The answer is neither logged nor kept.",
        person: "Who answers sends what the browser has written, unchanged.",
    }
    /// The account is a business account that is connected to Meta's cloud.
    AccountNotSupported = "ACCOUNT_NOT_SUPPORTED" {
        409, ContactSupport, Support, EachTime, kept: true, retry: None,
        ru: "Этот WhatsApp Business подключён к облаку Meta, связать его пока нельзя. Подключите другой номер или напишите в поддержку",
        en: "This WhatsApp Business account is connected to Meta's cloud and can't be linked yet. Link another number or contact support",
        meaning: "The account is hosted: its business is connected to Meta's cloud (\"coexistence\"), and the linking cannot be completed with it.",
        service: "Does not confirm the linking, so that the phone lists no device, and deletes the keys. Neither a code nor a QR works.",
        person: "Support explains; the owner disconnects the account from the cloud provider or links another one.",
    }
    /// No code within the pairing timeout.
    PairingTimeout = "PAIRING_TIMEOUT" {
        504, Retry, User, EachTime, kept: false, retry: None,
        ru: "WhatsApp не ответил вовремя. Попробуйте ещё раз",
        en: "WhatsApp didn't answer in time. Try again",
        meaning: "No code came within 20 s, retries included.",
        service: "Closes the connection and deletes the keys of the attempt.",
        person: "The owner tries again; an operator looks if it goes on.",
    }
    /// The code, or the last QR, expired.
    CodeExpired = "CODE_EXPIRED" {
        410, Retry, User, No, kept: false, retry: None,
        ru: "Код истёк. Получить новый",
        en: "Code expired. Get a new one",
        meaning: "The code (180 s) or the last QR ran out, or WhatsApp wants another code.",
        service: "Closes the connection, so that the code cannot be typed any more.",
        person: "The owner asks for a new one.",
    }
    /// The phone answered, but the pairing did not finish.
    PairingNotFinished = "PAIRING_NOT_FINISHED" {
        410, Retry, User, No, kept: false, retry: None,
        ru: "Подключение не завершилось. Получите новый код. К аккаунту можно привязать не больше четырёх устройств",
        en: "Linking did not finish. Get a new code. An account can have four linked devices at most",
        meaning: "The phone answered the code, but WhatsApp did not say within 60 s that it is linked (a wrong code, or four devices are linked already); or the process died in the middle of the linking.",
        service: "Closes the connection and deletes the keys, which no phone knows.",
        person: "The owner asks for a new code, and unlinks a device on the phone if there are four.",
    }
    /// Another request replaced the pairing.
    Superseded = "SUPERSEDED" {
        409, None, User, No, kept: false, retry: None,
        ru: "Запрошен код для другого номера, прежний больше не действует",
        en: "A code for another number was requested; the earlier one no longer works",
        meaning: "Another request took the pairing's place.",
        service: "Goes on with the newer request.",
        person: "Nothing.",
    }
    /// WhatsApp refused to issue a code, or to finish with it.
    PairingCodeFailed = "PAIRING_CODE_FAILED" {
        502, UseQr, User, EachTime, kept: false, retry: None,
        ru: "Не удалось получить код. Попробуйте QR",
        en: "Couldn't get a code. Try the QR",
        meaning: "WhatsApp refused to give a code or to finish with it, or its word that the phone is linked does not verify, for a reason that has no code of its own.",
        service: "Tries up to three times if WhatsApp itself stumbled (5xx), then ends the attempt; a QR that was scanned stays and can be scanned again.",
        person: "The owner scans the QR; an operator looks at the refusal in the log.",
    }
    /// The connection to WhatsApp was lost.
    NetworkError = "NETWORK_ERROR" {
        502, Retry, User, No, kept: false, retry: None,
        ru: "Связь с WhatsApp прервалась, код больше не действует. Попробуйте ещё раз",
        en: "The connection to WhatsApp was lost and the code no longer works. Try again",
        meaning: "The connection to WhatsApp was lost while a phone was being linked.",
        service: "Tries again before a code is shown; afterwards the code is dead and is said to be. A linked session reconnects by itself.",
        person: "The owner asks again.",
    }
    /// The phone that answered is not the requested one.
    WrongPhoneLinked = "WRONG_PHONE_LINKED" {
        409, Retry, User, No, kept: false, retry: None,
        ru: "Подключён другой номер. Мы его отвязали",
        en: "A different number was linked. We unlinked it",
        meaning: "Another phone scanned or typed than the one that was asked for.",
        service: "Does not confirm the linking, so that the phone lists no device, and deletes the keys.",
        person: "The owner tries again with the right phone.",
    }
    /// The phone removed this device.
    LoggedOut = "LOGGED_OUT" {
        409, Retry, User, No, kept: true, retry: None,
        ru: "Устройство отвязано на телефоне. Подключите WhatsApp заново",
        en: "The device was unlinked on the phone. Link WhatsApp again",
        meaning: "The phone unlinked this device, or the account's devices do not match (401, 411, 516, device_removed).",
        service: "Deletes the credentials, which are dead, and waits for a pairing.",
        person: "The owner links again.",
    }
    /// WhatsApp removed the device minutes after it was linked.
    RemovedAfterLink = "REMOVED_AFTER_LINK" {
        409, Wait, User, EachTime, kept: true, retry: Some(1800),
        ru: "WhatsApp отключил устройство. Не повторяйте сразу",
        en: "WhatsApp removed the device. Don't retry right away",
        meaning: "WhatsApp removed the device less than 5 minutes after it was linked: a judgement on the account.",
        service: "Deletes the credentials, which are dead, and links no phone for half an hour, by code or QR, also after a reset.",
        person: "The owner waits; an operator may lift the wait (`overrideWait`); support looks if it happens again.",
    }
    /// Another connection uses these credentials.
    Replaced = "REPLACED" {
        409, ContactSupport, Support, EachTime, kept: true, retry: None,
        ru: "Это подключение открыто в другом месте",
        en: "This connection is open in another place",
        meaning: "Another connection uses these credentials (409, 440, conflict replaced).",
        service: "Yields if the database has another owner for the company; else tries once more after a pause, then parks. Never fights.",
        person: "An operator finds the second process, then restarts the session.",
    }
    /// The account is banned for a time.
    TemporarilyBanned = "TEMPORARILY_BANNED" {
        409, Wait, Automatic, No, kept: true, retry: None,
        ru: "WhatsApp временно ограничил этот номер",
        en: "WhatsApp has restricted this number for a time",
        meaning: "WhatsApp has banned the account for a time (402).",
        service: "Keeps the credentials and logs in again when the ban is over, later each time in a row as after any failure, and after a day where WhatsApp does not say when.",
        person: "The owner waits and reads what WhatsApp says on the phone.",
    }
    /// The account is banned.
    Banned = "BANNED" {
        409, ContactSupport, Support, EachTime, kept: true, retry: None,
        ru: "WhatsApp заблокировал этот номер",
        en: "WhatsApp has banned this number",
        meaning: "WhatsApp has banned the account (406).",
        service: "Deletes the credentials, which are dead.",
        person: "The owner appeals on the phone, or links another number.",
    }
    /// The account is locked.
    AccountLocked = "ACCOUNT_LOCKED" {
        409, ContactSupport, Support, EachTime, kept: true, retry: None,
        ru: "Аккаунт WhatsApp заблокирован. Откройте WhatsApp на телефоне",
        en: "The WhatsApp account is locked. Open WhatsApp on the phone",
        meaning: "WhatsApp has locked the account (403).",
        service: "Keeps the credentials and parks the session.",
        person: "The owner unlocks the account on the phone and tries again, or an operator restarts the session.",
    }
    /// WhatsApp no longer accepts our client version.
    ClientOutdated = "CLIENT_OUTDATED" {
        503, None, Support, OncePerOutage, kept: false, retry: Some(300),
        ru: "Обновляем сервис, подключение салона сохранено",
        en: "We're updating; your connection is safe",
        meaning: "WhatsApp refuses our client version (405), for every session.",
        service: "Keeps all credentials, admits nobody but a probe every 5 minutes, looks the client version up at once and before the next probe, which announces what was found, and lets everybody in once one is taken. The same alert comes before that, once a day, within 14 days of the day on which WhatsApp stops taking the announced version (`linekeeper_client_version_end_time_seconds`): the look-ups fail, or the version is set in the configuration.",
        person: "An operator looks at the service page of the dashboard: which version is announced, since when and where it is from. If it was looked up long ago (`linekeeper_client_version_lookups_total`), the service has to reach https://web.whatsapp.com again; if it is configured, a newer `whatsapp.version` is set, or none. Where neither helps, a newer version of the service is deployed.",
    }
    /// A person disconnected the session.
    Disconnected = "DISCONNECTED" {
        409, Retry, User, No, kept: true, retry: None,
        ru: "WhatsApp салона отключён оператором",
        en: "The salon's WhatsApp was disconnected on purpose",
        meaning: "A person disconnected the session.",
        service: "Keeps the credentials and does not connect, not even after a restart of the process.",
        person: "Somebody restarts the session, or asks for a code for the linked number: it connects again, without a code.",
    }
    /// The session's actor failed more often than its restart policy allows.
    RestartLimit = "RESTART_LIMIT" {
        503, ContactSupport, Support, EachTime, kept: true, retry: None,
        ru: "Подключение остановлено после повторных сбоев",
        en: "The connection was stopped after repeated failures",
        meaning: "The session's actor died more often than its restart policy allows.",
        service: "Keeps the credentials and does not connect.",
        person: "An operator reads the log by the correlation id, then restarts the session.",
    }
    /// PostgreSQL cannot be reached.
    StoreUnavailable = "STORE_UNAVAILABLE" {
        503, Wait, Automatic, OncePerOutage, kept: false, retry: Some(5),
        ru: "Хранилище недоступно. Ничего не потеряно, повторите через минуту",
        en: "Storage is unavailable. Nothing is lost, try again in a minute",
        meaning: "PostgreSQL does not answer, or the process is stopping.",
        service: "Changes nothing and is not ready. Connected sessions stay connected: what they read and write waits, in its order, for up to `store.outage_patience_seconds`. Only a session whose write was under way when the database went, so that nobody knows whether it was kept, reads everything again and reconnects. All goes on by itself when the database is back.",
        person: "An operator mends the database.",
    }
    /// The line is not connected, so nothing can be asked of WhatsApp.
    NotConnected = "NOT_CONNECTED" {
        409, Wait, Automatic, No, kept: false, retry: Some(5),
        ru: "Линия сейчас не подключена. Попробуйте позже", en: "The line is not connected now. Try again later",
        meaning: "The request needs the company's line, and that is not connected: it has no phone, reconnects, or was disconnected.",
        service: "Refuses; nothing was asked of WhatsApp. Messages to be sent are taken all the same, and sent when the line is back; files that were fetched before are handed out.",
        person: "The caller tries again when the session's status says `connected`.",
    }
    /// WhatsApp and the phone do not have the file of a message any more.
    MediaGone = "MEDIA_GONE" {
        410, None, User, No, kept: false, retry: None,
        ru: "Файла больше нет в WhatsApp", en: "WhatsApp does not have the file any more",
        meaning: "WhatsApp's media servers have deleted a file, which they do after some weeks, and the phone does not have it either.",
        service: "Asks the phone to upload the file again, at each request; keeps nothing.",
        person: "The sender sends the file again.",
    }
    /// WhatsApp's media servers, or the phone, do not hand a file out.
    MediaUnavailable = "MEDIA_UNAVAILABLE" {
        502, Wait, Automatic, No, kept: false, retry: Some(30),
        ru: "WhatsApp не отдал файл. Попробуйте ещё раз", en: "WhatsApp did not hand the file out. Try again",
        meaning: "WhatsApp's media servers do not answer, hang or break off, or the phone that has to upload the file again does not answer.",
        service: "Tries each media server, once more with a fresh authorisation; keeps nothing of a file that did not come whole.",
        person: "The caller tries again; the phone has to be online if the file is old.",
    }
    /// What WhatsApp's media servers have is not the file of the message.
    MediaDamaged = "MEDIA_DAMAGED" {
        502, None, User, No, kept: false, retry: None,
        ru: "Файл повреждён", en: "The file is damaged",
        meaning: "A file was fetched from WhatsApp and is not the one that its message describes: its authenticator or its hash differs. Or the stored bytes of a file are not those that were stored.",
        service: "Hands nothing of it out.",
        person: "The sender sends the file again. If it happens to files that were fetched before, an operator looks at the store of files.",
    }
    /// There is no room for files.
    MediaStoreFull = "MEDIA_STORE_FULL" {
        507, ContactSupport, Support, OncePerOutage, kept: false, retry: Some(300),
        ru: "Место для файлов закончилось. Напишите в поддержку", en: "There is no room for files. Contact support",
        meaning: "The files of all companies have reached `media.quota_mb`, or the disk is almost full.",
        service: "Takes and fetches no file until there is room. Messages and lines are not affected, and files that are there are handed out.",
        person: "An operator raises the quota, shortens `media.retention_days`, or gives more space.",
    }
    /// The store of files does not answer.
    MediaStoreUnavailable = "MEDIA_STORE_UNAVAILABLE" {
        503, Wait, Automatic, OncePerOutage, kept: false, retry: Some(30),
        ru: "Хранилище файлов недоступно. Попробуйте позже", en: "The store of files is unavailable. Try again later",
        meaning: "The folder or the bucket in which files are kept cannot be read or written.",
        service: "Takes and hands out no file until it can. Messages and lines are not affected.",
        person: "An operator mends the folder or the bucket.",
    }
    /// No credentials were presented to the API.
    Unauthorized = "UNAUTHORIZED" {
        401, None, User, No, kept: false, retry: None,
        ru: "Нужно войти",
        en: "Sign in first",
        meaning: "No credentials were presented.",
        service: "Refuses.",
        person: "The caller presents its credentials.",
    }
    /// The presented credentials do not allow the request.
    Forbidden = "FORBIDDEN" {
        403, None, User, No, kept: false, retry: None,
        ru: "Нет доступа",
        en: "Access denied",
        meaning: "The presented credentials do not allow it.",
        service: "Refuses.",
        person: "The caller asks for the right it lacks.",
    }
    /// The caller exceeds a rate limit or a limit on connections.
    TooManyRequests = "TOO_MANY_REQUESTS" {
        429, Wait, User, No, kept: false, retry: Some(5),
        ru: "Слишком много запросов. Подождите немного",
        en: "Too many requests. Wait a moment",
        meaning: "One caller sends too much, or has too many connections open.",
        service: "Refuses; a WebSocket that goes on is closed.",
        person: "The caller waits and asks less often, or closes what it does not need.",
    }
    /// There is no such path.
    NotFound = "NOT_FOUND" {
        404, None, User, No, kept: false, retry: None,
        ru: "Не найдено",
        en: "Not found",
        meaning: "There is no such path.",
        service: "Refuses.",
        person: "The caller corrects the path.",
    }
    /// The request is malformed.
    BadRequest = "BAD_REQUEST" {
        400, None, User, No, kept: false, retry: None,
        ru: "Неверный запрос",
        en: "Malformed request",
        meaning: "The request or frame is malformed.",
        service: "Refuses; a WebSocket stays open.",
        person: "The caller corrects the request.",
    }
    /// A fault of ours: WhatsApp refuses our protocol or configuration, or its certificate cannot be trusted.
    Internal = "INTERNAL" {
        500, ContactSupport, Support, EachTime, kept: true, retry: None,
        ru: "Внутренняя ошибка. Напишите в поддержку",
        en: "Internal error. Contact support",
        meaning: "A fault of ours: WhatsApp refuses our protocol or configuration (400, 409, 415, 418, 501 at connect), or its certificate cannot be trusted.",
        service: "Keeps the credentials and parks the session.",
        person: "An operator reads the log by the correlation id, mends the cause and restarts the session.",
    }
}
