//! The catalogue of everything that can go wrong: one code, one HTTP status, one sentence in each language, one thing to do.

use serde::{Deserialize, Serialize};

use crate::Text;

/// What the person in front of the screen can do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UserAction {
    /// Nothing; it is being taken care of.
    None,
    /// Ask again.
    Retry,
    /// Reset the connection, then ask again.
    Reset,
    /// Scan the QR instead.
    UseQr,
    /// Wait, as long as `retryAfterMs` says.
    Wait,
    /// Write to support, with the correlation id.
    ContactSupport,
}

/// A row of the catalogue.
struct Entry {
    name: &'static str,
    http_status: u16,
    action: UserAction,
    news: bool,
    text: Text,
}

macro_rules! catalogue {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $status:literal, $action:ident, news: $news:literal, $ru:literal, $en:literal;)+) => {
        /// The name of a failure, the same in frames, problem documents, the journal and metrics.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum ErrorCode {
            $($(#[$doc])* #[serde(rename = $name)] $variant,)+
        }

        impl ErrorCode {
            /// Every code, in the catalogue's order.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            const fn entry(self) -> Entry {
                match self {
                    $(Self::$variant => Entry {
                        name: $name,
                        http_status: $status,
                        action: UserAction::$action,
                        news: $news,
                        text: Text { ru: $ru, en: $en },
                    },)+
                }
            }
        }
    };
}

catalogue! {
    /// What was typed is no phone number.
    InvalidPhone = "INVALID_PHONE", 422, Retry, news: false,
        "Проверьте номер: нужен код страны и только цифры, например +7 900 646-42-63", "Check the number: country code and digits only, for example +7 900 646-42-63";
    /// Credentials of another phone stood in the way.
    PhoneMismatch = "PHONE_MISMATCH", 409, Reset, news: false,
        "Сохранено подключение другого номера. Сбросьте его и начните заново", "A connection of another number is stored. Reset it and start again";
    /// Another company has linked this phone.
    PhoneInUse = "PHONE_IN_USE", 409, ContactSupport, news: false,
        "Этот номер уже подключён к другому салону", "This number is already connected to another salon";
    /// Stored credentials cannot be used.
    CredentialsConflict = "CREDENTIALS_CONFLICT", 409, Reset, news: true,
        "Сохранённое подключение повреждено. Сбросьте его и начните заново", "The stored connection is damaged. Reset it and start again";
    /// WhatsApp throttles this number.
    RateLimited = "RATE_LIMITED", 429, Wait, news: false,
        "Слишком много попыток. Подождите или подключите по QR", "Too many attempts. Wait, or link by QR";
    /// 452: this account cannot be linked by number.
    LinkingUnavailable = "LINKING_UNAVAILABLE", 409, UseQr, news: false,
        "По номеру для этого аккаунта нельзя — используйте QR", "Linking by number isn't available for this account — use QR";
    /// The account asks for a passkey.
    PasskeyRequired = "PASSKEY_REQUIRED", 409, ContactSupport, news: false,
        "WhatsApp просит ключ доступа для этого аккаунта. Связать его здесь пока нельзя — напишите в поддержку", "WhatsApp asks this account for a passkey. It can't be linked here yet — contact support";
    /// No code within the budget.
    PairingTimeout = "PAIRING_TIMEOUT", 504, Retry, news: true,
        "WhatsApp не ответил вовремя. Попробуйте ещё раз", "WhatsApp didn't answer in time. Try again";
    /// The code, or the last QR, ran out.
    CodeExpired = "CODE_EXPIRED", 410, Retry, news: false,
        "Код истёк. Получить новый", "Code expired. Get a new one";
    /// Another request took the pairing's place.
    Superseded = "SUPERSEDED", 409, None, news: false,
        "Запрошен код для другого номера, прежний больше не действует", "A code for another number was requested; the earlier one no longer works";
    /// WhatsApp refused to give a code.
    PairingCodeFailed = "PAIRING_CODE_FAILED", 502, UseQr, news: true,
        "Не удалось получить код. Попробуйте QR", "Couldn't get a code. Try the QR";
    /// The line to WhatsApp broke.
    NetworkError = "NETWORK_ERROR", 502, Retry, news: false,
        "Связь с WhatsApp прервалась, код больше не действует. Попробуйте ещё раз", "The connection to WhatsApp was lost and the code no longer works. Try again";
    /// The phone that linked is not the one that was asked for.
    WrongPhoneLinked = "WRONG_PHONE_LINKED", 409, Retry, news: false,
        "Подключён другой номер. Мы его отвязали", "A different number was linked. We unlinked it";
    /// The phone removed this device.
    LoggedOut = "LOGGED_OUT", 409, Retry, news: false,
        "Устройство отвязано на телефоне. Подключите WhatsApp заново", "The device was unlinked on the phone. Link WhatsApp again";
    /// WhatsApp removed the device minutes after it was linked.
    RemovedAfterLink = "REMOVED_AFTER_LINK", 409, Wait, news: true,
        "WhatsApp отключил устройство. Не повторяйте сразу", "WhatsApp removed the device. Don't retry right away";
    /// Another connection uses these credentials.
    Replaced = "REPLACED", 409, ContactSupport, news: true,
        "Это подключение открыто в другом месте", "This connection is open in another place";
    /// The account is banned for a time.
    TemporarilyBanned = "TEMPORARILY_BANNED", 409, Wait, news: false,
        "WhatsApp временно ограничил этот номер", "WhatsApp has restricted this number for a time";
    /// The account is banned.
    Banned = "BANNED", 409, ContactSupport, news: true,
        "WhatsApp заблокировал этот номер", "WhatsApp has banned this number";
    /// The account is locked.
    AccountLocked = "ACCOUNT_LOCKED", 409, ContactSupport, news: true,
        "Аккаунт WhatsApp заблокирован. Откройте WhatsApp на телефоне", "The WhatsApp account is locked. Open WhatsApp on the phone";
    /// WhatsApp no longer accepts our client version.
    ClientOutdated = "CLIENT_OUTDATED", 503, None, news: true,
        "Обновляем сервис, подключение салона сохранено", "We're updating; your connection is safe";
    /// The session failed too often.
    RestartLimit = "RESTART_LIMIT", 503, ContactSupport, news: true,
        "Подключение остановлено после повторных сбоев", "The connection was stopped after repeated failures";
    /// PostgreSQL cannot be reached.
    StoreUnavailable = "STORE_UNAVAILABLE", 503, Wait, news: true,
        "Хранилище недоступно. Ничего не потеряно, повторите через минуту", "Storage is unavailable. Nothing is lost, try again in a minute";
    /// No credentials were presented to the API.
    Unauthorized = "UNAUTHORIZED", 401, None, news: false,
        "Нужно войти", "Sign in first";
    /// The presented credentials do not allow it.
    Forbidden = "FORBIDDEN", 403, None, news: false,
        "Нет доступа", "Access denied";
    /// There is no such thing.
    NotFound = "NOT_FOUND", 404, None, news: false,
        "Не найдено", "Not found";
    /// The request is malformed.
    BadRequest = "BAD_REQUEST", 400, None, news: false,
        "Неверный запрос", "Malformed request";
    /// A fault of ours.
    Internal = "INTERNAL", 500, ContactSupport, news: true,
        "Внутренняя ошибка. Напишите в поддержку", "Internal error. Contact support";
}

impl ErrorCode {
    /// The wire name, for example `PAIRING_TIMEOUT`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.entry().name
    }

    /// The status of a problem document with this code.
    #[must_use]
    pub const fn http_status(self) -> u16 {
        self.entry().http_status
    }

    /// The sentence for people.
    #[must_use]
    pub const fn text(self) -> Text {
        self.entry().text
    }

    /// What the person can do.
    #[must_use]
    pub const fn user_action(self) -> UserAction {
        self.entry().action
    }

    /// Whether those on call should hear of it (a Sentry event), beyond a log line.
    #[must_use]
    pub const fn is_news(self) -> bool {
        self.entry().news
    }
}

impl std::fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_in_wire_form() {
        let names: std::collections::HashSet<_> = ErrorCode::ALL.iter().map(|code| code.name()).collect();
        assert_eq!(names.len(), ErrorCode::ALL.len());
        assert!(names.iter().all(|name| name.bytes().all(|b| b.is_ascii_uppercase() || b == b'_')));
    }

    #[test]
    fn every_code_has_an_error_status_and_a_sentence_in_both_languages() {
        for code in ErrorCode::ALL {
            assert!((400..600).contains(&code.http_status()), "{code}");
            assert!(!code.text().ru.is_empty() && !code.text().en.is_empty(), "{code}");
        }
    }

    #[test]
    fn json_and_display_agree() {
        for code in ErrorCode::ALL {
            assert_eq!(serde_json::to_string(code).unwrap(), format!("\"{code}\""));
        }
    }
}
